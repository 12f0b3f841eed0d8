local springs = {{1, 2, 1.0}, {2, 3, 0.8}, {1, 3, 1.4}, {3, 4, 1.1}, {2, 4, 0.9}}
local anchors = {{node = 1, x = 0, y = 0}, {node = 4, x = 2, y = 0}}

local function length(a, b)
  local dx, dy = a.x - b.x, a.y - b.y
  return math.sqrt(dx*dx + dy*dy)
end

return {
  name = "network of springs",
  cost = function(nodes)
    local energy = 0
    for _, spring in ipairs(springs) do
      local from, to, rest = table.unpack(spring)
      energy = energy + 0.5*(length(nodes[from], nodes[to]) - rest)^2
    end
    for _, a in ipairs(anchors) do
      local node = nodes[a.node]
      energy = energy + 10*((node.x - a.x)^2 + (node.y - a.y)^2)
    end
    for i = 1, #nodes do energy = energy + 0.3*nodes[i].y end
    return energy
  end,
  start = {{x = 0.1, y = 0}, {x = 0.9, y = 0.3}, {x = 1, y = -0.6}, {x = 2.1, y = 0.1}},
  note = "data tables with indices into the parameters",
}
