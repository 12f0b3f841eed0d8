local gd = require "gdlua"
local X, y = require "lib.data".classes(60, 6)
X, y = gd.matrix(X), gd.vector(y)

return {
  name = "logistic regression over a matrix",
  cost = function(p)
    local z = X:matmul(p.w) + p.b
    return gd.softplus(z):mean() - (y*z):mean() + 0.01*p.w:dot(p.w)
  end,
  start = {w = gd.zeros(6), b = 0.1},
  gradient = function(p)
    local r = (gd.sigmoid(X:matmul(p.w) + p.b) - y)/X.rows
    return {w = X.T:matmul(r) + 0.02*p.w, b = r:sum()}
  end,
  note = "softplus of a column",
}
