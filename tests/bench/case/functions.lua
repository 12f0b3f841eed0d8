--- One variable, schedule and stopping rule as plain Lua functions: (x - 3)^2,
--- with a step so small that the rule never fires.
local case = {title = "one variable, schedule and rule in Lua", ceiling = 2.0, epochs = 1000000}

local function cost(x) return (x - 3)^2 end
local function slope(x) return 2*(x - 3) end
local function schedule(t) return 1e-6/(1 + 0.01*t) end

function case.plain(epochs)
  local function finished(x, value, gradient) return math.abs(gradient) < 1e-12 end

  local x = 0.0
  for t = 0, epochs - 1 do
    local value, gradient = cost(x), slope(x)
    if finished(x, value, gradient) then break end
    x = x - schedule(t)*gradient
  end
  return {x}
end

function case.gdlua(epochs)
  local gd = require "gdlua"
  return {gd.minimize(cost, 0, {
    gradient = slope, step = schedule, epochs = epochs,
    stop = function(state) return state.gradient_norm < 1e-12 end,
  }).x}
end

return case
