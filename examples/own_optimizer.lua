--- An optimizer of one's own: accelerated gradients that start afresh whenever
--- they would go uphill (B. O'Donoghue, E. Candes: Adaptive restart for accelerated
--- gradient schemes, Foundations of Computational Mathematics 15, 2015), beside the
--- methods that are there.
---
---   gdlua examples/own_optimizer.lua
local gd = require "gdlua"

-- A method is a memory and an update. Its options are declared; `g` is the
-- gradient at x, `step` what the schedule says, `s` what init made. A plain Lua
-- function: the engine traces it and runs it as a program.
local restarting = gd.method.define{
  name = "restarting", doc = "accelerated gradients with restarts", step = 1e-3,
  options = {{"beta", 0.999, "momentum kept, at most", min = 0, below = 1}},
  init = function(x) return {move = gd.zeros_like(x), age = 0.0} end,
  update = function(x, g, step, s, o)
    local uphill = gd.dot(g, s.move) > 0            -- the last moves no longer help
    s.age = gd.where(uphill, 0, s.age + 1)
    local beta = gd.where(uphill, 0, gd.min(s.age/(s.age + 3), o.beta))
    s.move = beta*s.move - step*g
    return x + s.move
  end,
}

-- A bowl that is 1000 times as narrow in one direction as in another.
local function bowl(x)
  local sum = 0
  for i = 1, #x do sum = sum + 10^(3*(i - 1)/(#x - 1))*x[i]^2 end
  return sum/2
end

local start = gd.ones(20)
local function report(name, opts)
  opts.epochs, opts.tolerance = 20000, 1e-8
  local r = gd.minimize(bowl, start, opts)
  print(("%-22s %5d epochs, %5d evaluations  %s"):format(
    name, r.epochs, r.evaluations, r.converged and "converged" or r.reason))
end

report("gd", {method = "gd", step = 1e-3})
report("momentum 0.9", {method = gd.method.momentum{beta = 0.9}, step = 1e-3})
report("nesterov 0.9", {method = gd.method.nesterov{beta = 0.9}, step = 1e-3})
report("restarting", {method = restarting, step = 1e-3})
report("restarting, beta 0.95", {method = restarting{beta = 0.95}, step = 1e-3})
report("lbfgs", {method = "lbfgs"})

-- It is not entered as Lua any more:
local d = gd.descent(bowl, start, {method = restarting, step = 1e-3, epochs = 300, tolerance = 0})
d:run()
print("the method runs as: " .. d:rungs().method)
