local function price(yield, coupon, years)
  local value, t = 0, 0
  repeat
    t = t + 1
    local payment = t < years and coupon or 100 + coupon
    value = value + payment*math.exp(-yield*t)
  until t == years
  return value
end

local bonds = {{5, 3, 101}, {4, 7, 96}, {6, 10, 104}}

return {
  name = "yield curve through bond prices",
  cost = function(p)
    local sum = 0
    for _, bond in ipairs(bonds) do
      local coupon, years, quoted = table.unpack(bond)
      local yield = p.short + (p.long - p.short)*years/10
      sum = sum + (price(yield, coupon, years) - quoted)^2
    end
    return sum/100
  end,
  start = {short = 0.03, long = 0.06},
  note = "repeat until with a plain counter",
}
