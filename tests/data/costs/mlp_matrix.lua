local gd = require "gdlua"
local X = gd.matrix{{0, 0}, {0, 1}, {1, 0}, {1, 1}}
local y = gd.matrix{{0}, {1}, {1}, {0}}

return {
  name = "neural network for exclusive or, matrices",
  cost = function(net)
    local hidden = gd.tanh(X:matmul(net.W1) + net.b1)
    local out = gd.sigmoid(hidden:matmul(net.W2) + net.b2)
    return ((out - y)^2):mean()
  end,
  start = {
    W1 = gd.matrix{{0.5, -0.4, 0.3}, {0.8, -0.6, 0.2}}, b1 = gd.vector{0.1, -0.1, 0.2},
    W2 = gd.matrix{{0.7}, {-0.5}, {0.4}}, b2 = gd.vector{0.05},
  },
  note = "a record of matrices and vectors",
}
