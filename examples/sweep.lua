--- Which step, which momentum? A sweep over both, with several starts each, in as
--- many processes as the machine has cores; then the same question asked more
--- cheaply, by successive halving.
---
---   gdlua examples/sweep.lua
local gd = require "gdlua"

local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end

-- One run: p has the parameters of a point, the seed decides where it begins.
local function run(p, seed, budget)
  return gd.minimize(valley, gd.uniform(2, -2, 2), {
    method = gd.method.momentum{beta = p.beta}, step = p.step, epochs = budget or 2000,
  })
end

local rows = gd.sweep{
  run = run,
  grid = {step = {1e-4, 3e-4, 1e-3, 3e-3}, beta = {0.5, 0.9, 0.99}},
  seeds = 10,
}

print(("%d runs of %d points"):format(#rows, #rows:groups()))
print("   step  beta  mean cost   worst  converged  not finite")
for i, point in ipairs(rows:groups()) do
  if i > 5 then break end
  print(("%7g  %4g  %9.2g  %6.1g  %9d  %10d"):format(point.params.step, point.params.beta,
    point.mean or 0/0, point.worst or 0/0, point.converged, point.lost))
end

local best = rows:best()
print(("the best run: step %g, beta %g, start %d: %s"):format(best.params.step, best.params.beta,
  best.seed, best.result.reason))

-- 27 random points: all of them for 100 epochs, the best third of them for 300, ...
local halved = gd.sweep{
  run = run, samples = 27, seeds = 3, halving = {factor = 3, from = 100},
  random = {step = {1e-5, 1e-2, log = true}, beta = {0.5, 0.99}},
}
local winner, epochs = halved:groups()[1], 0
for _, row in ipairs(halved) do epochs = math.max(epochs, row.budget) end
print(("halving: %d points, the last for %d epochs: step %.2g, beta %.2f, mean cost %.1g"):format(
  #halved:groups(), epochs, winner.params.step, winner.params.beta, winner.mean))
