--- A cost without a lower bound along the way the run took: it falls for ever.
return function(c)
  local last = c.p.sense * c.r.last.cost
  local from = math.max(1, c.x0:abs():max())
  local far = c.p:flat(c.r.last.x):abs():max() > 1e4*from
  if not (far and last < c.f0 - 1e4*math.max(1, math.abs(c.f0))) then return nil end
  return {
    name = "unbounded",
    evidence = ("the cost went from %.4g to %.4g and goes on so"):format(c.p.sense*c.f0, c.r.last.cost),
    suggestion = "look at the sign of the cost (gd.maximize?), give bounds, or stop by gd.stop.cost_below",
  }
end
