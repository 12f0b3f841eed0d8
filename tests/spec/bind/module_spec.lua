--- What the environment says when the library is opened, and the threads it has.
local process = dofile "tests/spec/cli/process.lua"

local gdlua = process.quote(process.gdlua)

-- A descent in many variables, neighbours and many rows; every bit of what comes
-- out of it is printed.
local LONG = [[
local gd = require "gdlua"
local n = 150000
gd.seed(3)
local A = gd.normal{20000, 12}
local x0 = gd.normal(n)
local function cost(x)
  local low, high = x:slice(1, n - 1), x:slice(2, n)
  local u = A:matmul(x:slice(1, 12))
  return (high - low^2):dot(high - low^2) + gd.exp(-(x^2)):sum() + gd.log(1 + gd.exp(u)):sum() / 20000
end
local r = gd.minimize(cost, x0, {step = 1e-3, epochs = 6})
local sum = 0
for i = 1, n, 97 do sum = sum + math.abs(r.x[i]) * i end
print(string.format("%a %a %a", r.cost, sum, r.x:norm()))
]]

describe("what the environment asks for", function()
  teardown(process.clean)

  it("is said to be wrong where it is, when gdlua is loaded", function()
    local kinds = {
      GDLUA_ISA = {"sse2, avx2 or avx512", "avx", "AVX2", "1"},
      GDLUA_TRACE_LIMIT = {"a whole number from 1 to 4000000000", "0", "-1", "many", "1.5", "1e10"},
    }
    for name, bad in pairs(kinds) do
      for i = 2, #bad do
        local expected = ("bad value '%s' of the environment variable %s (%s expected)"):format(
          bad[i], name, bad[1])
        local setting = name .. "=" .. process.quote(bad[i]) .. " "
        for _, program in ipairs{gdlua .. " -e 'print(1)'", process.stock .. " -e 'require \"gdlua\"'"} do
          local out, err, code = process.run(setting .. program)
          assert.same({"", 1}, {out, code})
          assert.is_truthy(err:find(expected, 1, true), err)
        end
      end
    end
  end)

  it("may be empty, or what it says", function()
    for _, setting in ipairs{"GDLUA_ISA=", "GDLUA_ISA=sse2", "GDLUA_TRACE_LIMIT=",
                             "GDLUA_TRACE_LIMIT=1000"} do
      assert.equal("1\n", (process.run(setting .. " " .. gdlua .. " -e 'print(1)'")))
    end
  end)
end)

describe("GDLUA_THREADS", function()
  local script
  setup(function()
    script = process.folder() .. "/long.lua"
    process.write(script, LONG)
  end)
  teardown(process.clean)

  for _, jit in ipairs{"off", "sync"} do
    it("makes no difference to any bit, GDLUA_JIT=" .. jit, function()
      local function results(threads)
        local out, err, code = process.run("GDLUA_JIT=" .. jit .. " GDLUA_THREADS=" .. threads .. " " ..
                                           gdlua .. " " .. process.quote(script))
        assert.same({"", 0}, {err, code})
        return out
      end
      local one = results(1)
      assert.matches("^%-?0x%S+ 0x%S+ 0x%S+\n$", one)
      for _, threads in ipairs{2, 3, 7} do assert.equal(one, results(threads)) end
    end)
  end

  it("is a whole number from 1 to 256, or an error says so", function()
    for _, bad in ipairs{"0", "-2", "1.5", "300", "many"} do
      local expected = "bad value '" .. bad .. "' of the environment variable GDLUA_THREADS " ..
                       "(a whole number from 1 to 256 expected)"
      local out, err, code = process.run("GDLUA_THREADS=" .. bad .. " " .. gdlua .. " -e 'print(1)'")
      assert.same({"", 1}, {out, code})
      assert.is_truthy(err:find(expected, 1, true))
      out, err, code = process.run("GDLUA_THREADS=" .. bad .. " " .. process.stock ..
                                   " -e 'require \"gdlua\"'")
      assert.same({"", 1}, {out, code})
      assert.is_truthy(err:find(expected, 1, true))
    end
    local out = process.run("GDLUA_THREADS= " .. gdlua .. " -e 'print(1)'")
    assert.equal("1\n", out)
  end)

  it("leaves the end of a program alone: workers may sleep, the module be closed", function()
    local out, err, code = process.run("GDLUA_THREADS=3 " .. process.stock .. " " .. process.quote(script))
    assert.same({"", 0}, {err, code})
    assert.equal(process.run("GDLUA_THREADS=1 " .. gdlua .. " " .. process.quote(script)), out)
  end)

  it("lets Ctrl-C end a descent", function()
    local path = process.folder() .. "/endless.lua"
    process.write(path, [[
      local gd = require "gdlua"
      local r = gd.minimize(function(x) return x:dot(x) end, gd.ones(300000), {
        step = 1e-9, epochs = math.huge,
        stop = function(state)
          if state.epoch == 3 then io.popen("kill -INT $PPID"):close() end
        end})
      print(r.reason)
    ]])
    local out, _, code = process.run("GDLUA_THREADS=3 timeout 60 " .. gdlua .. " " .. process.quote(path))
    assert.equal(0, code)
    assert.matches("interrupt", out)
  end)
end)
