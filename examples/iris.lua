--- Three kinds of iris, told apart by their measurements: multinomial logistic
--- regression, judged by flowers it has not seen.
---
---   gdlua examples/iris.lua
local gd = require "gdlua"

local folder = arg[0]:match("^(.*)/") or "."
local measured, text = gd.load(folder .. "/data/iris.csv")
local names, number = {"setosa", "versicolor", "virginica"}, {}
for k, name in ipairs(names) do number[name] = k end

-- Each species as a row of a matrix: {1, 0, 0}, {0, 1, 0} or {0, 0, 1}.
local Y = gd.zeros(measured.rows, #names)
for i, name in ipairs(text.species) do Y[i][number[name]] = 1 end

-- A third of each species is kept aside. What the columns are divided by comes
-- from the flowers that are learned from, and from no others.
gd.seed(1)
local train, test = gd.split({X = measured, Y = Y}, 2/3, {by = text.species})
local scaler
train.X, scaler = gd.standardize(train.X)
test.X = scaler:apply(test.X)

-- A score for each species; exp(score)/sum of exp(scores) is its probability,
-- and the cost the mean of -log(probability of the right one), with a little
-- weight on small parameters: without it the best ones are infinite.
local function scores(p, X) return X:matmul(p.W) + p.b end
local function cost(p)
  local z = scores(p, train.X)
  return (gd.logsumexp(z, 2) - (train.Y*z):sum(2)):mean() + 1e-3*(p.W*p.W):sum()
end

local r = gd.minimize(cost, {W = gd.zeros(4, 3), b = gd.zeros(3)})
print(r.reason)

-- How often is the largest score that of the right species?
local function right(data)
  local z, n = scores(r.x, data.X), 0
  for i = 1, z.rows do
    if z[i]:argmax() == data.Y[i]:argmax() then n = n + 1 end
  end
  return n, z.rows, 100*n/z.rows
end
print(("learned from: %d of %d right (%.1f%%)"):format(right(train)))
print(("kept aside:   %d of %d right (%.1f%%)"):format(right(test)))
