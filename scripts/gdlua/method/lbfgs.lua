--- L-BFGS (Liu & Nocedal 1989): the last `memory` changes of x and gradient stand
--- for the inverse Hessian. Its own line search is that for the strong Wolfe
--- conditions, which `decrease`, `curvature` and `evaluations` belong to; another
--- has options of its own. The solver is engine/optim/solver/lbfgs.c.
local method = require "gdlua.method"
local blame = require "gdlua.blame"

local defaults = {}
for _, d in ipairs(require "gdlua.core".solver_options "lbfgs") do defaults[d.name] = d.default end

return method.solver("lbfgs", "quasi-Newton with limited memory", function(o)
  for _, name in ipairs{"decrease", "curvature", "evaluations"} do
    if o.linesearch ~= nil and o[name] ~= defaults[name] then
      blame("bad option '%s' to 'lbfgs' (it belongs to the solver's own line search; with " ..
            "'linesearch' say it there, as in gd.linesearch.strong_wolfe{%s = %.14g})", name, name,
            o[name])
    end
  end
  if o.curvature <= o.decrease then
    blame("bad option 'curvature' to 'lbfgs' (a number above 'decrease', %.14g, expected, " ..
          "got %.14g)", o.decrease, o.curvature)
  end
end)
