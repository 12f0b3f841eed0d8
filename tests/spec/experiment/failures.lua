-- The twelve families of failures, with random parameters: failures[name](random)
-- answers the result of a run that fails so.
local gd = require "gdlua"
local costs = dofile "tests/spec/experiment/costs.lua"

local failures = {}

-- The largest curvature of f at x, by power iteration.
local function sharpest(f, x)
  local v = gd.ones(#x)
  for i = 1, #x do v[i] = 1 + 0.1*math.sin(i) end
  local value
  for _ = 1, 60 do
    local w = gd.hvp(f, x, v)
    value = w:norm()/v:norm()
    v = w/w:norm()
  end
  return value
end

failures["step above critical"] = function(random)
  local n = random.dimension()
  local f, start, m = costs.smooth(random, n, random.log(0.5, 200), random.log(1, 100))
  local method = random.one{"gd", "gd", gd.method.momentum{beta = random.uniform(0.3, 0.95)},
                            gd.method.nesterov{beta = random.uniform(0.3, 0.95)}}
  local limit = 2
  if method ~= "gd" then
    local beta = method.o.beta
    limit = method.name == "momentum" and 2*(1 + beta) or 2*(1 + beta)/(1 + 2*beta)
  end
  local step = random.one{random.uniform(1.05, 2), random.log(1.5, 50)} * limit/sharpest(f, m)
  if random.whole(1, 4) == 1 then step = gd.schedule.constant(step) end
  return gd.minimize(f, start, {method = method, step = step, epochs = random.whole(50, 1000)})
end

failures["step far too small"] = function(random)
  local f, start, m = costs.smooth(random, random.dimension(), random.log(0.5, 200), random.log(1, 30))
  local step = random.log(1e-7, 3e-4) * 2/sharpest(f, m)
  return gd.minimize(f, start, {method = random.one{"gd", "gd", "momentum"}, step = step, epochs = random.whole(50, 1000)})
end

failures["wrong gradient"] = function(random)
  local n = random.dimension()
  local f, start = costs.smooth(random, n, random.log(0.5, 50), random.log(1, 30))
  local k, how = random.whole(1, n), random.whole(1, 6)
  local factor = random.one{0.5, 2, 1.1, 0.9, 3}
  local other = k % n + 1
  local function gradient(x)
    local g = gd.gradient(f, x)
    if how == 1 then g[k] = -g[k]
    elseif how == 2 then g[k] = factor*g[k]
    elseif how == 3 then g[k] = 0
    elseif how == 4 then g[k] = g[k] + 0.1*(1 + math.abs(x[k]))
    elseif how == 5 then g[k] = n > 1 and g[other] or 2*g[k]
    else g[k] = g[k] * math.abs(x[k]) end
    return g
  end
  local solver = random.whole(1, 3) == 1
  return gd.minimize(f, start, {method = solver and "lbfgs" or "gd", step = not solver and random.uniform(0.1, 0.9)/sharpest(f, gd.vector(start)) or nil,
                                gradient = gradient, epochs = random.whole(50, 500)})
end

failures["NaN source"] = function(random)
  local n, how = random.dimension(), random.whole(1, 7)
  local f, start, m = costs.smooth(random, n, random.log(0.5, 5), random.log(1, 10))
  local k = random.whole(1, n)
  -- The edge lies between start and minimum.
  local share = random.uniform(0.3, 0.8)
  local edge = start[k] + share*(m[k] - start[k])
  local sign = start[k] > m[k] and 1 or -1
  local weight = random.log(1e-3, 0.1)
  local function room(x) return sign*(x[k] - edge) end
  local function cost(x)
    local u = room(x)
    if how == 1 then return f(x) + weight*math.log(u)^2
    elseif how == 2 then return f(x) + weight*math.sqrt(u)
    elseif how == 3 then return f(x) + weight*u^1.5
    elseif how == 4 then return f(x) + weight*math.acos(math.min(u, 1) - 1)
    elseif how == 5 then
      local z = u > 0 and 0 or 1
      return f(x) + weight*(z*x[k])/(1 - z)
    elseif how == 6 then return f(x) + weight*gd.log(u)*u
    else return f(x)/math.max(u, 0) * math.max(u, 0) end
  end
  return gd.minimize(cost, start, {step = random.uniform(0.4, 1.0)/sharpest(f, m), epochs = random.whole(200, 2000)})
end

failures["kink"] = function(random)
  local n, how = random.dimension(), random.whole(1, 5)
  local f, start, m = costs.smooth(random, n, random.log(0.5, 5), random.log(1, 10))
  local weight = random.log(0.5, 5)
  local a = gd.vector(random.vector(n, -1, 1))
  local function cost(x)
    local y = x - m
    if how == 1 then return weight*y:abs():sum()
    elseif how == 2 then return f(x) + weight*y:abs():sum()
    elseif how == 3 then return gd.max(y*weight, -0.5*y):sum()
    elseif how == 4 then
      local s = 0
      for i = 1, n do
        local d = x[i] - m[i]
        if d < 0 then d = -weight*d end
        s = s + d
      end
      return s
    else return f(x) + weight*math.abs(a:dot(y)) end
  end
  local solver = random.whole(1, 5) == 1
  return gd.minimize(cost, start, {method = solver and "lbfgs" or nil,
    step = not solver and random.one{random.log(0.002, 0.05), gd.schedule.sqrt_decay{from = random.log(0.01, 0.05)}} or nil,
    epochs = random.whole(3000, 6000)})
end

failures["plateau"] = function(random)
  local n, how = random.dimension(), random.whole(1, 6)
  local m, far = gd.vector(random.vector(n, -1, 1)), random.uniform(7, 25)
  local start = {}
  for i = 1, n do start[i] = m[i] + random.one{-1, 1}*far*random.uniform(0.8, 1.2) end
  local function cost(x)
    local y = x - m
    if how == 1 then return (gd.tanh(y)^2):sum()
    elseif how == 2 then return n - gd.exp(-y^2/2):sum()
    elseif how == 3 then return (1 - 1/(1 + y^4)):sum()
    elseif how == 4 then return 1 - gd.exp(-(y:dot(y))/(2*n))
    elseif how == 5 then
      local s = 0
      for i = 1, n do s = s + (1 - math.min(1, math.max(0, 2 - math.abs(y[i]))))^2 end
      return s
    else return ((gd.sigmoid(y) - 0.5)^2):sum() end
  end
  local r = gd.minimize(cost, start, {method = random.one{"gd", "gd", "momentum", "lbfgs"}, epochs = random.whole(100, 1000)})
  return r, r.cost > 0.5*cost(gd.vector(start))
end

failures["saddle"] = function(random)
  local n = math.max(2, random.dimension())
  local f, start, m = costs.smooth(random, n, random.log(0.5, 20), random.log(1, 30), {"loop", "quartic"})
  local k, b = random.whole(1, n), random.log(0.05, 5)
  local tiny = random.one{0, 1e-15, 1e-12}
  -- f is separable: along k it becomes -b y^2/2 + y^4/4.
  local function cost(x)
    local y = x[k] - m[k]
    local z = x:copy()
    z[k] = m[k]
    return f(z) - b*y^2/2 + y^4/4
  end
  start[k] = m[k] + tiny
  local method = random.one{"gd", "gd", "lbfgs", "momentum"}
  local step = method ~= "lbfgs" and 0.5/sharpest(cost, gd.vector(start)) or nil
  local r = gd.minimize(cost, start, {method = method, step = step, epochs = 20000,
                                      tolerance = tiny > 0 and random.log(1e-7, 1e-3) or nil})
  return r, math.abs(r.x[k] - m[k]) < 0.01*math.sqrt(b)
end

failures["scaling"] = function(random)
  local n = math.max(2, random.dimension())
  local f, start, m = costs.smooth(random, n, random.log(0.5, 5), random.log(1, 10))
  local k, s = random.whole(1, n), random.one{1e6, 1e-6, 1e3, 1e-3, 1e6, 1e-6}
  local scale = gd.ones(n)
  for i = 1, n do if i == k or random.whole(1, 3) == 1 and i ~= k % n + 1 then scale[i] = s end end
  local function cost(x) return f(scale*x) end
  local x0 = (gd.vector(start)/scale)
  local at = m/scale
  return gd.minimize(cost, x0, {step = random.uniform(0.2, 0.95)*2/sharpest(cost, at),
                                method = random.one{"gd", "gd", "momentum"}, epochs = random.whole(100, 2000)})
end

failures["rounding floor"] = function(random)
  local n, how = random.dimension(), random.whole(1, 4)
  local f, start, m = costs.smooth(random, n, random.log(0.5, 20), random.log(1, 10))
  local step = random.uniform(0.5, 1)/sharpest(f, m)
  local big = random.log(1e6, 1e10) * random.one{-1, 1}
  if how == 1 then
    return gd.minimize(function(x) return f(x) + big end, start, {gradient = random.one{"central", "forward_difference"}, step = step, epochs = 3000})
  elseif how == 2 then
    return gd.minimize(f, start, {step = step, epochs = 4000, tolerance = random.one{1e-17, 1e-18}})
  elseif how == 3 then
    return gd.minimize(function(x) return f(x) + big end, start, {gradient = "central"})
  else
    return gd.minimize(function(x) return f(x) + 1e5*big end, start, {tolerance = 1e-14, method = random.one{"lbfgs", "bfgs", "cg"}})
  end
end

failures["decayed schedule"] = function(random)
  local f, start, m = costs.smooth(random, random.dimension(), random.log(0.5, 50), random.log(1, 30))
  local peak = random.uniform(0.2, 0.9)*2/sharpest(f, m)
  local epochs = random.whole(100, 1000)
  local soon = random.uniform(3, 12)
  local step = random.one{
    gd.schedule.exponential{from = peak, factor = 1 - 1/soon},
    gd.schedule.cosine{from = peak, to = 0, epochs = math.ceil(soon)},
    gd.schedule.step{from = peak, factor = random.uniform(0.05, 0.3), every = math.ceil(soon/2)},
    gd.schedule.polynomial{from = peak, to = 0, epochs = math.ceil(soon), power = random.whole(1, 3)},
    gd.schedule.linear{from = peak, to = peak*1e-4, epochs = math.ceil(soon)},
    function(t) return peak*math.exp(-t/soon) end,
  }
  return gd.minimize(f, start, {step = step, epochs = epochs, method = random.one{"gd", "gd", gd.method.momentum(0.5)},
     stop = random.whole(1, 4) == 1 and (gd.stop.gradient(1e-6) | gd.stop.change(1e-10)) or nil})
end

failures["epoch limit"] = function(random)
  local f, start, m = costs.smooth(random, random.dimension(), random.log(0.5, 50), random.log(1, 50))
  local o = {step = random.uniform(0.2, 0.9)*2/sharpest(f, m), method = random.one{"gd", "gd", gd.method.momentum(0.5)}, epochs = 100000}
  local r = gd.minimize(f, start, o)
  if not r.converged or r.epochs < 5 then return r end
  o.epochs = math.floor(r.epochs * random.uniform(0.6, 0.97))
  return gd.minimize(f, start, o)
end

failures["noisy batch"] = function(random)
  local rows, n = random.whole(40, 400), random.whole(1, 12)
  local X, y, how = gd.zeros(rows, n), gd.zeros(rows), random.whole(1, 3)
  local w = random.vector(n, -2, 2)
  local noise = random.log(0.3, 3)
  for i = 1, rows do
    local s = 0
    for j = 1, n do X[i][j] = random.normal() s = s + w[j]*X[i][j] end
    if how == 3 then y[i] = s + noise*random.normal() > 0 and 1 or -1 else y[i] = s + noise*random.normal() end
  end
  local function cost(p, d)
    local z = d.X:matmul(p)
    if how == 1 then return ((z - d.y)^2):mean()
    elseif how == 2 then return (gd.sqrt(1 + (z - d.y)^2) - 1):mean() end
    return gd.softplus(-z*d.y):mean()
  end
  local batch = random.one{1, 2, 4, 8, 16}
  return gd.minimize(cost, random.vector(n, -1, 1), {data = {X = X, y = y}, batch = batch,
    method = random.one{"gd", "momentum", "adam"}, step = random.log(0.01, 0.05), epochs = random.whole(50, 150)})
end

-- What ended well, or otherwise than it should, is no draw.
local converges = {saddle = true, plateau = true, ["wrong gradient"] = true, scaling = true, ["decayed schedule"] = "rule"}

local function is_one(name, r)
  if name == "epoch limit" and not r.reason:find("^epochs") then return false end
  local may = converges[name]
  return not r.converged or may == true or may == "rule" and not r.reason:find("^gradient")
end

--- A run of the family `name`.
function failures.draw(name, random)
  while true do
    gd.seed(random.whole(1, 1000000))
    local r, fails = failures[name](random)
    if fails ~= false and is_one(name, r) then return r end
  end
end

failures.names = {
  "step above critical", "step far too small", "wrong gradient", "NaN source", "kink", "plateau", "saddle",
  "scaling", "rounding floor", "decayed schedule", "epoch limit", "noisy batch",
}

return failures
