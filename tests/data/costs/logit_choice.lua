local trips = {
  {chosen = "bus",  car = {time = 20, cost = 6}, bus = {time = 35, cost = 2}, bike = {time = 40, cost = 0}},
  {chosen = "car",  car = {time = 15, cost = 5}, bus = {time = 50, cost = 2}, bike = {time = 60, cost = 0}},
  {chosen = "bike", car = {time = 10, cost = 4}, bus = {time = 20, cost = 2}, bike = {time = 15, cost = 0}},
  {chosen = "car",  car = {time = 30, cost = 7}, bus = {time = 60, cost = 3}, bike = {time = 90, cost = 0}},
}
local modes = {"car", "bus", "bike"}

return {
  name = "choice of transport",
  cost = function(p)
    local nll = 0
    for _, trip in ipairs(trips) do
      local utility, total = {}, 0
      for _, mode in ipairs(modes) do
        local m = trip[mode]
        utility[mode] = (p.constant[mode] or 0) + p.time*m.time/10 + p.cost*m.cost
        total = total + math.exp(utility[mode])
      end
      nll = nll - (utility[trip.chosen] - math.log(total))
    end
    return nll
  end,
  start = {constant = {car = 0.5, bus = 0.2}, time = -0.3, cost = -0.2},
  note = "tables by string keys, (t[k] or 0)",
}
