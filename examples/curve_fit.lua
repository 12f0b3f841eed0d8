--- A curve fitted to measurements, beside the answer that NIST certifies for
--- them: how a meadow grows back (Ratkowsky 1983; StRD problem Rat42).
---
---   gdlua examples/curve_fit.lua
local gd = require "gdlua"

local days  = {9, 14, 21, 28, 42, 57, 63, 70, 79}
local yield = {8.93, 10.8, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08}

-- Growth that begins slowly and ends at a limit.
local function sigmoid(p, t)
  return p.limit/(1 + math.exp(p.lag - p.rate*t))
end

local fit = gd.fit(sigmoid, days, yield, {limit = 100, lag = 1, rate = 0.1})
print(fit)

-- To eleven digits, with standard deviations.
local certified = {
  lag = {2.6180768402, 8.8295217536e-02}, limit = {7.2462237576e+01, 1.7340283401},
  rate = {6.7359200066e-02, 3.4465663377e-03},
}

print "\nbeside the certified answer (standard errors in parentheses)"
for _, name in ipairs(fit.names) do
  local value, error = table.unpack(certified[name])
  print(("%-6s %.9f (%.8f)   NIST %.9f (%.8f)"):format(
        name, fit.x[name], fit.stderr[name], value, error))
end

print "\nwhat is expected later"
for _, t in ipairs{100, 120} do print(("day %d: %.1f"):format(t, fit:predict(t))) end

-- One reading is wrong, and the sum of squares does everything to please it. A
-- robust loss does not.
yield[5] = 93.35
local squares = gd.fit(sigmoid, days, yield, fit.x)
local robust = gd.fit(sigmoid, days, yield, fit.x, {loss = "cauchy", loss_scale = 1})
print "\nwith 93.35 in the place of 39.35"
print(("least squares: limit %.1f;  cauchy: limit %.1f"):format(squares.x.limit, robust.x.limit))
