local gd = require "gdlua"
local process = dofile "tests/spec/cli/process.lua"

-- Central differences with h as given, in the order of operations promised.
local function central(f, x, h)
  local g = {}
  for i = 1, #x do
    local y = x:copy()
    y[i] = x[i] + h
    local above = f(y)
    y[i] = x[i] - h
    g[i] = (above - f(y))/(2*h)
  end
  return gd.vector(g)
end

local function rosenbrock(x)
  local sum = 0
  for i = 1, #x - 1 do sum = sum + 100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2 end
  return sum
end

describe("a cost", function()
  it("gets its variables as asked for, whatever their number", function()
    -- short vectors are kept in a quicker form
    for _, n in ipairs{2, 7, 8, 9, 20, 40} do
      local x = gd.linspace(-1.5, 1.25, n)
      local g, c = gd.gradient(rosenbrock, x, {mode = "central", h = 1e-4})
      assert.equal(central(rosenbrock, x, 1e-4), g, "n = " .. n)
      assert.equal(rosenbrock(x), c)
    end
  end)

  it("sees only one variable moved at a time, and both ways", function()
    for _, n in ipairs{3, 12} do
      local seen, x = {}, gd.linspace(1, n, n)
      gd.gradient(function(y)
        local moved = {}
        for i = 1, n do if y[i] ~= x[i] then moved[#moved + 1] = {i, y[i] - x[i]} end end
        seen[#seen + 1] = moved
        return 0
      end, x, {h = 0.5})
      local expected = {}
      for i = 1, n do
        expected[#expected + 1] = {{i, 0.5}}
        expected[#expected + 1] = {{i, -0.5}}
      end
      table.sort(seen, function(a, b)
        if #a ~= #b then return #a < #b end
        if #a == 0 then return false end
        if a[1][1] ~= b[1][1] then return a[1][1] < b[1][1] end
        return a[1][2] > b[1][2]
      end)
      assert.same({}, seen[1])
      assert.same(expected, {table.unpack(seen, 2)})
    end
  end)

  it("may write into its argument at any element", function()
    local function spoil(x)
      local c = rosenbrock(x)
      x[1] = x[1] + 5
      x[#x] = 0/0
      return c
    end
    for _, n in ipairs{2, 8, 9, 40} do
      local x = gd.linspace(-1, 1, n)
      assert.equal(gd.gradient(rosenbrock, x), (gd.gradient(spoil, x)), "n = " .. n)
    end
  end)

  it("may read its argument in every way", function()
    local ways = {
      function(x) return x[1]^2 + x[2]^2 end,
      function(x) return x:dot(x) end,
      function(x) local s = 0; for _, v in ipairs(x) do s = s + v*v end; return s end,
      function(x) local s = 0; for _, v in pairs(x) do s = s + v*v end; return s end,
      function(x) local s = 0; for i = 1, #x do s = s + x[i]^2 end; return s end,
      function(x) return (x*x):sum() end,
      function(x) local a, b = table.unpack(x:totable()); return a*a + b*b end,
      function(x) x = x:copy(); return x[1]^2 + x[2]^2 end,
      function(x) return x[1]^2 + x[2]^2 + (x[3] or 0) end,
      function(x) return gd.sum_of_squares(x) end,
    }
    for i, f in ipairs(ways) do
      local r = gd.minimize(f, {3, 4}, {step = 0.25, epochs = 1, gradient = {h = 1e-4}})
      assert.is_true(gd.equal(r.x, {1.5, 2}, 1e-9), "way " .. i)
    end
  end)

  it("that keeps its argument must copy it", function()
    local kept, copies = {}, {}
    gd.minimize(function(x) kept[#kept + 1] = x; copies[#copies + 1] = x:copy(); return x:dot(x) end, {1, 2},
                {step = 0.25, epochs = 1, gradient = function(x) return 2*x end})
    assert.equal(gd.vector{1, 2}, copies[1])
    assert.equal(gd.vector{0.5, 1}, copies[2])
  end)

  it("may return an integer", function()
    assert.equal("float", math.type(gd.minimize(function() return 3 end, 1, {epochs = 0}).cost))
  end)

  it("gets what follows x", function()
    local g, c = gd.grad(function(x, a, b) return a*x^2 + b end)(3, 2, 5)
    assert.is_true(math.abs(g - 12) < 1e-6)
    assert.equal(23.0, c)
    local many = {}
    for i = 1, 60 do many[i] = i end
    g = gd.grad(function(x, ...) return select("#", ...)*x + select(60, ...) end)(3, table.unpack(many))
    assert.is_true(math.abs(g - 60) < 1e-6)
  end)

  it("may be deeply nested in others", function()
    local function nest(n)
      if n == 0 then return function(x) return x*x end end
      local inner = nest(n - 1)
      return function(x) return gd.derivative(inner, x, {h = 1e-2}) end
    end
    assert.is_true(math.abs(nest(1)(3) - 6) < 1e-9)
    assert.is_true(math.abs(nest(2)(3) - 2) < 1e-9)
  end)

  it("raising an error leaves nothing behind on the stack", function()
    local function fails(x) if x[1] ~= 2 then error("no", 0) end return 1 end
    for _ = 1, 300 do
      assert.is_false(pcall(gd.gradient, fails, {1, 2}))
      assert.is_false(pcall(gd.minimize, fails, {1, 2}))
    end
  end)
end)

describe("an error's traceback", function()
  it("shows the function that raised it", function()
    local _, text, status = process.run(process.gdlua .. " -", [[
local function deep(x) error 'boom' end
local function cost(x) return deep(x) + 1 end
gd.minimize(cost, 1)]])
    assert.equal(1, status)
    assert.matches("^gdlua: stdin:1: boom\nstack traceback:\n", text)
    assert.matches("stdin:1: in upvalue 'deep'", text)
    assert.matches("stdin:2: in function <stdin:2>", text)
    assert.matches("in function 'gdlua.minimize'", text)
    assert.matches("stdin:3: in main chunk", text)
  end)

  it("shows it through a run within a run", function()
    local _, text = process.run(process.gdlua .. " -", [[
local function deep(x) error 'boom' end
local function cost(x) return gd.minimize(function(y) return deep(y) + 1 end, 1).cost end
gd.minimize(cost, 1)]])
    assert.matches("in upvalue 'deep'", text)
    assert.matches("stdin:3: in main chunk", text)
  end)

  it("is not that of an earlier error", function()
    local _, text = process.run(process.gdlua .. " -", [[
local function early() error('boom', 0) end
pcall(gd.minimize, function() early() end, 1)
local function late() error('boom', 0) end
gd.minimize(function() late() end, 1)]])
    assert.matches("in upvalue 'late'", text)
    assert.is_nil(text:find("early", 1, true))
  end)
end)
