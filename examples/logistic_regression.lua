--- Logistic regression: is a tumour benign? Learned from 569 cases.
---
---   gdlua examples/logistic_regression.lua
local gd = require "gdlua"

-- One row a tumour, 30 measurements of its cells; the last column says what it
-- was: 1 benign, 0 malignant (data/README.md says where the data are from).
local folder = arg[0]:match("^(.*)/") or "."
local data = gd.load(folder .. "/data/breast_cancer.csv")
local columns = data.T
local X, y = columns:slice(1, data.cols - 1).T, columns[data.cols]:copy()

-- Measurements of different sizes are brought to mean 0 and deviation 1.
local mean = X:mean(1)
local deviation = gd.sqrt(((X - mean)^2):mean(1))
X = (X - mean)/deviation

-- A fifth of the cases, at random, is kept aside for the test.
gd.seed(1)
local order = gd.permutation(X.rows)
local tested = X.rows//5
local test_rows, train_rows = order:slice(1, tested), order:slice(tested + 1, X.rows)
local train_X, train_y = X:rows_at(train_rows), y:rows_at(train_rows)
local test_X, test_y = X:rows_at(test_rows), y:rows_at(test_rows)

-- The model: the probability of "benign" is sigmoid(X w + b). The cost is the
-- mean of -log(probability of what the tumour was), which for a score z and a
-- label y is log(1 + exp(z)) - y*z, and a little of |w|^2 against overfitting.
local function cost(p)
  local z = train_X:matmul(p.w) + p.b
  return gd.softplus(z):mean() - (train_y*z):mean() + 0.001*p.w:dot(p.w)
end

local result = gd.minimize(cost, {w = gd.zeros(X.cols), b = 0})
print(result.reason)
print(("cost %.6f, |w| %.3f, b %.4f"):format(result.cost, result.x.w:norm(), result.x.b))

-- The share of cases in which the side of 1/2 is the right one.
local function accuracy(p, rows, labels)
  local z, right = rows:matmul(p.w) + p.b, 0
  for i = 1, #labels do
    if (z[i] > 0) == (labels[i] == 1) then right = right + 1 end
  end
  return right, #labels
end

print(("right in training: %d of %d"):format(accuracy(result.x, train_X, train_y)))
print(("right in the test: %d of %d"):format(accuracy(result.x, test_X, test_y)))

-- Which measurements speak loudest? Negative weights speak against "benign".
local ranked = {}
for j, weight in ipairs(result.x.w) do ranked[j] = {name = data.names[j], weight = weight} end
table.sort(ranked, function(a, b) return math.abs(a.weight) > math.abs(b.weight) end)
print "the five largest weights"
for i = 1, 5 do print(("  %-20s %7.3f"):format(ranked[i].name, ranked[i].weight)) end
