-- Shortest of several routes, smoothly: soft minimum over a work list.
local edges = {
  A = {{"B", 1}, {"C", 2}}, B = {{"D", 3}}, C = {{"D", 4}}, D = {},
}

return {
  name = "tolls on a small network",
  cost = function(toll)
    local open, total, count = {{node = "A", length = 0}}, 0, 0
    while #open > 0 do
      local path = table.remove(open)
      if path.node == "D" then
        total, count = total + math.exp(-path.length), count + 1
      end
      for _, edge in ipairs(edges[path.node]) do
        table.insert(open, {node = edge[1], length = path.length + toll[edge[2]]^2})
      end
    end
    return -math.log(total/count) + 0.1*toll:sum()
  end,
  start = {0.5, 0.8, 0.9, 0.4},
  gradient = function(t)
    local a, b = math.exp(-t[1]^2 - t[3]^2), math.exp(-t[2]^2 - t[4]^2)
    local p = a/(a + b)
    return {2*p*t[1] + 0.1, 2*(1 - p)*t[2] + 0.1, 2*p*t[3] + 0.1, 2*(1 - p)*t[4] + 0.1}
  end,
  note = "table.insert and table.remove of records with traced fields",
}
