--- Sweeps: runs of Rosenbrock's function of two variables in worker processes,
--- against the same runs one after the other, and two processes against one, by the
--- wall clock. Each process compiles the program for itself, which takes some runs.
local costs = dofile "tests/bench/costs.lua"
local cost = costs.rosenbrock()

local function runner(gd, epochs)
  return function()
    local r = gd.minimize(cost, {-1.2, 1}, {step = 1e-5, epochs = epochs})
    if r.epochs ~= epochs then error("it stopped early: " .. r.reason, 0) end
    return r
  end
end

local function bare(epochs)
  return function(gd, count)
    local run = runner(gd, epochs)
    return function()
      local r
      for _ = 1, count do r = run() end
      return {r.x[1], r.x[2]}
    end
  end
end

local function sweep(epochs, jobs)
  return function(gd, count)
    local run = runner(gd, epochs)
    return function()
      local rows = gd.sweep{run = run, seeds = count, jobs = jobs, progress = false}
      if rows.failed > 0 then error(rows:best().error or "a run failed", 0) end
      local r = rows[count].result
      return {r.x[1], r.x[2]}
    end
  end
end

local LONG, SHORT = 1000000, 1000

return {
  {
    name = "sweep_long", title = "sweep, 300 runs of 10^6 epochs, one job", unit = "run", count = 300,
    base = "self", base_title = "bare", ceiling = 1.2,
    clock = "wall", cold = true,
    sides = {self = bare(LONG), gdlua = sweep(LONG, 1)},
  },
  {
    name = "sweep_jobs", title = "sweep, 1,000 runs of 10^6 epochs, two jobs", unit = "run",
    count = 1000, base = "self",
    base_title = "one job", ceiling = 1/1.8,
    clock = "wall", cold = true,
    sides = {self = sweep(LONG, 1), gdlua = sweep(LONG, 2)},
  },
  {
    name = "sweep_short", title = "sweep, 10,000 runs of 1,000 epochs, one job", unit = "run",
    count = 10000, base = "self", base_title = "bare", ceiling = 50e-6, limit = "difference",
    clock = "wall", cold = true,
    sides = {self = bare(SHORT), gdlua = sweep(SHORT, 1)},
  },
}
