-- Runs with nothing wrong, with random parameters: many methods, problems,
-- schedules, batches and rules. healthy(random) answers a result, or nil where the
-- draw is none: the run did not converge.
local gd = require "gdlua"
local costs = dofile "tests/spec/experiment/costs.lua"

local kinds = {}
local rules = {"gd", "momentum", "nesterov", "adagrad", "adam", "rmsprop", "adamax", "nadam", "radam", "amsgrad", "adamw", "adabelief", "yogi", "rprop", "barzilai_borwein", "adadelta", "lamb", "dog", "prodigy"}
local solvers = {"lbfgs", "bfgs", "cg", "newton", "newton_cg", "trust_region", "nelder_mead"}

function kinds.smooth(random)
  local n = random.dimension()
  local f, start = costs.smooth(random, n, random.log(0.5, 20), random.log(1, 100))
  local top = gd.hvp(f, start, gd.ones(n)):abs():max() + 5
  return gd.minimize(f, start, {method = random.one{"gd", "momentum", "nesterov"}, step = 0.3/top, epochs = 200000})
end

function kinds.rules(random)
  local n = random.dimension()
  local f, start = costs.smooth(random, n, random.log(0.5, 5), random.log(1, 10))
  local name = random.one(rules)
  local step = (name == "dog" or name == "prodigy" or name == "adadelta") and 1 or random.log(0.005, 0.03)
  return gd.minimize(f, start, {method = name, step = step, epochs = 20000,
                                stop = random.one{gd.stop.gradient(1e-4), gd.stop.gradient(1e-5), gd.stop.gradient(1e-6)}})
end

function kinds.solvers(random)
  local n = random.dimension()
  local method = random.one(solvers)
  if method == "nelder_mead" then n = math.min(n, 4) end
  local f, start = costs.smooth(random, n, random.log(1e-2, 1e3), random.log(1, 1e4))
  return gd.minimize(f, start, {method = method})
end

function kinds.problems(random)
  local p = gd.problems.get(random.one(gd.problems.list()))
  if not p.smooth then return nil end
  local r = gd.minimize(p, p.start, {method = random.one{"lbfgs", "bfgs", "trust_region", "newton_cg", "cg"}, epochs = 5000})
  if p.minimum and not (r.cost - p.minimum.cost <= 1e-6*(1 + math.abs(p.minimum.cost))) then return nil end
  return r
end

function kinds.schedules(random)
  local n = random.dimension()
  local f, start = costs.smooth(random, n, random.log(0.5, 5), random.log(1, 5))
  local top = gd.hvp(f, start, gd.ones(n)):abs():max() + 5
  local peak = 1/top
  local s = gd.schedule
  return gd.minimize(f, start, {epochs = 50000, step = random.one{
    s.constant(peak), s.sqrt_decay(peak), s.cosine{from = peak, to = peak/10, epochs = 2000},
    s.warmup(20) .. s.constant(peak), s.cyclic{low = peak/10, high = peak, half = 20},
    s.warm_restarts{from = peak, to = 0, period = 50, growth = 2}, s.inverse_time{from = peak, rate = 1e-3},
    s.linear{from = peak, to = peak/20, epochs = 5000}, s.step{from = peak, factor = 0.7, every = 500},
    function(t) return peak/(1 + t/1000) end}})
end

-- Data without noise: every batch agrees on where the minimum is.
function kinds.batches(random)
  local rows, n = random.whole(40, 300), random.whole(1, 10)
  local X = gd.zeros(rows, n)
  for i = 1, rows do for j = 1, n do X[i][j] = random.normal() end end
  local w = gd.vector(random.vector(n, -2, 2))
  local y = X:matmul(w)
  return gd.minimize(function(p, d) return ((d.X:matmul(p) - d.y)^2):mean() end, gd.zeros(n),
    {data = {X = X, y = y}, batch = random.one{4, 8, 16, 32}, step = 0.02, method = random.one{"gd", "momentum"} and "gd", epochs = 5000})
end

