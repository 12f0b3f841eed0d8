local links, span = 10, 6

return {
  name = "hanging chain",
  cost = function(p)
    local x, y, energy, penalty = 0, 0, 0, 0
    local px, py = 0, 0
    for i = 1, links do
      px, py = px + math.cos(p[i]), py + math.sin(p[i])
      energy = energy + (y + py)/2
      x, y = px, py
    end
    penalty = (x - span)^2 + y^2
    return energy + 50*penalty
  end,
  start = {-1, -0.8, -0.6, -0.3, -0.1, 0.1, 0.3, 0.6, 0.8, 1},
  note = "several running values in one assignment",
}
