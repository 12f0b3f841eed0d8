--- near(expected, got): lists of points that agree to 1e-13 relative.
local luassert = require "luassert"

return function(expected, got)
  luassert.equal(#expected, #got)
  for t, point in ipairs(expected) do
    luassert.equal(#point, #got[t])
    for i, v in ipairs(point) do
      luassert.near(v, got[t][i], 1e-13 * math.max(1, math.abs(v)))
    end
  end
end
