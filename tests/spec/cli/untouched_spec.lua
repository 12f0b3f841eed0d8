-- Lua's own functions answer and complain in the same bytes as in lua5.4.
local process = dofile "tests/spec/cli/process.lua"

-- The first line that differs, or nil.
local function difference(a, b)
  local next_a, next_b = a:gmatch("[^\n]*"), b:gmatch("[^\n]*")
  local n = 0
  repeat
    local x, y = next_a(), next_b()
    n = n + 1
    if x ~= y then
      return string.format("line %d\nlua5.4: %s\ngdlua:  %s", n, x, y)
    end
  until x == nil
end

describe("the standard library", function()
  local script = "tests/data/untouched.lua"
  local theirs, err, status = process.run("TZ=UTC lua5.4 " .. script)

  it("is exercised", function()
    assert.equal("", err)
    assert.equal(0, status)
    local _, lines = theirs:gsub("\n", "")
    local _, errors = theirs:gsub("ERROR", "")
    assert.is_true(lines > 50000)
    assert.is_true(errors > 10000)
  end)

  it("is untouched in gdlua", function()
    local ours = process.run("TZ=UTC " .. process.quote(process.gdlua) .. " " .. script)
    assert.is_nil(difference(theirs, ours))
  end)

  it("is untouched by gdlua.so in stock Lua", function()
    local stock = "TZ=UTC " .. process.stock
    local without = process.run(stock .. " " .. script)
    local with = process.run(stock .. " -l gdlua -e 'gdlua = nil' " .. script)
    assert.is_nil(difference(without, with))
  end)
end)
