local gd = require "gdlua"
local rk4 = require "lib.rk4"
local angles = gd.vector{0.98, 0.71, 0.27, -0.23, -0.66, -0.93}

return {
  name = "pendulum fitted to a film",
  cost = function(p)
    local state = {p[1], p[2]}
    local path = {}
    for frame = 1, #angles do
      for _ = 1, 4 do
        state = rk4(function(_, y) return {y[2], -p[3]*math.sin(y[1]) - 0.1*y[2]} end, 0, state, 0.05)
      end
      path[#path + 1] = state[1]
    end
    local sum = 0
    for frame, angle in ipairs(path) do
      sum = sum + (angle - angles[frame])^2
    end
    return sum
  end,
  start = {1.1, 0.1, 5},
  note = "an anonymous function in a loop, a list grown by #path + 1",
}
