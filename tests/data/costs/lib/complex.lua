-- Complex numbers.
local complex = {}
local meta = {__index = complex, __name = "complex"}

local function new(re, im) return setmetatable({re = re, im = im or 0}, meta) end
local function lift(z) return getmetatable(z) == meta and z or new(z, 0) end

complex.new = new

function meta.__add(a, b) a, b = lift(a), lift(b); return new(a.re + b.re, a.im + b.im) end
function meta.__sub(a, b) a, b = lift(a), lift(b); return new(a.re - b.re, a.im - b.im) end
function meta.__mul(a, b)
  a, b = lift(a), lift(b)
  return new(a.re*b.re - a.im*b.im, a.re*b.im + a.im*b.re)
end
function meta.__div(a, b)
  a, b = lift(a), lift(b)
  local d = b.re*b.re + b.im*b.im
  return new((a.re*b.re + a.im*b.im)/d, (a.im*b.re - a.re*b.im)/d)
end

function complex:abs2() return self.re^2 + self.im^2 end

return complex
