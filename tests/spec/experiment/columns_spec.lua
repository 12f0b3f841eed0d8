-- Texts below each other.
local columns = require "gdlua.experiment.columns"

describe("columns", function()
  it("are as wide as what is in them, in characters", function()
    assert.same({"  name   n", "  ä      1", "  b     22", "  c"},
                columns({{"name", "n"}, {"ä", "1"}, {"b", "22"}, {"c"}}, {true}))
  end)

  it("show bytes that are no text as question marks", function()
    assert.same({"  ?b"}, columns({{"\xffb"}}, {}))
  end)
end)
