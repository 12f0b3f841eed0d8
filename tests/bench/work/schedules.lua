--- A user's schedule and stopping rule in Lua around two small costs: the steps
--- are so small that the rules never fire.
local run = dofile "tests/bench/run.lua"

local function schedule(t) return 1e-6/(1 + 0.001*t) end

local function sum_of_squares(v)
  local s = 0
  for i = 1, #v do s = s + v[i]^2 end
  return s
end

local function small_gradient(state) return state.gradient_norm < 1e-9 end

local function plain_squares(count)
  return function()
    local v, g = {1, 2, 3}, {0, 0, 0}
    for t = 0, count - 1 do
      local value, largest = 0, 0
      for i = 1, #v do
        value = value + v[i]*v[i]
        g[i] = 2*v[i]
        largest = math.max(largest, math.abs(g[i]))
      end
      if value ~= value or largest < 1e-9 then break end
      local step = schedule(t)
      for i = 1, #v do v[i] = v[i] - step*g[i] end
    end
    return v
  end
end

local function parabola(x) return (x - 3)^2 end

local function close(state) return math.abs(state.x - 3) < 1e-9 end

local function plain_parabola(count)
  return function()
    local x = 0
    for t = 0, count - 1 do
      local value, slope = (x - 3)^2, 2*(x - 3)
      if value ~= value or math.abs(x - 3) < 1e-9 then break end
      x = x - schedule(t)*slope
    end
    return {x}
  end
end

return {
  {
    name = "squares_schedule", title = "sum of squares n = 3, schedule and rule", unit = "epoch",
    count = 1000000, ceiling = 2, few = {lua = 4, numpy = 50},
    sides = {
      c = "schedules squares", lua = plain_squares, numpy = "schedules squares",
      gdlua = run.descent(sum_of_squares, {1, 2, 3}, {step = schedule, stop = small_gradient}),
    },
  },
  {
    name = "parabola_schedule", title = "parabola n = 1, schedule and rule", unit = "epoch",
    count = 1000000, ceiling = 2, few = {lua = 4, numpy = 50},
    sides = {
      c = "schedules parabola", lua = plain_parabola, numpy = "schedules parabola",
      gdlua = run.descent(parabola, 0, {step = schedule, stop = close}),
    },
  },
}
