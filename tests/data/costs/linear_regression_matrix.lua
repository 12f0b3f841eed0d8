local gd = require "gdlua"
local X, y = require "lib.data".classes(30, 4)
X, y = gd.matrix(X), gd.vector(y)

return {
  name = "linear regression over a matrix",
  cost = function(p)
    local r = X:matmul(p.w) + p.b - y
    return r:dot(r)/(2*X.rows)
  end,
  start = {w = {0.1, -0.2, 0.3, 0}, b = 0.5},
  gradient = function(p)
    local r = X:matmul(p.w) + p.b - y
    return {w = X.T:matmul(r)/X.rows, b = r:sum()/X.rows}
  end,
  note = "engine arrays in a closure",
}
