local gd = require "gdlua"
local X = require "lib.data".classes(20, 4)
local labels = {}
for i = 1, #X do labels[i] = i % 3 + 1 end
X = gd.matrix(X)

return {
  name = "soft-max classification over a matrix",
  cost = function(p)
    local Z = X:matmul(p.W) + p.b
    local loss = 0
    for i = 1, Z.rows do
      loss = loss + gd.logsumexp(Z[i]) - Z[i][labels[i]]
    end
    return loss/Z.rows
  end,
  start = {W = gd.matrix{{0.1, 0, 0.2}, {-0.3, 0.2, 0}, {0.4, -0.1, 0.1}, {0, 0.3, -0.2}}, b = gd.zeros(3)},
  note = "rows and elements of a product of matrices",
}
