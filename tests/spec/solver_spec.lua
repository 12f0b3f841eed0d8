local solver = require "gdlua.solver"

describe("gdlua.solver", function()
  local known = {
    {name = "kind", default = 1, low = 0, high = 1, integer = true, doc = "which", choices = {"a", "b"}},
    {name = "size", default = 0.5, low = 0, high = 2, integer = false, doc = "how much"},
  }

  it("makes declarations of what the engine says", function()
    assert.same({
      {"kind", "b", "which", choices = {"a", "b"}},
      {"size", 0.5, "how much", min = 0, max = 2, huge = true},
    }, solver.declarations(known))
  end)

  it("makes numbers of values, without the line search", function()
    local list = solver.declarations(known)
    list[3] = {"linesearch"}
    assert.same({0, 0.25}, solver.values(list, {kind = "a", size = 0.25, linesearch = {}}):totable())
    assert.is_nil(solver.values({{"linesearch"}}, {}))
  end)
end)
