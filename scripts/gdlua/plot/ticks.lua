--- Round numbers along an axis, and how they are written.
local ticks = {}

--- The round step (1, 2 or 5 times a power of ten) that divides `span` into
--- at most n parts.
function ticks.step(span, n, integer)
  local raw = span/n
  local power = 10.0^math.floor(math.log(raw, 10))
  local step = 10*power
  for _, m in ipairs{1, 2, 5} do
    if m*power >= raw*(1 - 1e-9) then step = m*power break end
  end
  return integer and math.max(1, step) or step
end

--- A number with that many digits, short: 1e-6, 2.5e8, 0.01.
function ticks.text(v, digits)
  local text = ("%." .. (digits or 4) .. "g"):format(v):gsub(",", ".")
  if text:find("e+", 1, true) and math.abs(v) < 1e6 then
    text = ("%d"):format(math.floor(v + 0.5))
  end
  return (text:gsub("e([+-])0*(%d)", function(sign, d)
    return "e" .. (sign == "-" and "-" or "") .. d
  end))
end

-- How multiples of `step` are written that are at most `largest`: in full, or
-- with powers of ten where that would be long.
local function writer(largest, step)
  if largest < 1e6 and step > 0.9e-4 then
    local decimals = math.max(0, -math.floor(math.log(step, 10) + 1e-9))
    return function(v) return (("%." .. decimals .. "f"):format(v):gsub(",", ".")) end
  end
  local digits = math.ceil(math.log(largest/step, 10) + 1e-9) + 1
  digits = math.max(1, math.min(17, digits))
  return function(v) return ticks.text(v, digits) end
end

--- List of {value, label} from lo to hi, about n of them.
function ticks.linear(lo, hi, n, integer)
  local step = ticks.step(hi - lo, n, integer)
  local write = writer(math.max(math.abs(lo), math.abs(hi)), step)
  local list = {}
  for k = math.ceil(lo/step - 1e-9), math.floor(hi/step + 1e-9) do
    list[#list + 1] = {k*step, write(k == 0 and 0 or k*step)}
  end
  return list
end

--- The same for counts whose colours or places go with log(1 + value): 0 and
--- then about n round ones up to hi.
function ticks.counts(hi, n)
  local decades = math.log(hi + 1, 10)
  local series = decades*3 <= n and {1, 2, 5} or decades*2 <= n and {1, 3} or {1}
  local list, every = {{0, "0"}}, math.ceil(decades/n)
  for k = 0, math.ceil(decades) do
    for _, m in ipairs(k % every == 0 and series or {}) do
      local v = m*10.0^k
      if v <= hi then list[#list + 1] = {v, ticks.text(v, 7)} end
    end
  end
  return list
end

local superscript = {["-"] = "⁻", ["0"] = "⁰", ["1"] = "¹", ["2"] = "²", ["3"] = "³", ["4"] = "⁴",
                     ["5"] = "⁵", ["6"] = "⁶", ["7"] = "⁷", ["8"] = "⁸", ["9"] = "⁹"}

--- 10 to the power of k: "10⁻⁶", in plain characters "1e-6".
function ticks.power(k, plain)
  if k >= -2 and k <= 3 then return ticks.text(10.0^k) end
  if plain then return ("1e%d"):format(k) end
  return "10" .. ("%d"):format(k):gsub(".", superscript)
end

-- 1, 2, 5 times powers of ten.
local function within_decades(lo, hi)
  local list = {}
  for k = math.floor(math.log(lo, 10)), math.ceil(math.log(hi, 10)) do
    for _, m in ipairs{1, 2, 5} do
      local v = m*10.0^k
      if v >= lo*(1 - 1e-9) and v <= hi*(1 + 1e-9) then list[#list + 1] = {v, ticks.text(v)} end
    end
  end
  return list
end

--- The same on a logarithmic axis: powers of ten, at most n of them; and, for
--- few decades, the numbers between, without labels.
function ticks.log(lo, hi, n, plain)
  local first = math.ceil(math.log(lo, 10) - 1e-9)
  local last = math.floor(math.log(hi, 10) + 1e-9)
  if last - first < 2 then
    local list = within_decades(lo, hi)
    return #list >= 2 and list or ticks.linear(lo, hi, 4)
  end
  local every = math.max(1, math.floor(ticks.step(last - first, n, true)))
  local list, minor = {}, {}
  for k = first - 1, last do
    if k >= first and k % every == 0 then list[#list + 1] = {10.0^k, ticks.power(k, plain)} end
    if every == 1 then
      for m = 2, 9 do
        local v = m*10.0^k
        if v >= lo and v <= hi then minor[#minor + 1] = v end
      end
    elseif k >= first and k % every ~= 0 and last - first <= 40 then
      minor[#minor + 1] = 10.0^k
    end
  end
  return list, minor
end

return ticks
