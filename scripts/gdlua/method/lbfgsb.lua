--- L-BFGS-B (Byrd, Lu, Nocedal & Zhu 1995; Morales & Nocedal 2011), the solver
--- in C: engine/optim/solver/lbfgsb.c.
local method = require "gdlua.method"
local blame = require "gdlua.blame"

return method.solver("lbfgsb", "quasi-Newton with limited memory, between bounds", function(o)
  if o.curvature <= o.decrease then
    blame("bad option 'curvature' to 'lbfgsb' (a number above 'decrease', %.14g, expected, " ..
          "got %.14g)", o.decrease, o.curvature)
  end
end)
