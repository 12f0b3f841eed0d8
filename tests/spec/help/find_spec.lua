local catalogue = require "gdlua.help.catalogue"
local find = require "gdlua.help.find"
local gd = require "gdlua"

describe("names", function()
  local function names(name)
    local list = {}
    for i, e in ipairs(find.name(name)) do list[i] = e.name or e.key end
    return list
  end

  it("are found whole, with and without gd", function()
    for _, name in ipairs{"schedule.cosine", "gd.schedule.cosine", " gd.schedule.cosine(0.1) "} do
      assert.same({"schedule.cosine"}, names(name))
    end
    assert.same({"schedule"}, names("gd.schedule"))
  end)

  it("are found by their end", function()
    assert.same({"schedule.cosine"}, names("cosine"))
    assert.same({"descent.run"}, names("d:run"))
    assert.same({"store.run"}, names("store:run"))
    assert.same({"descent.run", "store.run"}, names("run"))
    assert.same({"min", "array.min"}, {names("min")[1], names("a:min")[1]})
    assert.same({}, names("nothing.of.the.kind"))
    assert.same({}, names(""))
  end)

  it("have nearest ones", function()
    assert.equal("schedule.cosine", find.nearest("schedule.cosin"))
    assert.equal("patience", find.nearest("patients"))
    assert.is_nil(find.nearest("zzzzzzzzzz"))
  end)
end)

describe("every value that is described", function()
  for _, group in ipairs(catalogue.groups()) do
    it("is found again, of " .. group.key, function()
      for _, e in ipairs(catalogue.entries(group)) do
        if e.value ~= nil and e.kind ~= "field" then
          local found = find.value(e.value)
          -- gd.dot and a:dot are one function
          assert.is_true(found == e or rawequal(found.value, e.value), e.name)
        end
      end
    end)
  end

  it("but others are not", function()
    for _, value in ipairs{3, true, print, {}, io.stdout, setmetatable({}, {})} do
      assert.is_nil(find.value(value))
    end
    assert.equal(catalogue.groups(), find.value(gd))
  end)
end)
