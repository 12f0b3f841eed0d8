--- Barzilai and Borwein (1988): the step of which the last move tells the
--- curvature. With d the last move and y the change of the gradient
---   a = d*d/d*y ("long"), d*y/y*y ("short"), or one after the other ("alternate",
---       Dai & Fletcher 2005)
---   x - step*a*g
--- Where d*y is not positive a = |d|/|y| (Dai, Al-Baali & Yang 2015). The first
--- move is `first` long in its largest component. `step` is a factor, 1.
local method = require "gdlua.method"
local gd = require "gdlua"

-- The length for a move d that has changed the gradient by y.
local function length(d, y, form, t, before)
  local dd, dy, yy = d:dot(d), d:dot(y), y:dot(y)
  if not (yy > 0 and dd > 0) then return before end
  if not (dy > 0) then return math.sqrt(dd/yy) end
  if form == "short" or form == "alternate" and t % 2 == 0 then return dy/yy end
  return dd/dy
end

return method.define{
  name = "barzilai_borwein", doc = "steps from the last move and its change of the gradient",
  step = 1,
  options = {
    {"form", "long", "which of the two steps", choices = {"long", "short", "alternate"}},
    {"first", 0.01, "how long the first move is in its largest component", above = 0},
    {"max", 1e10, "the longest step", above = 0},
  },
  init = function(x) return {x = x:copy(), g = gd.zeros_like(x), a = 0.0} end,
  update = function(x, g, step, s, o, t)
    if t == 0 then
      local largest = gd.abs(g):max()
      s.a = largest > 0 and o.first/largest or o.first
    else
      s.a = math.min(length(x - s.x, g - s.g, o.form, t, s.a), o.max)
    end
    s.x, s.g = x:copy(), g:copy()
    return x - (step*s.a)*g
  end,
}
