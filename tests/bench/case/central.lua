--- Gradients by central differences, two parameters: x1^2 + x2^2, h = 1e-4.
local case = {title = "central differences, n = 2", ceiling = 1.2, epochs = 1000000}

local function cost(x) return x[1]^2 + x[2]^2 end

function case.plain(epochs)
  local function numerical_gradient(f, x)
    local h, grad = 1e-4, {}
    for i = 1, #x do
      local before = x[i]
      x[i] = before + h
      local above = f(x)
      x[i] = before - h
      local below = f(x)
      x[i] = before
      grad[i] = (above - below) / (2*h)
    end
    return grad
  end

  local x = {-3.0, 4.0}
  for _ = 1, epochs do
    local grad = numerical_gradient(cost, x)
    for i = 1, #x do x[i] = x[i] - 1e-9*grad[i] end
  end
  return x
end

function case.gdlua(epochs)
  local gd = require "gdlua"
  return gd.minimize(cost, {-3, 4}, {
    step = 1e-9, epochs = epochs, gradient = {mode = "central", h = 1e-4},
  }).x
end

return case
