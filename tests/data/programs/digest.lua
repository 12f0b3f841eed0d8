--- The bits of random programs as short texts, for runs of the same programs in
--- several ways: dofile of this file answers
---   digest(kind, seed)   -> a text: a hash of the value, all derivatives and the
---                           history of a short descent; and whether machine code
---                           made them
---   digest(kind, seed, true)   -> the bits of a descent at whose middle machine code
---                           takes over, and those of it without, when programs are
---                           compiled behind the script; nil: it cannot be compiled
--- Kinds: program (generator.lua), loop (loops.lua, the six families in turn), array
--- (long ones, worth several threads; shapes of few elements; special numbers).
local gd = require "gdlua"
local flat = dofile "tests/spec/flat.lua"
local generate = dofile "tests/data/programs/generator.lua"
local point = dofile "tests/data/programs/point.lua"
local loops = dofile "tests/data/programs/loops.lua"

local families = {"elements", "neighbours", "rows", "double", "index", "branches"}
local methods = {"gd", "momentum", "nesterov", "adam", "rmsprop"}

-- One hash for numbers: not a number is one number.
local function add(hash, v)
  local word = v ~= v and 1 or string.unpack("j", string.pack("n", v))
  hash = (hash ~ word)*0x100000001b3
  return hash ~ hash >> 29
end

