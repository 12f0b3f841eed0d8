--- Schedules, stopping rules and methods of one's own: as plain functions for
--- one run, or defined, with a name and options, to be used again.
---
---   gdlua examples/custom_rules.lua
local gd = require "gdlua"

-- A long narrow valley: a hundred times steeper across than along.
local function valley(v) return (v[1] - 1)^2 + 100*(v[2] + 2)^2 end
local start = {4, 3}

local function show(title, result)
  print(("%-34s %s\n%34s %s"):format(title, result.x, "", result.reason))
end

-- A schedule is a function of the epochs completed, 0 first.
show("a function as schedule", gd.minimize(valley, start, {
  step = function(t) return 0.009/(1 + t/1000) end,
}))

-- A stopping rule is a function of the state: true says "found", a text
-- says why the run should end without having found anything.
show("a function as stopping rule", gd.minimize(valley, start, {
  step = 0.009,
  stop = function(state)
    if state.cost < 1e-6 then return true end
    if state.epoch == 500 then return "that is enough" end
  end,
}))

-- Defined, a schedule has options with defaults, and takes part in what
-- schedules can do: here 20 epochs of rising before it.
local zigzag = gd.schedule.define{
  name = "zigzag", options = {{"low", 0.001}, {"high", 0.01}},
  at = function(t, o) return t % 2 == 0 and o.high or o.low end,
}
show("zigzag after a warm-up", gd.minimize(valley, start, {
  step = gd.schedule.warmup(20) .. zigzag{high = 0.009},
}))

-- A stopping rule with a memory: has the point stayed in one place for so many
-- epochs? `init` makes the memory m of a run.
local settled = gd.stop.define{
  name = "settled", options = {{"tol", 1e-3}, {"epochs", 20}}, converges = true,
  init = function(state, o) return {x = state.x, since = state.epoch} end,
  reached = function(state, o, m)
    if gd.distance(state.x, m.x) > o.tol then m.x, m.since = state.x, state.epoch end
    return state.epoch - m.since >= o.epochs,
           "within %g of one place for %d epochs", o.tol, o.epochs
  end,
}
show("settled, or 5000 evaluations", gd.minimize(valley, start, {
  step = 0.009, stop = settled(1e-4) | gd.stop.evaluations(5000),
}))

-- A method turns a point and a gradient into the next point. This is the
-- heavy ball: the moves add up, and fade by the factor beta.
local heavyball = gd.method.define{
  name = "heavyball", options = {{"beta", 0.9}},
  init = function(x, o) return {m = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o)
    s.m = o.beta*s.m + g
    return x - step*s.m
  end,
}
show("the heavy ball", gd.minimize(valley, start, {method = heavyball, step = 0.009}))
show("the heavy ball, heavier", gd.minimize(valley, start, {
  method = heavyball{beta = 0.95}, step = 0.009,
}))

-- All of it together.
show("all together", gd.minimize(valley, start, {
  method = heavyball{beta = 0.8},
  step = gd.schedule.warmup(20) .. zigzag(0.002, 0.009),
  stop = settled{tol = 1e-6} & function(state) return state.cost < 1e-9 end,
}))
