--- follow(method, start, gradient, step, n): the points an update rule visits,
--- as the descent driver calls it, each as a plain list. `step` may be a
--- vector.
local gd = require "gdlua"

return function(m, start, gradient, step, n)
  local x = gd.vector(start)
  local s = m.init and m.init(x, m.o) or {}
  local points = {}
  for t = 0, n - 1 do
    local before = x:totable()
    local new = m.update(x, gd.vector(gradient(before)), step, s, m.o, t, 0)
    assert(gd.equal(x, before), "the rule wrote into its argument")
    x = new
    points[t + 1] = x:totable()
  end
  return points
end
