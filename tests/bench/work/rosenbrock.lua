--- Rosenbrock's function of two variables, a plain Lua function: descent.
--- work/*.lua are read by gdlua, lua5.4 and LuaJIT, and answer a list of rows:
---   name title unit
---   count     units of work that a side is asked for; few = {side = divisor}
---   base      the side others are compared with ("c"); ceiling, on the ratio of
---             gdlua, or with limit = "difference" on the seconds above it
---   agree     how near, relatively, all must come to the base's numbers (1e-6);
---             near: absolutely
---   sides     gdlua = make(gd, count), lua = make(count) (LuaJIT's as well): make
---             prepares and answers go; go(), which is timed, answers the numbers
---             it arrived at, and the units it did if not `count`, and a note.
---             Other sides: tools/bench/measure.lua
local run, costs = dofile "tests/bench/run.lua", dofile "tests/bench/costs.lua"
local cost = costs.rosenbrock()

local function plain(count)
  return function()
    local x, y, value = -1.2, 1, 0
    for _ = 1, count do
      local t, u = y - x*x, 1 - x
      local gx, gy = -400*x*t - 2*u, 200*t
      value = 100*t*t + u*u
      if value ~= value or math.max(math.abs(gx), math.abs(gy)) <= 1e-6 then break end
      x, y = x - 1e-5*gx, y - 1e-5*gy
    end
    return {x, y}
  end
end

return {
  {
    name = "rosenbrock", title = "Rosenbrock n = 2, descent", unit = "step", count = 1000000,
    ceiling = 1.5, few = {lua = 4, numpy = 50},
    sides = {
      c = "rosenbrock", lua = plain, numpy = "rosenbrock",
      gdlua = run.descent(cost, {-1.2, 1}, {step = 1e-5}),
    },
  },
}
