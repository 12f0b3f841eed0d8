--- Rprop (Riedmiller & Braun 1993): every component has a step of its own, which
--- grows while its gradient keeps its sign and shrinks when that changes. The
--- option `step` of the run is what they begin with. As in PyTorch:
---   size = size*grow, *shrink or *1 where g*before >, < or = 0, in [min, max]
---   g = 0 where g*before < 0
---   x - sign(g)*size,  before = g
--- Variant "paper" also takes the move before back where g*before < 0.
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "rprop", doc = "a step for every component, from signs alone", step = 0.01,
  options = {
    {"shrink", 0.5, "factor of the step where the sign has changed", above = 0, below = 1},
    {"grow", 1.2, "factor where it has not", above = 1},
    {"min", 1e-6, "the least step", min = 0},
    {"max", 50, "the largest step", above = 0},
    {"variant", "torch", "whether moves are taken back", choices = {"paper", "torch"}},
  },
  init = function(x, o)
    return {
      size = gd.zeros_like(x), before = gd.zeros_like(x),
      move = o.variant == "paper" and gd.zeros_like(x) or nil,
    }
  end,
  update = function(x, g, step, s, o, t)
    if t == 0 then s.size = s.size + step end
    local same = gd.sign(g*s.before)
    local kept, turned = gd.max(same, 0), gd.max(-same, 0)
    local size = s.size*gd.where(turned, o.shrink, gd.where(kept, o.grow, 1))
    s.size = gd.where(same, gd.max(gd.min(size, o.max), o.min), size)
    s.before = gd.where(turned, 0, g)
    local move = gd.sign(s.before)*s.size
    if o.variant == "paper" then
      move = gd.where(turned, -s.move, move)
      s.move = move
    end
    return x - move
  end,
}
