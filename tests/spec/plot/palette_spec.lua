require "gdlua"
local palette = require "gdlua.plot.palette"

-- Relative luminance of a colour (sRGB), 0 black to 1 white.
local function luminance(c)
  local sum = 0
  for k, weight in ipairs{0.2126, 0.7152, 0.0722} do
    local v = (c >> (24 - 8*k) & 255)/255
    v = v <= 0.04045 and v/12.92 or ((v + 0.055)/1.055)^2.4
    sum = sum + weight*v
  end
  return sum
end

describe("colours", function()
  it("of series differ, and all but a few can be seen on white", function()
    local seen = {}
    for i = 1, 28 do
      local c, dash = palette.series(i)
      local key = c .. " " .. dash
      assert.is_nil(seen[key])
      seen[key] = true
      assert.is_true(luminance(c) < 0.5)
    end
  end)

  it("of maps rise evenly in lightness, so that they are ordered without colours", function()
    for _, map in pairs(palette.map) do
      local before = -1
      for k = 0, 20 do
        local l = luminance(palette.at(map, k/20))
        assert.is_true(l > before)
        before = l
      end
      assert.is_true(before < 0.65)
    end
  end)

  it("at the ends of a map are its ends", function()
    for _, map in pairs(palette.map) do
      assert.equal(map[1], palette.at(map, 0))
      assert.equal(map[#map], palette.at(map, 1))
      assert.equal(map[2], palette.at(map, 1/(#map - 1)))
    end
  end)

  it("go from pale to full", function()
    assert.equal(0x0072B2, palette.tint(0x0072B2, 1))
    assert.equal(0x000000, palette.tint(0x000000, 1))
    assert.equal(0x999999, palette.tint(0x000000, 0))
  end)
end)
