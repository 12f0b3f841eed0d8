local core = require "gdlua.core"

local function unpacked(good, text)
  local _, value = core.unpack(text)
  return good and value
end

describe("core.apart", function()
  it("calls a script of gdlua in another state", function()
    mark = 3
    local request = core.pack({
      script = {path = "none.lua", text = "if mark then error 'it sees our globals' end", digest = ""},
      arguments = {}, ordinal = 1, origin = core.random_state(), path = package.path,
      cpath = package.cpath,
    }, "do", "this")
    local answer = unpacked(core.apart("gdlua.experiment.store.apart", request))
    mark = nil
    assert.equal("the script has ended without that run", answer.failure)
  end)

  it("answers errors of all kinds", function()
    local good, message = core.apart("gdlua.no.such.script", "")
    assert.is_false(good)
    assert.matches("no.such.script", message)
    good, message = core.apart("gdlua.experiment.store.apart", "this is no request")
    assert.is_false(good)
    assert.is_string(message)
    good = core.apart("gdlua.blame", "x")
    assert.is_false(good)
    assert.is_false(pcall(core.apart, "gdlua.blame"))
  end)

  it("closes the state, and can be asked again", function()
    local inner = {path = "inner.lua", text = "error 'deep'", digest = ""}
    local request = core.pack({script = inner, arguments = {}, ordinal = 1, origin = core.random_state(),
                               path = "", cpath = ""}, "do", "this")
    for _ = 1, 5 do
      local answer = unpacked(core.apart("gdlua.experiment.store.apart", request))
      assert.matches("inner.lua:1: deep", answer.failure)
    end
  end)
end)
