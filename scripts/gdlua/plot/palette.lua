--- Colours that readers with any kind of colour vision can tell apart, as
--- 24-bit numbers.
local palette = {}

-- Okabe & Ito (2008), "Color universal design", without its yellow, which is
-- faint on white and marks the best point.
local series = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000}

--- Colour and dash type of the i-th of several: after the last colour they
--- begin again with another dash.
function palette.series(i)
  return series[(i - 1) % #series + 1], (i - 1) // #series % 4 + 1
end

palette.ink = 0x333333        -- curves that others are drawn upon, texts
palette.faint = 0x808080      -- what is of less weight
palette.grid = 0xE4E4E4
palette.optimum = 0xF0E442

--- Maps of even perceived steps (Smith & van der Walt 2015, matplotlib), as
--- colours at equal distances; the palest end, faint on white, is left out.
palette.map = {
  epoch = {0x0D0887, 0x5B02A3, 0x9A179B, 0xCB4678, 0xEB7852, 0xFBB32F},             -- plasma
  level = {0x440154, 0x46327E, 0x365C8D, 0x277F8E, 0x1FA187, 0x4AC16D, 0xA0DA39},   -- viridis
}

-- Share u of the way from colour a to colour b.
local function mix(a, b, u)
  local c = 0
  for shift = 16, 0, -8 do
    local p, q = a >> shift & 255, b >> shift & 255
    c = c << 8 | math.floor(p + (q - p)*u + 0.5)
  end
  return c
end

--- A colour from pale (u = 0) to full (u = 1): first to last.
function palette.tint(colour, u)
  return mix(0xFFFFFF, colour, 0.4 + 0.6*u)
end

--- The colour at u in [0, 1] of a map.
function palette.at(map, u)
  local place = u*(#map - 1)
  local i = math.min(math.floor(place), #map - 2)
  return mix(map[i + 1], map[i + 2], place - i)
end

return palette
