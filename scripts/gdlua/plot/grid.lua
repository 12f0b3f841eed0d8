--- Costs sampled where a picture shows them.
local core = require "gdlua.core"
local blame = require "gdlua.blame"

local grid = {}

local function number(v)
  if type(v) ~= "number" then
    blame("the cost returned %s (a number expected)", core.describe(v))
  end
  return v
end

--- n numbers from a to b, both included.
function grid.spaced(a, b, n)
  local list = {}
  for i = 0, n - 1 do
    local u = i/(n - 1)
    list[i + 1] = (1 - u)*a + u*b
  end
  return list
end

--- Rows {x, f(x)}: at n points from a to b and at the numbers of `more` that
--- lie between.
function grid.line(f, a, b, n, more)
  local xs = grid.spaced(a, b, n)
  for _, x in ipairs(more or {}) do
    if x > a and x < b then xs[#xs + 1] = x end
  end
  table.sort(xs)
  local rows = {}
  for i, x in ipairs(xs) do rows[i] = {x, number(f(x))} end
  return rows
end

--- {xs =, ys =, z =}: z[j][i] = f(xs[i], ys[j]) on n by n points.
function grid.plane(f, x, y, n)
  local xs, ys, z = grid.spaced(x[1], x[2], n), grid.spaced(y[1], y[2], n), {}
  for j = 1, n do
    local row = {}
    for i = 1, n do row[i] = number(f(xs[i], ys[j])) end
    z[j] = row
  end
  return {xs = xs, ys = ys, z = z}
end

--- All numbers of a grid as rows {z}.
function grid.values(g)
  local rows = {}
  for _, row in ipairs(g.z) do
    for _, v in ipairs(row) do rows[#rows + 1] = {v} end
  end
  return rows
end

return grid
