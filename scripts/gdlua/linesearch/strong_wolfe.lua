--- The strong Wolfe conditions (More & Thuente 1994): enough decrease, as with
--- `armijo`, and a slope that is flat enough, |g(x + t*d)'d| <= curvature*|g'd|. The
--- search of `lbfgs` and `bfgs`, and with curvature = 0.1 that of `cg`, unless they
--- are given another. Steps are told in lengths of the direction.
return require "gdlua.linesearch".of "strong_wolfe"
