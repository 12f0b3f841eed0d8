--- The sum of three squares with a given gradient, until the point is close to
--- the minimum; the plain loop and its small functions on tables as the
--- textbook has them. The step is so small that it never gets there.
local case = {title = "sum of squares, n = 3, distance rule", ceiling = 1.0, epochs = 1000000}

function case.plain(epochs)
  local function dot(v, w)
    local sum = 0
    for i = 1, #v do sum = sum + v[i]*w[i] end
    return sum
  end
  local function sum_of_squares(v) return dot(v, v) end
  local function subtract(v, w)
    local r = {}
    for i = 1, #v do r[i] = v[i] - w[i] end
    return r
  end
  local function magnitude(v) return math.sqrt(sum_of_squares(v)) end
  local function add(v, w)
    local r = {}
    for i = 1, #v do r[i] = v[i] + w[i] end
    return r
  end
  local function scalar_multiply(c, v)
    local r = {}
    for i = 1, #v do r[i] = c*v[i] end
    return r
  end
  local function distance(v, w) return magnitude(subtract(v, w)) end
  local function gradient_step(v, gradient, step_size)
    assert(#v == #gradient)
    local step = scalar_multiply(step_size, gradient)
    return add(v, step)
  end
  local function sum_of_squares_gradient(v)
    local r = {}
    for i = 1, #v do r[i] = 2*v[i] end
    return r
  end

  local v = {1.0, 2.0, 3.0}
  for _ = 1, epochs do
    local grad = sum_of_squares_gradient(v)
    v = gradient_step(v, grad, -1e-9)
    if distance(v, {0, 0, 0}) < 0.001 then break end
  end
  return v
end

function case.gdlua(epochs)
  local gd = require "gdlua"
  return gd.minimize(gd.sum_of_squares, {1, 2, 3}, {
    gradient = function(v) return 2*v end, step = 1e-9, epochs = epochs,
    stop = gd.stop.distance({0, 0, 0}, 0.001),
  }).x
end

return case
