--- The part of a straight line within a box (Liang & Barsky 1984).

--- clip(p, q, xrange, yrange): the shares u, v in [0, 1] of the way from point
--- p to point q where it enters and leaves the box; nil where it never does.
return function(p, q, xrange, yrange)
  local u, v = 0, 1
  for k, range in ipairs{xrange, yrange} do
    local from, way = p[k], q[k] - p[k]
    if way == 0 then
      if from < range[1] or from > range[2] then return nil end
    else
      local a, b = (range[1] - from)/way, (range[2] - from)/way
      if a > b then a, b = b, a end
      u, v = math.max(u, a), math.min(v, b)
    end
  end
  if u <= v then return u, v end
end
