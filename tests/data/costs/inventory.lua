local demand = {12, 15, 9, 22, 17, 13, 19, 8}

return {
  name = "stock and shortage",
  cost = function(order)
    local cost = 0
    for _, d in ipairs(demand) do
      local sold = math.min(order.quantity, d)
      local left = math.max(order.quantity - d, 0)
      cost = cost - order.price*sold*(1 - order.price/20) + 1.5*left + 0.2*order.quantity
    end
    return cost/#demand
  end,
  start = {quantity = 14.5, price = 8},
  gradient = function(o)
    local q, p = 0, 0
    for _, d in ipairs(demand) do
      local sold = math.min(o.quantity, d)
      p = p - sold*(1 - o.price/10)/#demand
      q = q + ((o.quantity < d and -o.price*(1 - o.price/20) or 1.5) + 0.2)/#demand
    end
    return {quantity = q, price = p}
  end,
  note = "math.min and math.max of a parameter and data",
}
