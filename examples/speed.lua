--- What makes a run fast, and how to see it: a cost that is a plain loop over
--- tables, with a schedule, a stopping rule and an update rule written in Lua.
---
---   gdlua examples/speed.lua
local gd = require "gdlua"

-- Points near a line, in plain tables; every tenth is far off.
local noise = 0.1
local rows = {}
for i = 1, 200 do
  local t = i/100
  rows[i] = {t = t, y = 2*t - 1 + (i % 10 == 0 and 3 or 0) + noise*math.sin(37*i)}
end

-- Huber's cost: squares of what is small, absolute values of what is large.
local function misfit(p)
  local sum = 0
  for _, row in ipairs(rows) do
    local e = math.abs(p.a*row.t + p.b - row.y)/noise
    if e < 1.5 then sum = sum + e^2/2 else sum = sum + 1.5*(e - 0.75) end
  end
  return sum/#rows
end

-- The loop is written down once, and what is alike in it becomes operations on
-- vectors. The `if` becomes a choice.
local report = gd.explain(misfit, {a = 0, b = 0})
print(report.rung)
print(report.paths[1].packing)

-- A step that falls, moves that add up, and an end where they have become small:
-- each a few lines of Lua.
local function falling(t) return 1e-4/(1 + t/20000) end

local heavyball = gd.method.define{
  name = "heavyball", options = {{"beta", 0.9, "how much of the moves stays"}},
  init = function(x) return {m = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o)
    s.m = o.beta*s.m + g
    return x - step*s.m
  end,
}

local function at_rest(state) return state.change < 1e-9 end

-- Once all of this has been traced, one program makes many epochs, and Lua is not
-- entered any more.
local function run(precision)
  local d = gd.descent(misfit, {a = 0, b = 0}, {
    step = falling, method = heavyball, stop = at_rest, precision = precision,
    epochs = 20000, tolerance = 0,
  })
  d:run(1000)
  local parts = d:rungs()
  local r = d:run()
  local _, epochs, why = d:stretches()
  print(("\nprecision %s: a = %.6f, b = %.6f"):format(precision, r.x.a, r.x.b))
  print(("schedule %s, method %s, stopping rule %s"):format(
    parts.schedule, parts.method, parts["stopping rule"]))
  print(("%d epochs, most of them in stretches: %s"):format(r.epochs, epochs > r.epochs/2))
  print(why or "nothing stands in the way of stretches")
  return r
end

-- The same bits, however often and in whatever way it runs. With "fast" a division
-- by a constant is a product, and the last digits of the gradient are others.
local exact, fast = run("exact"), run("fast")
print("\nthey agree to 1e-8", math.abs(fast.x.a - exact.x.a) < 1e-8)
