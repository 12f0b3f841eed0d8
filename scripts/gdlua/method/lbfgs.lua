--- L-BFGS (Liu & Nocedal 1989) with a strong Wolfe line search, the solver in
--- C: engine/optim/solver/lbfgs.c.
local method = require "gdlua.method"
local blame = require "gdlua.blame"

return method.solver("lbfgs", "quasi-Newton with limited memory", function(o)
  if o.curvature <= o.decrease then
    blame("bad option 'curvature' to 'lbfgs' (a number above 'decrease', %.14g, expected, " ..
          "got %.14g)", o.decrease, o.curvature)
  end
end)
