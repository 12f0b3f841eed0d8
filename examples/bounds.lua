--- What is in a mixture? Its spectrum is a sum of the spectra of substances, each
--- as strong as there is of it, and there cannot be less than nothing of any. A
--- fit that does not know this finds negative amounts; bounds keep it honest.
---
---   gdlua examples/bounds.lua
local gd = require "gdlua"

-- Each substance has one band, at a place and of a width that are known. Three of
-- them overlap so much that noise can hardly tell them apart.
local substances = {
  {name = "amber",   at = 3.0, width = 0.8, amount = 1.9},
  {name = "blue",    at = 4.0, width = 0.8, amount = 0},
  {name = "crimson", at = 5.0, width = 0.8, amount = 1.5},
  {name = "dun",     at = 5.4, width = 0.9, amount = 0},
  {name = "ebony",   at = 8.0, width = 0.5, amount = 0.7},
}

-- A row for each wavelength, a column for each substance.
local wavelengths = gd.linspace(0, 10, 60)
local bands = gd.zeros(#wavelengths, #substances)
for i, w in ipairs(wavelengths) do
  for k, s in ipairs(substances) do bands[i][k] = math.exp(-((w - s.at)/s.width)^2) end
end

-- What was measured: the mixture, with noise.
gd.seed(3)
local amounts = gd.zeros(#substances)
for k, s in ipairs(substances) do amounts[k] = s.amount end
local measured = bands:matmul(amounts) + 0.2*gd.normal(#wavelengths)

local function misfit(x)
  local rest = bands:matmul(x) - measured
  return rest:dot(rest)
end

-- Any amounts; then amounts from nothing to 1.9, where the solution is saturated.
-- With bounds the method is lbfgsb, and misfit is never asked for outside.
local most = 1.9
local start = gd.full(#substances, 0.5)
local free = gd.minimize(misfit, start)
local bounded = gd.minimize(misfit, start, {bounds = {0, most}})

-- A variable that ends at a bound stands there exactly, and the cost would fall
-- beyond it: the gradient says by how much.
local function active(k)
  if bounded.x[k] == 0 then
    return ("none of it; less would fit better by %.2f a unit"):format(bounded.gradient[k])
  elseif bounded.x[k] == most then
    return ("all there may be; more would fit better by %.2f a unit"):format(-bounded.gradient[k])
  end
  return ""
end

print "substance   is in it  any amount  0 to 1.9"
for k, s in ipairs(substances) do
  print((("%-10s  %8.2f  %10.2f  %8.2f  %s"):format(s.name, s.amount, free.x[k], bounded.x[k], active(k))
         :gsub("%s+$", "")))
end
print(("misfit                %10.4f  %8.4f"):format(free.cost, bounded.cost))
print(bounded.reason)
