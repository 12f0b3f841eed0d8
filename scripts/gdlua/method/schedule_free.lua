--- Schedule-free descent (Defazio et al. 2024): no schedule is needed, for what
--- is reported is a mean z' of the points z that plain descent visits, and the
--- gradient is had between the two:
---   g at (1 - beta)*z + beta*z'
---   z = z - step*g
---   z' = (1 - c)*z' + c*z,  c = step^2 over the sum of all of them so far
--- The memory has the mean of the points before z, and the c with which z joins
--- it: so z is as bounds and projections have left it.
local method = require "gdlua.method"
local gd = require "gdlua"

local tiny = 2.2250738585072014e-308       -- for a step of 0

-- The mean with the point z in it.
local function mean(z, s) return s.mean + s.c*(z - s.mean) end

return method.define{
  name = "schedule_free", doc = "descent that answers a mean of its points", step = 0.01,
  options = {{"beta", 0.9, "how near to the mean the gradient is had", min = 0, max = 1}},
  init = function(x)
    return {mean = x:copy(), c = gd.zeros_like(x) + 1, total = gd.zeros_like(x)}
  end,
  point = function(z, s, o) return z + o.beta*(mean(z, s) - z) end,
  update = function(z, g, step, s)
    s.mean = mean(z, s)
    s.total = s.total + step*step
    s.c = step*step/gd.max(s.total, tiny)
    return z - step*g
  end,
  answer = function(z, s) return mean(z, s) end,
}
