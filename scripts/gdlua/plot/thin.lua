--- Long lines without the points nobody could see.
local thin = {}

local most = 10000        -- shorter lines stay as they are
local resolution = 1/2000 -- of the picture's width and height

local function scaled(range, log)
  local lo, hi = range[1], range[2]
  if log then
    lo, hi = math.log(lo), math.log(hi)
    return function(v) return math.log(v)/(hi - lo) end
  end
  return function(v) return v/(hi - lo) end
end

--- The rows {x, y, ...} (false: a gap) of a line; of more than 10,000, points
--- that lie within half a thousandth of the picture of the last one kept are
--- left out, the first and the last kept.
function thin.rows(rows, xrange, yrange, ylog)
  if #rows <= most then return rows end
  local sx, sy = scaled(xrange), scaled(yrange, ylog)
  local kept, x, y = {}, nil, nil
  for i, row in ipairs(rows) do
    if not row then
      kept[#kept + 1], x = false, nil
    else
      local u, v = sx(row[1]), sy(row[2])
      local near = x and math.abs(u - x) < resolution and math.abs(v - y) < resolution
      if not near or i == #rows then
        kept[#kept + 1], x, y = row, u, v
      end
    end
  end
  return kept
end

return thin
