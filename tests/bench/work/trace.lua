--- What it takes to make a program of a function: the first gradient of a new
--- function against plain calls of it; and a Hessian-vector product against a
--- gradient.
local data, costs = dofile "tests/bench/data.lua", dofile "tests/bench/costs.lua"
local vectors = costs.chained()

-- A new function each time.
local function double_loop(X, y)
  return function(w)
    local s = 0
    for i = 1, #X do
      local row, z = X[i], 0
      for j = 1, #row do z = z + row[j]*w[j] end
      s = s + math.log(1 + math.exp(z)) - y[i]*z
    end
    return s/#X
  end
end

local function squares()
  return function(v)
    local s = 0
    for i = 1, #v do s = s + v[i]^2 end
    return s
  end
end

local function filled(n, value)
  local x = {}
  for i = 1, n do x[i] = value end
  return x
end

-- Two sides: first gradients, and plain calls. load() answers data for new().
local function sides(new, x, load)
  local A, b
  local function ready()
    if load and not A then A, b = load() end
  end
  return {
    gdlua = function(gd, count)
      ready()
      local at = gd.vector(x)
      gd.gradient(costs.rosenbrock(), {1, 2})  -- what is loaded when first used
      return function()
        local value
        for _ = 1, count do
          local _, c = gd.gradient(new(A, b), at)
          value = c
        end
        return {value}
      end
    end,
    lua = function(count)
      ready()
      local f = new(A, b)
      f(x)
      return function()
        local value
        for _ = 1, count do value = f(x) end
        return {value}
      end
    end,
    luajit = false,
  }
end

local function gradients(gd, count)
  local grad, x = gd.grad(vectors), gd.linspace(-1, 1, 1000)
  return function()
    for _ = 1, count do grad(x) end
    return {}
  end
end

local function products(gd, count)
  local x, v = gd.linspace(-1, 1, 1000), gd.linspace(0, 1, 1000)
  return function()
    for _ = 1, count do gd.hvp(vectors, x, v) end
    return {}
  end
end

return {
  {
    name = "trace_loops", title = "first gradient, double loop 10,000 x 20", unit = "call", count = 3,
    base = "lua", base_title = "plain call", ceiling = 60, cold = true,
    sides = sides(double_loop, filled(20, 0.1), function() return data.labelled(10000, 20) end),
  },
  {
    name = "trace_squares", title = "first gradient, s = s + v[i]^2, n = 10^5", unit = "call", count = 5,
    base = "lua", base_title = "plain call", ceiling = 60, cold = true,
    sides = sides(squares, filled(100000, 1)),
  },
  {
    name = "trace_rosenbrock", title = "first gradient, Rosenbrock n = 2", unit = "call", count = 300,
    base = "lua", base_title = "plain call", ceiling = 100e-6, limit = "difference", cold = true,
    sides = sides(costs.rosenbrock, {-1.2, 1}),
  },
  {
    name = "hvp", title = "Hessian-vector product, chained n = 1000", unit = "call", count = 10000,
    base = "self", base_title = "gradient", ceiling = 2.5,
    sides = {self = gradients, gdlua = products},
  },
}
