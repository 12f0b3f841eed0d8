-- A model of real data, by every solver: logistic regression of the tumours in
-- examples/data, with a weight on the parameters, without which the best ones are
-- infinite. There is one minimum, and all have to find it.
local lu = require "luaunit"
local gd = require "gdlua"

local columns = gd.load("examples/data/breast_cancer.csv")
local X, benign = gd.zeros(columns.rows, columns.cols - 1), gd.zeros(columns.rows)
for i = 1, columns.rows do
  X[i] = columns[i]:slice(1, columns.cols - 1)
  benign[i] = columns[i][columns.cols]
end
X = gd.standardize(X)

local function cost(p)
  local z = X:matmul(p.w) + p.b
  return (gd.softplus(z) - benign*z):mean() + 0.005*gd.dot(p.w, p.w)
end

local start = {w = gd.zeros(X.cols), b = 0}

-- The minimum to all digits: newton goes on until rounding is all there is.
local exact = gd.minimize(cost, start, {method = "newton", tolerance = 1e-15, epochs = 50})

TestRealData = {}

function TestRealData.test_the_minimum_is_one()
  lu.assertTrue(exact.gradient_norm < 1e-14)
  local e = gd.eigh(gd.hessian(function(v)
    return cost{w = v:slice(1, X.cols), b = v[X.cols + 1]}
  end, gd.vector(31)))
  lu.assertTrue(e:min() > 0)
end

for _, method in ipairs{"lbfgs", "bfgs", "cg", "newton_cg", "trust_region", "lbfgsb"} do
  TestRealData["test_" .. method] = function()
    local r = gd.minimize(cost, start, {method = method, tolerance = 1e-10, epochs = 3000})
    lu.assertTrue(r.converged, r.reason)
    lu.assertTrue(math.abs(r.cost - exact.cost) <= 1e-10*exact.cost)
    for i = 1, X.cols do lu.assertAlmostEquals(r.x.w[i], exact.x.w[i], 1e-8) end
  end
end

function TestRealData.test_descent()
  local r = gd.minimize(cost, start, {step = 0.5, epochs = 5000, tolerance = 1e-10})
  lu.assertTrue(r.converged, r.reason)
  lu.assertTrue(math.abs(r.cost - exact.cost) <= 1e-10*exact.cost)
end

-- Of the 569, at most 14 are told wrongly.
function TestRealData.test_it_tells_them_apart()
  local z, right = X:matmul(exact.x.w) + exact.x.b, 0
  for i = 1, #z do right = right + ((z[i] > 0) == (benign[i] == 1) and 1 or 0) end
  lu.assertTrue(right >= 555)
end

os.exit(lu.LuaUnit.run())
