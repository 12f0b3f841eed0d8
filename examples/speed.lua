--- What makes a run fast, and how to see it: a cost that is a plain loop over
--- tables, with a schedule, a stopping rule and an update rule in Lua.
---
---   gdlua examples/speed.lua
local gd = require "gdlua"

-- Points near a line, in plain tables; every tenth is far off.
local rows = {}
for i = 1, 200 do
  local t = i/100
  rows[i] = {t = t, y = 2*t - 1 + (i % 10 == 0 and 3 or 0) + 0.1*math.sin(37*i)}
end

-- Huber's cost: squares of what is small, absolute values of what is large.
local function misfit(p)
  local sum = 0
  for _, row in ipairs(rows) do
    local e = math.abs(p.a*row.t + p.b - row.y)
    if e < 0.5 then sum = sum + e^2/2 else sum = sum + 0.5*(e - 0.25) end
  end
  return sum/#rows
end

-- The loop is written down once, and what is alike in it becomes operations on
-- vectors. The `if` becomes a choice.
local report = gd.explain(misfit, {a = 0, b = 0})
print(report.rung)
print(report.paths[1].packing)

-- Descent with a step that falls, heavy-ball momentum, and a rule of one's own.
local function schedule(t) return 0.2/(1 + t/1000) end

local function heavy(x, g, step, state, m)
  m.v = 0.9*(m.v or 0*g) - step*g
  return x + m.v
end
