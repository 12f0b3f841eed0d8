--- SHA-256 of a text (FIPS 180-4), in hexadecimal digits.
local K, first = {}, {}

-- The first 32 bits of the fraction of a root: of so small a number doubles have
-- twenty more than that.
local function fraction(n, power) return math.floor(n^power % 1 * 2^32) end

-- The constants: of the first 64 primes, and of the first 8.
local function constants()
  local n = 2
  while #K < 64 do
    local prime = true
    for d = 2, n - 1 do
      if d*d > n then break end
      if n % d == 0 then prime = false break end
    end
    if prime then
      K[#K + 1] = fraction(n, 1/3)
      if #first < 8 then first[#first + 1] = fraction(n, 1/2) end
    end
    n = n + 1
  end
end

local function rotate(x, n) return (x >> n | x << (32 - n)) & 0xffffffff end

local function block(H, text, at)
  local w = {(">I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4"):unpack(text, at)}
  for i = 17, 64 do
    local x, y = w[i - 15], w[i - 2]
    local s0 = rotate(x, 7) ~ rotate(x, 18) ~ x >> 3
    local s1 = rotate(y, 17) ~ rotate(y, 19) ~ y >> 10
    w[i] = w[i - 16] + s0 + w[i - 7] + s1 & 0xffffffff
  end
  local a, b, c, d, e, f, g, h = table.unpack(H)
  for i = 1, 64 do
    local s1 = rotate(e, 6) ~ rotate(e, 11) ~ rotate(e, 25)
    local t1 = h + s1 + (e & f ~ ~e & g) + K[i] + w[i]
    local s0 = rotate(a, 2) ~ rotate(a, 13) ~ rotate(a, 22)
    local t2 = s0 + (a & b ~ a & c ~ b & c)
    h, g, f, e, d, c, b, a = g, f, e, d + t1 & 0xffffffff, c, b, a, t1 + t2 & 0xffffffff
  end
  for i, v in ipairs{a, b, c, d, e, f, g, h} do H[i] = H[i] + v & 0xffffffff end
end

return function(text)
  if #K == 0 then constants() end
  local H = table.move(first, 1, 8, 1, {})
  local padded = text .. "\128" .. ("\0"):rep((55 - #text) % 64) .. (">I8"):pack(8*#text)
  for at = 1, #padded, 64 do block(H, padded, at) end
  return ("%08x"):rep(8):format(table.unpack(H))
end
