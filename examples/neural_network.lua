--- A neural network with one hidden layer learns to tell three kinds of iris.
---
---   gdlua examples/neural_network.lua
local gd = require "gdlua"

-- Four measurements a flower, and its species (data/README.md says where the
-- data are from).
local folder = arg[0]:match("^(.*)/") or "."
local measured, text = gd.load(folder .. "/data/iris.csv")
local X = (measured - measured:mean(1))/gd.sqrt(((measured - measured:mean(1))^2):mean(1))

-- The species as rows of a matrix: {1, 0, 0}, {0, 1, 0} or {0, 0, 1}.
local species, number = {"setosa", "versicolor", "virginica"}, {}
for k, name in ipairs(species) do number[name] = k end
local Y = gd.zeros(X.rows, #species)
for i, name in ipairs(text.species) do Y[i][number[name]] = 1 end

-- 30 flowers are kept aside for the test.
gd.seed(4)
local order = gd.permutation(X.rows)
local test, train = order:slice(1, 30), order:slice(31, X.rows)
local data = {X = X:rows_at(train), Y = Y:rows_at(train)}

-- A score for each species: tanh(X W1 + b1) W2 + b2.
local hidden = 6
local function scores(net, rows)
  return gd.tanh(rows:matmul(net.W1) + net.b1):matmul(net.W2) + net.b2
end

-- The cost of a batch of flowers: the mean of -log(probability of its species),
-- where the probabilities are exp(score)/sum of exp(scores).
local function cost(net, batch)
  local z = scores(net, batch.X)
  return (gd.logsumexp(z, 2) - (batch.Y*z):sum(2)):mean()
end

-- Weights that start small and at random, in a table of any shape we like: the
-- gradient comes in the same shape.
local start = {
  W1 = gd.normal({X.cols, hidden}, 0, 0.5), b1 = gd.zeros(hidden),
  W2 = gd.normal({hidden, #species}, 0, 0.5), b2 = gd.zeros(#species),
}

-- Adam, with batches of 20 flowers, which are shuffled for each epoch, and steps
-- that become shorter.
local epochs = 60
local result = gd.minimize(cost, start, {
  data = data, batch = 20, method = "adam", step = gd.schedule.cosine(0.05, 0.001, epochs),
  epochs = epochs, tolerance = 0,
  on_epoch = function(state)
    if state.epoch % 10 == 0 then print(("epoch %2d   cost %.5f"):format(state.epoch, state.cost)) end
  end,
})
print(result.reason)

-- How often is the largest score that of the right species?
local function right(rows)
  local z, n = scores(result.x, X:rows_at(rows)), 0
  for i = 1, #rows do
    if z[i]:argmax() == Y[rows[i]]:argmax() then n = n + 1 end
  end
  return n, #rows
end
print(("right in training: %d of %d"):format(right(train)))
print(("right in the test: %d of %d"):format(right(test)))
