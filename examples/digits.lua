--- Handwritten digits, read by a neural network with one hidden layer: Adam with
--- batches, and an end when pictures that are kept apart are read no better.
---
---   gdlua examples/digits.lua
local gd = require "gdlua"

-- Pictures of 8 x 8 points from 0 to 16, and the digit each is of.
local folder = arg[0]:match("^(.*)/") or "."
local columns = gd.load(folder .. "/data/digits.csv")
local X, digit = gd.zeros(columns.rows, 64), gd.zeros(columns.rows)
for i = 1, columns.rows do
  X[i] = columns[i]:slice(1, 64)/16
  digit[i] = columns[i][65]
end
local Y = gd.zeros(columns.rows, 10)
for i = 1, columns.rows do Y[i][digit[i] + 1] = 1 end

-- Of every digit 70% to learn from, 10% to say when to stop, 20% to judge by.
gd.seed(7)
local train, rest = gd.split({X = X, Y = Y, digit = digit}, 0.7, {by = digit})
local check, test = gd.split(rest, 1/3, {by = rest.digit})

local hidden = 128
local function scores(net, rows)
  return gd.relu(rows:matmul(net.W1) + net.b1):matmul(net.W2) + net.b2
end

-- The mean of -log(probability of the right digit).
local function loss(net, data)
  local z = scores(net, data.X)
  return (gd.logsumexp(z, 2) - (data.Y*z):sum(2)):mean()
end

-- The same with a weight on large parameters, for a batch.
local function cost(net, batch)
  return loss(net, batch) + 1e-4*((net.W1*net.W1):sum() + (net.W2*net.W2):sum())
end

local start = {
  W1 = gd.normal({64, hidden}, 0, 0.2), b1 = gd.zeros(hidden),
  W2 = gd.normal({hidden, 10}, 0, 0.2), b2 = gd.zeros(10),
}
local result = gd.minimize(cost, start, {
  data = {X = train.X, Y = train.Y}, batch = 16,
  method = "adam", step = gd.schedule.cosine(0.002, 0.0001, 60), epochs = 60,
  validation = function(net) return loss(net, check) end,
  stop = gd.stop.patience(15),
  on_epoch = function(state)
    if state.epoch % 10 == 0 then
      print(("epoch %2d   cost %.4f   validation %.4f"):format(state.epoch, state.cost,
                                                                state.validation))
    end
  end,
})
print(result.reason)

-- The best network is the one of the lowest validation cost.
local best = result.best
print(("best: epoch %d, validation %.4f"):format(best.epoch, best.validation))

local function right(data)
  local z, n = scores(best.x, data.X), 0
  for i = 1, z.rows do
    if z[i]:argmax() == data.Y[i]:argmax() then n = n + 1 end
  end
  return n, z.rows, 100*n/z.rows
end
print(("learned from: %d of %d right (%.1f%%)"):format(right(train)))
print(("kept aside:   %d of %d right (%.1f%%)"):format(right(test)))
