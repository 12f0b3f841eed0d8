--- Random runs of few variables, for suites: dofile of this file answers
---   make(seed)    -> a run as a function: called with more options, it makes the
---                    run anew with them, from the same things, and answers its
---                    bits as a text and the descent. What a run is put together
---                    of is in its text, too.
local gd = require "gdlua"
local bits = dofile "tests/spec/bits.lua"
local s, stop = gd.schedule, gd.stop

-- A generator of its own: nobody else draws from it.
local function generator(seed)
  local state = (seed*2654435761 + 12345) & 0xffffffff
  local function draw()
    state = (state*1664525 + 1013904223) & 0xffffffff
    return (state >> 8)/2^24
  end
  local r = {}
  function r.number(low, high) return low + (high - low)*draw() end
  function r.whole(low, high) return low + math.floor((high - low + 1)*draw()) end
  function r.chance(p) return draw() < p end
  function r.one(list) return list[r.whole(1, #list)] end
  return r
end

-- Costs: each is a function of the generator that answers a maker of cost and
-- start (and perhaps of a gradient), so that a run does not see what another left.
local costs = {}

function costs.rosenbrock(r)
  local a, b = r.number(-2, 2), r.number(-1, 2)
  return function()
    return function(p) return 100*(p[2] - p[1]^2)^2 + (1 - p[1])^2 end, {a, b},
           function(p)
             local t = p[2] - p[1]^2
             return {-400*p[1]*t - 2*(1 - p[1]), 200*t}
           end, 1e-3
  end
end

function costs.bowl(r)
  local n, start = r.one{1, 2, 3, 7, 8, 9, 16, 33, 64, 65}, {}
  for i = 1, n do start[i] = r.number(-4, 4) end
  return function()
    return function(p)
      local total = 0
      for i = 1, #p do total = total + i*(p[i] - 1/i)^2/n end
      return total
    end, start, nil, 0.1
  end
end

function costs.chain(r)
  local n, start = r.whole(2, 20), {}
  for i = 1, n do start[i] = r.number(-1, 1.5) end
  return function()
    return function(p)
      local total = 0
      for i = 1, #p - 1 do total = total + 10*(p[i + 1] - p[i]^2)^2 + (1 - p[i])^2 end
      return total
    end, start, nil, 2e-3
  end
end

function costs.number(r)
  local a, k, start = r.number(-3, 3), r.whole(2, 7), r.number(3, 4)
  return function()
    return function(x) return (x - a)^2 + math.abs(x)^k/50 end, start, nil, 0.02
  end
end

function costs.powers(r)
  local k, m = r.whole(2, 5), r.one{-1, -2, 0.5, 1.5, 3}
  return function()
    return function(p) return p[1]^k*(k % 2 == 0 and 1 or p[1]) + (1 + p[2]^2)^m + (p[2] - 1)^2 end,
           {1.5, -0.5}, nil, 0.01
  end
end

function costs.huber(r)
  local xs, n = {}, r.whole(2, 12)
  for i = 1, n do xs[i] = {i/3, i + r.number(-2, 2)} end
  return function()
    return function(p)
      local total = 0
      for _, row in ipairs(xs) do
        local e = p[1] + p[2]*row[1] - row[2]
        if math.abs(e) <= 1 then total = total + e*e/2 else total = total + math.abs(e) - 0.5 end
      end
      return total
    end, {0, 0}, nil, 0.01
  end
end

function costs.branch()
  return function()
    return function(p)
      if p[1] > p[2] then return (p[1] - 1)^2 + p[2]^2 end
      if p[1] < -1 then return p[1]^2 + 1 end
      return (p[2] - 2)^2 + p[1]^2
    end, {3, 1}, nil, 0.3
  end
end

function costs.nested(r)
  local a, b = r.number(1, 4), r.number(-2, 2)
  return function()
    return function(p)
      local t = p.layer.w - 2
      return (p.a - 1)^2 + gd.sum_of_squares(t) + p.a*p.layer.w[1]/4 + (p.layer.b + p.a)^2
    end, {a = a, layer = {w = gd.vector{1, b}, b = 0.5}}, nil, 0.05
  end
end

function costs.matrix(r)
  local b = r.number(-2, 2)
  return function()
    return function(p)
      local e = p.A:matmul(p.v) - 1
      return e:dot(e) + gd.sum_of_squares(p.v)/10 + (p.A[1][2] - p.v[1])^2
    end, {A = gd.matrix{{1, 2}, {3, b}}, v = gd.vector{0.5, -1}}, nil, 0.01
  end
end

function costs.arrays(r)
  local n = r.whole(3, 9)
  local X, y = {}, {}
  for i = 1, n do X[i], y[i] = {r.number(-1, 1), r.number(-1, 1)}, r.number(-1, 1) end
  return function()
    local A, b = gd.matrix(X), gd.vector(y)
    return function(p)
      local e = A:matmul(p) - b
      return e:dot(e)/n + (b*b):mean()*p[1]^2/10
    end, gd.vector{2, -2}, nil, 0.1
  end
end

function costs.falls(r)
  local k = r.number(0.05, 0.3)
  return function() return function(p) return -k*p[1]^2 + p[2]^2 end, {1, 1}, nil, 0.3 end
end

function costs.log(r)
  local a, h = r.number(1, 6), r.one{0.1, 0.4, 1.7}
  return function() return function(x) return x - math.log(x) end, a, nil, h end
end

function costs.exp(r)
  local a = r.number(-1, 1)
  return function()
    return function(p)
      return math.log(math.exp(p[1]) + math.exp(-p[1])) + math.sin(p[2]*a)^2 + p[2]^2/8 +
             math.sqrt(1 + p[2]^2)
    end, {2, 1.5}, nil, 0.05
  end
end

function costs.kink(r)
  local a, h = r.number(-1, 1), r.one{0.01, 0.25}
  return function()
    return function(p) return math.abs(p[1] - a) + math.max(p[2], -p[2]/2, p[1]) + math.min(p[1], 3)^2/4 end,
           {2, -1.5}, nil, h
  end
end

function costs.flat()
  return function() return function(p) return math.max(p[1], 1)^2 + 0*p[2] end, {2, 1}, nil, 0.1 end
end

local names = {}
for name in pairs(costs) do names[#names + 1] = name end
table.sort(names)

local methods = {
  function() return "gd" end,
  function() return "momentum" end,
  function() return "nesterov" end,
  function() return "adam" end,
  function() return "adagrad" end,
  function() return "rmsprop" end,
  function(r)
    local beta, wait = r.number(0.5, 0.95), r.whole(5, 60)
    return gd.method.define{
      name = "mine", options = {{"beta", beta}},
      init = function(x) return {m = gd.zeros_like(x), n = 0, low = math.huge, part = {v = 0.5, k = 3}} end,
      update = function(x, g, step, st, o, t, cost)
        st.m = o.beta*st.m + g
        if cost < st.low then st.low, st.n = cost, st.n + 1 end
        if t > wait then st.part.v = st.part.v/2 + st.n*1e-3 else st.part.k = st.part.k + 1 end
        return x - step*(1 - o.beta)*(st.m + st.part.v*g)/(1 + st.part.k % 3)
      end}{}
  end,
  function()
    return gd.method.define{
      name = "loop", options = {},
      init = function(x) return {v = gd.zeros_like(x)} end,
      update = function(x, g, step, st)
        local new = gd.zeros_like(x)
        for i = 1, #x do
          st.v[i] = 0.9*st.v[i] + 0.1*g[i]^2
          new[i] = x[i] - step*g[i]/(1 + math.sqrt(st.v[i]))
        end
        return new
      end}{}
  end,
}

local function schedule(r, h, epochs)
  local kind = r.whole(1, 14)
  if kind <= 3 then return h end
  if kind == 4 then return s.cosine(h, 0, r.whole(10, epochs)) end
  if kind == 5 then return s.plateau(h) end
  if kind == 6 then return s.plateau{from = h, factor = 0.5, patience = r.whole(2, 30)} end
  if kind == 7 then return s.step(h, 0.5, r.whole(3, 50)) end
  if kind == 8 then return s.warmup(r.whole(2, 40)) .. s.cosine(h, h/10, 100) end
  if kind == 9 then return function(t) return h/(1 + 0.01*t) end end
  if kind == 10 then return function(_, st) return st.cost < 1 and h or h/2 end end
  if kind == 11 then return function(t, st) return h/(1 + st.change + (t + st.updates)//7*1e-3) end end
  if kind == 12 then return function(_, st) return h*(1 + 1/(1 + st.best.epoch))/(1 + math.abs(st.cost_change)) end end
  if kind == 13 then return s.warm_restarts(h, h/20, r.whole(5, 40)):per_update() end
  return s.exponential(h, 0.99)*s.constant(1.5)
end

local function single(r)
  local kind = r.whole(1, 12)
  if kind == 1 then return stop.gradient(10^r.number(-5, -1)) end
  if kind == 2 then return stop.gradient(10^r.number(-5, -1), 2) end
  if kind == 3 then return stop.patience(r.whole(2, 80), r.one{0, 1e-4}) end
  if kind == 4 then return stop.cost_below(r.number(-1, 2)) end
  if kind == 5 then return stop.change(10^r.number(-6, -2)) end
  if kind == 6 then return stop.cost_change(10^r.number(-7, -3)) end
  if kind == 7 then return stop.epochs(r.whole(1, 400)) end
  if kind == 8 then return stop.diverged(10) end
  if kind == 9 then return stop.evaluations(r.whole(1, 900)) end
  if kind == 10 then
    local low = r.number(-1, 1)
    return function(st) return st.cost < low and "low" or false end
  end
  if kind == 11 then
    local k = r.whole(0, 300)
    return function(st) return st.epoch > k and st.gradient_norm < 1 end
  end
  return stop.step_size(10^r.number(-6, -3))
end

local function rule(r)
  local one = single(r)
  if type(one) == "function" then one = stop.rule(one) end
  local kind = r.whole(1, 6)
  if kind == 1 then return one | single(r) end
  if kind == 2 then return one & single(r) end
  if kind == 3 then return one*r.whole(2, 5) end
  if kind == 4 then return one:after(r.whole(2, 200)) end
  if kind == 5 then return (one:after(20) | single(r)) & stop.patience(r.whole(2, 9)) end
  return one
end

local fields = {"cost", "step", "gradient_norm", "change", "updates", "evaluations", "x", "gradient"}

local function history(r)
  local kind = r.whole(1, 5)
  if kind == 1 then return false end
  if kind == 2 then return fields end
  if kind == 3 then return {r.one(fields), r.one(fields)} end
  return true
end

local function options(r, h)
  local epochs = r.one{7, 63, 150, 333, 700}
  local o = {epochs = epochs, method = r.one(methods)(r), step = schedule(r, h, epochs)}
  o.tolerance = r.one{0, 1e-6, 1e-3}
  o.history = history(r)
  if r.chance(0.4) then o.stop, o.tolerance = rule(r), nil end
  if r.chance(0.2) then o.on_rise = r.one{"halve", "stop", {action = "halve", factor = 1.01}} end
  if r.chance(0.15) then o.clip = r.one{{norm = 1}, {value = 0.5}, {norm = 0.3, value = 0.2}} end
  if r.chance(0.25) then o.gradient = r.one{{mode = "central", h = 1e-4}, "reverse", "central", {mode = "central", h = 1e-3}} end
  return o
end

local function leaves(r, o, start, h)
  if type(start) ~= "table" or #start > 0 then return end
  local keys = {}
  for key in pairs(start) do keys[#keys + 1] = key end
  table.sort(keys)
  if r.chance(0.4) then o.frozen = {r.one(keys)} end
  if r.chance(0.4) and (o.method == "gd" or o.method == "adam") then
    o.step = {}
    for _, key in ipairs(keys) do o.step[key] = r.chance(0.5) and h or s.cosine(h, 0, 90) end
  end
end

-- Epochs of pieces; what is done between them.
local function pieces(r)
  local list = {}
  for i = 1, r.one{0, 0, 1, 4} do list[i] = {r.whole(1, 170), r.one{"run", "run", "step", "fork", "save"}} end
  return list
end

local function run(d, list, again)
  for _, piece in ipairs(list) do
    d:run(piece[1])
    if piece[2] == "step" then d:step()
    elseif piece[2] == "fork" then d = d:fork()
    elseif piece[2] == "save" then
      local path = os.tmpname()
      d:save(path)
      d = again()
      d:restore(path)
      os.remove(path)
    end
  end
  return d, d:run()
end

return function(seed)
  local r = generator(seed)
  local name = r.one(names)
  local make = costs[name](r)
  local list = pieces(r)
  local inner = r.whole(1, 1 << 30)
  local maximize = r.chance(0.15)
  return function(more)
    local draw = generator(inner)
    local cost, start, gradient, h = make()
    if maximize then
      local f, g = cost, gradient
      cost = function(p) return -f(p) end
      gradient = g and function(p) local v = g(p); return {-v[1], -v[2]} end
    end
    local o = options(draw, h)
    if gradient and draw.chance(0.4) then o.gradient = gradient end
    leaves(draw, o, start, h)
    local words = {name, tostring(o.method), tostring(o.step), tostring(o.stop), maximize and "max" or ""}
    for key, v in pairs(more or {}) do o[key] = v end
    local function new() return gd.descent(cost, start, o) end
    local d, result
    if maximize then result = gd.maximize(cost, start, o)
    else d, result = run(new(), list, new) end
    local text = bits(result):gsub("%-nan", "nan")
    for i, w in ipairs(result.warnings or {}) do text = text .. "\n" .. i .. w end
    return text, d, table.concat(words, "; ")
  end
end
