--- Lines of equal cost through a grid: marching squares with linear
--- interpolation. In a saddle the mean of the four corners decides. Cells with
--- a corner that is not finite have no lines.
local isolines = {}

-- Which sides of a cell a line joins, by the corners above the level (1: lower
-- left, 2: lower right, 4: upper right, 8: upper left). Sides: 1 lower, 2
-- right, 3 upper, 4 left. The saddles 5 and 10 have another way each, for a
-- mean above the level.
local joins = {
  {4, 1}, {1, 2}, {4, 2}, {2, 3}, {4, 1, 2, 3}, {1, 3}, {4, 3},
  {3, 4}, {1, 3}, {1, 2, 3, 4}, {2, 3}, {4, 2}, {1, 2}, {4, 1},
}
local saddles = {[5] = {4, 3, 1, 2}, [10] = {4, 1, 2, 3}}

local function finite(v) return v - v == 0 end

-- Calls join(a, b) with the edges of the grid that the lines cross. An edge is
-- numbered 2k for the one to the right of node k, 2k + 1 for the one upwards.
local function march(g, level, join)
  local nx, z = #g.xs, g.z
  for j = 1, #g.ys - 1 do
    local lower, upper = z[j], z[j + 1]
    for i = 1, nx - 1 do
      local a, b, c, d = lower[i], lower[i + 1], upper[i + 1], upper[i]
      local case = (a >= level and 1 or 0) + (b >= level and 2 or 0) +
                   (c >= level and 4 or 0) + (d >= level and 8 or 0)
      if case ~= 0 and case ~= 15 and finite(a + b + c + d) then
        local sides = joins[case]
        if saddles[case] and (a + b + c + d)/4 >= level then sides = saddles[case] end
        local node = (j - 1)*nx + i
        local edges = {2*node, 2*(node + 1) + 1, 2*(node + nx), 2*node + 1}
        join(edges[sides[1]], edges[sides[2]])
        if sides[3] then join(edges[sides[3]], edges[sides[4]]) end
      end
    end
  end
end

-- The point of an edge where the level lies.
local function crossing(g, edge, level)
  local nx = #g.xs
  local node = edge//2 - 1
  local i, j = node % nx + 1, node//nx + 1
  local a = g.z[j][i]
  if edge % 2 == 0 then
    local u = (level - a)/(g.z[j][i + 1] - a)
    return {g.xs[i] + u*(g.xs[i + 1] - g.xs[i]), g.ys[j], level}
  end
  local u = (level - a)/(g.z[j + 1][i] - a)
  return {g.xs[i], g.ys[j] + u*(g.ys[j + 1] - g.ys[j]), level}
end

-- Follows the links from an edge to the end or around.
local function follow(links, edge)
  local chain = {edge}
  while true do
    local list = links[edge]
    local next_edge = list and table.remove(list)
    if not next_edge then return chain end
    local back = links[next_edge]
    for k, e in ipairs(back) do
      if e == edge then table.remove(back, k) break end
    end
    edge = next_edge
    chain[#chain + 1] = edge
  end
end

-- The lines of one level: list of lists of edges.
local function chains(g, level)
  local links, order = {}, {}
  local function link(a, b)
    if not links[a] then
      links[a] = {}
      order[#order + 1] = a
    end
    table.insert(links[a], b)
  end
  march(g, level, function(a, b) link(a, b) link(b, a) end)
  local list = {}
  for _, ends in ipairs{1, 2} do         -- open lines first, from their ends
    for _, edge in ipairs(order) do
      if #links[edge] == ends then list[#list + 1] = follow(links, edge) end
    end
  end
  return list
end

--- The lines at a level: a list of lines, each a list of points {x, y, level}.
function isolines.at(g, level)
  local lines = {}
  for k, chain in ipairs(chains(g, level)) do
    local line = {}
    for i, edge in ipairs(chain) do line[i] = crossing(g, edge, level) end
    lines[k] = line
  end
  return lines
end

return isolines
