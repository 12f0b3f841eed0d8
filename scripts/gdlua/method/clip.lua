--- Limits the gradient (Pascanu, Mikolov & Bengio 2013) for the next of a chain:
--- no component beyond `value`, then no 2-norm above `norm`, the direction kept.
--- By itself it is gradient descent with that gradient.
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "clip", doc = "a gradient no longer than that", step = 0.01,
  options = {
    {"norm", math.huge, "largest 2-norm of the gradient", above = 0, huge = true},
    {"value", math.huge, "largest modulus of a component", above = 0, huge = true},
  },
  transform = function(x, g, s, o)
    if o.value < math.huge then g = gd.clamp(g, -o.value, o.value) end
    if o.norm < math.huge then
      local length = g:norm()
      if length > o.norm then g = g*(o.norm/length) end
    end
    return g
  end,
}