local function hash_of(...)
  local hash = 0x2bf29ce484222325
  for _, list in ipairs{...} do
    for i = 1, #list do hash = add(hash, list[i]) end
    hash = add(hash, #list)
  end
  return ("%016x"):format(hash)
end

local function wave(n, phase, size)
  local t = {}
  for i = 1, n do t[i] = size*math.sin(i*(1 + phase/10) + phase) end
  return gd.vector(t)
end

local function waves(rows, columns, phase)
  local t = {}
  for i = 1, rows do
    t[i] = {}
    for j = 1, columns do t[i][j] = math.sin(i*(2 + phase) + j*j) end
  end
  return gd.matrix(t)
end

-- Where tails, alignment and special cases of functions are.
local special = {0.0, -0.0, 1e-310, -5e-324, 1e-8, -1e-8, 0.5, 1, -1, 3, -7, 40, -40, 710, -746, 1e10, -1e200, 1e308,
                 1/0, -1/0, 0/0}
local groups = {
  {"exp", "expm1", "sin", "cos", "tanh"}, {"log", "log1p", "sqrt", "cbrt"}, {"sigmoid", "softplus", "relu", "abs"},
  {"asin", "acos", "atan", "tan"}, {"sinh", "cosh", "trunc"}, {"erf", "lgamma", "log10", "rad"},
}

local function network(samples, hidden, phase)
  local X, y = waves(samples, 8, phase), wave(samples, phase, 1)
  return function(p)
    local e = gd.tanh(X:matmul(p.W) + p.b):matmul(p.w) + p.c - y
    return (e*e):mean()
  end, {W = waves(8, hidden, 3)/4, b = wave(hidden, 1, 0.3), w = wave(hidden, 2, 0.4), c = 0.1}
end

local arrays = {
  function(k)                                   -- every function, lengths around those of lanes and blocks
    local names, n = groups[k % #groups + 1], ({1, 2, 3, 7, 8, 9, 17, 63, 513, 2049})[k*7 % 10 + 1]
    local t = {}
    local count = k % 2 == 0 and #special or #special - 3     -- every other one is finite
    for i = 1, n do t[i] = special[(i*(k + 1) + k) % count + 1] end
    local data = gd.vector(t)
    return function(v)
      local total = 0
      for _, name in ipairs(names) do total = total + gd[name](v*data):sum() + gd[name](v[1])/7 end
      return total
    end, wave(n, k, 1)
  end,
  function(k)
    return function(x)
      local n = #x
      local head, tail = x:slice(1, n - 1), x:slice(2, n)
      return (100*(tail - head^2)^2 + (1 - head)^2):sum()/n
    end, wave(60000 + 3*k, k, 1)
  end,
  function(k)
    return function(v) return (gd.tanh(v)*gd.exp(-v^2) + gd.softplus(v)/(2 + gd.cos(v))):sum() + v:max() end,
           wave(30000 + 5*k, k, 2)
  end,
  function(k)                                   -- many rows
    local rows = 9000 + k
    local X, y = waves(rows, 20, k), wave(rows, k, 1)
    return function(w) return gd.softplus(-(X:matmul(w)*y)):mean() + w:dot(w)/100 end, wave(20, k, 0.5)
  end,
  function(k) return network(256, 32, k) end,
  function(k) return network(2500 + k, 24, k) end,
  function(k)                                   -- products of any shape
    local A = waves(1 + k*5 % 13, 1 + k*3 % 9, k)
    local B = waves(A.cols, 1 + k*7 % 33, k + 1)
    return function(p)
      local C = (A + p.a):matmul(B*p.b)
      return (C*C):mean() + gd.sin(A:matmul(p.v)):sum() + gd.tanh(C):sum()
    end, {a = 0.3, b = -0.7, v = wave(A.cols, k, 1)}
  end,
  function(k)                                   -- one of large matrices
    local A = waves(150 + k, 90, k)
    return function(p) return (A:matmul(p)^2):sum() + gd.sin(p):sum() end, waves(90, 70, k + 2)
  end,
}

local makers = {}

function makers.program(seed)
  local program = generate(seed)
  return assert(load(program.source, "=program" .. seed))(gd, false), point(program.start)
end

function makers.loop(seed)
  local p = loops(families[seed % #families + 1], seed)
  return assert(load(p.source, "=loop" .. seed))(gd, p.tables, false), gd.vector(p.start)
end

function makers.array(seed)
  return arrays[seed % #arrays + 1](seed // #arrays)
end

local function moved(start, list, seed)
  local t = {}
  for i, v in ipairs(list) do t[i] = v + 0.3*math.sin(3*i + seed) end
  return flat.unflat(start, t)
end

local function is_native(f)
  for _, path in ipairs(gd.explain(f).paths) do
    if path.native then return true end
  end
  return false
end

-- The hash of value and derivatives.
local function derivatives(f, start, seed)
  local list = flat.flat(start)
  local elsewhere = moved(start, list, seed)
  local g, value = gd.gradient(f, start)
  local h, value2 = gd.gradient(f, elsewhere)
  local words = {hash_of({value}), hash_of(flat.flat(g)), hash_of({value2}, flat.flat(h))}
  if seed % 3 == 0 then
    words[#words + 1] = hash_of(flat.flat((gd.hvp(f, elsewhere, moved(start, list, seed + 1)))))
  elseif #list <= 5 then
    words[#words + 1] = hash_of(flat.flat((gd.gradient(f, start, {mode = "forward"}))))
  end
  return words
end

local function descent(f, start, seed, words)
  local r = gd.minimize(f, start, {method = methods[seed % #methods + 1], step = 0.002, epochs = 12, stop = gd.stop.never()})
  words[#words + 1] = hash_of(r.history.cost, r.history.gradient_norm, flat.flat(r.x), flat.flat(r.last.x))
  words[#words + 1] = r.epochs .. " " .. r.reason:gsub("%s+", "_")
end

-- Calls until machine code is there, or a second has passed.
local function compile(f, start)
  local ends = os.clock() + 1
  repeat
    for _ = 1, 200 do gd.gradient(f, start) end
  until is_native(f) or os.clock() > ends
  return is_native(f)
end

-- A descent of 16 epochs; compiled before epoch `at`, unless it has ended by then.
local function steps(kind, seed, at)
  local f, start = makers[kind](seed)
  local d = gd.descent(f, start, {method = methods[seed % #methods + 1], step = 0.002, stop = gd.stop.never(), epochs = 16})
  local costs, words = {}, {}
  for epoch = 1, 16 do
    if epoch == at and not compile(f, start) then return nil end
    local state, reason = d:step()
    if not state then
      if at and epoch <= at then return nil end
      words[epoch] = reason
      break
    end
    costs[epoch] = state.cost
    words[epoch] = hash_of(flat.flat(state.x), flat.flat(state.gradient))
  end
  return hash_of(costs) .. " " .. table.concat(words, " ")
end

return function(kind, seed, switch)
  if switch then
    local switched = steps(kind, seed, seed*7 % 16 + 1)
    return switched, switched and steps(kind, seed)
  end
  local f, start = makers[kind](seed)
  local words = derivatives(f, start, seed)
  descent(f, start, seed, words)
  return table.concat(words, " "), is_native(f)
end
