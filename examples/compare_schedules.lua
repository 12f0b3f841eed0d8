--- Ten schedules for the step on a valley with a noisy gradient, each with twenty
--- seeds: a constant step is fast at first and then goes round in circles.
---
---   gdlua examples/compare_schedules.lua
local gd = require "gdlua"
local s = gd.schedule

local EPOCHS, STEP = 4000, 5e-3

-- The cost that is asked for, and what a run sees: its slope with noise.
local function valley(v) return (1 - v[1])^2 + 10*(v[2] - v[1]^2)^2 end
local slope = gd.grad(valley)
local function noisy_slope(v) return slope(v) + gd.normal(2, 0, 5) end

local schedules = {
  constant = s.constant(STEP),
  small = s.constant(STEP/10),
  step = s.step{from = STEP, factor = 0.5, every = 800},
  exponential = s.exponential{from = STEP, factor = 0.999},
  inverse_time = s.inverse_time{from = STEP, rate = 0.002},
  sqrt_decay = s.sqrt_decay(10*STEP),
  linear = s.linear{from = STEP, to = 0, epochs = EPOCHS},
  cosine = s.cosine{from = STEP, to = 0, epochs = EPOCHS},
  warm_restarts = s.warm_restarts{from = STEP, to = 0, period = EPOCHS/4},
  one_cycle = s.one_cycle{peak = 2*STEP, epochs = EPOCHS},
}

local runs = {}
for name, schedule in pairs(schedules) do runs[name] = {step = schedule} end

local compared = gd.compare(valley, {-1.2, 1}, runs, {
  common = {gradient = noisy_slope, epochs = EPOCHS}, seeds = 20, jobs = 2,
})

print(("%-14s %9s %9s %9s"):format("", "mean", "sd", "worst"))
for _, point in ipairs(compared:groups()) do
  print(("%-14s %9.5f %9.5f %9.5f"):format(point.params.run, point.mean, point.sd, point.worst))
end
