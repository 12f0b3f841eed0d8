local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("never", function()
  it("never fires", function()
    assert.is_false(gd.stop.never().check{epoch = 10^9, cost = 0/0})
    assert.is_nil(gd.stop.never().init)
    assert.equal("never()", tostring(gd.stop.never()))
  end)

  it("takes no options", function()
    blamed(function() gd.stop.never(3) end, "too many arguments to 'never' %(it takes none%)")
    blamed(function() gd.stop.never{n = 3} end, "bad option 'n' to 'never' %(it has none%)")
  end)
end)