-- Noise, and a step that decays for it, to the end of the epochs that were wanted.
function kinds.annealed(random)
  local rows, n = random.whole(60, 300), random.whole(1, 8)
  local X, y = gd.zeros(rows, n), gd.zeros(rows)
  local w = random.vector(n, -2, 2)
  for i = 1, rows do
    local s = 0
    for j = 1, n do X[i][j] = random.normal() s = s + w[j]*X[i][j] end
    y[i] = s + random.uniform(0.1, 0.5)*random.normal()
  end
  local r = gd.minimize(function(p, d) return ((d.X:matmul(p) - d.y)^2):mean() end, gd.zeros(n),
    {data = {X = X, y = y}, batch = random.one{8, 16, 32}, step = gd.schedule.cosine{from = 0.05, to = 0, epochs = 200}, epochs = 200,
     stop = gd.stop.never()})
  return r, true
end

function kinds.data(random)
  local rows, n = random.whole(40, 300), random.whole(1, 10)
  local X, y = gd.zeros(rows, n), gd.zeros(rows)
  for i = 1, rows do
    local s = 0
    for j = 1, n do X[i][j] = random.normal() s = s + X[i][j] end
    y[i] = s + random.normal() > 0 and 1 or -1
  end
  return gd.minimize(function(p, d) return gd.softplus(-d.X:matmul(p)*d.y):mean() + 1e-3*p:dot(p) end, gd.zeros(n),
    {data = {X = X, y = y}, method = random.one{"lbfgs", "newton_cg", "bfgs", "cg"}})
end

function kinds.ends(random)
  local n = random.dimension()
  local f, start = costs.smooth(random, n, random.log(0.5, 5), random.log(1, 10))
  local top = gd.hvp(f, start, gd.ones(n)):abs():max() + 5
  return gd.minimize(f, start, {step = 1/top, epochs = 100000, stop = random.one{
    gd.stop.change(1e-9), gd.stop.cost_change(1e-13), gd.stop.gradient(1e-5) * 3, gd.stop.gradient(1e-5, 2) | gd.stop.time(100)}})
end

function kinds.given(random)
  local n = random.dimension()
  local f, start = costs.smooth(random, n, random.log(0.5, 20), random.log(1, 100))
  return gd.minimize(f, start, {gradient = random.one{function(x) return (gd.gradient(f, x)) end, "central", "richardson", "forward"},
                                tolerance = 1e-5})
end

function kinds.maximum(random)
  local n = random.dimension()
  local f, start = costs.smooth(random, n, random.log(0.5, 20), random.log(1, 100))
  return gd.maximize(function(x) return -f(x) end, start)
end

function kinds.bounds(random)
  local n = random.dimension()
  local f, start, m = costs.smooth(random, n, random.log(0.5, 20), random.log(1, 100))
  local lower, upper = {}, {}
  for i = 1, n do
    lower[i] = math.min(start[i], m[i] + random.uniform(-1, 1))
    upper[i] = math.max(start[i], lower[i] + 4)
  end
  return gd.minimize(f, start, {bounds = {lower, upper}})
end

function kinds.network(random)
  local X, y = gd.zeros(30, 2), gd.zeros(30)
  for i = 1, 30 do
    X[i][1], X[i][2] = random.normal(), random.normal()
    y[i] = math.sin(X[i][1])*X[i][2]
  end
  local hidden = random.whole(2, 5)
  local p = {W = gd.zeros(hidden, 2), b = gd.zeros(hidden), v = gd.zeros(hidden)}
  for i = 1, hidden do
    p.W[i][1], p.W[i][2], p.v[i] = random.normal(), random.normal(), random.normal()
  end
  return gd.minimize(function(q)
    local h = gd.tanh(X:matmul(q.W.T) + q.b)
    return ((h:matmul(q.v) - y)^2):mean() + 1e-3*((q.W^2):sum() + q.v:dot(q.v))
  end, p, {epochs = 5000})
end

local names = {}
for name in pairs(kinds) do names[#names + 1] = name end
table.sort(names)

return {names = names, kinds = kinds, draw = function(random)
  while true do
    local name = random.one(names)
    gd.seed(random.whole(1, 1000000))
    local r, fine = kinds[name](random)
    if r and (r.converged or fine) then return r, name end
  end
end}
