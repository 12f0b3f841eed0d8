--- Nonlinear conjugate gradients: -g and a part beta of the direction before.
--- beta is that of Hager & Zhang (2005), Fletcher & Reeves (1964), Polak &
--- Ribiere (1969, never below 0), Hestenes & Stiefel (1952, likewise) or Dai &
--- Yuan (1999). It starts anew from -g by itself: when gradients that follow
--- each other are far from orthogonal (but not with Hager & Zhang's), after
--- `period` steps, and when the direction does not fall. The line search is
--- strong_wolfe{curvature = 0.1} unless another is given. It keeps three vectors,
--- against two for each pair of `lbfgs`, which mostly needs fewer evaluations;
--- `cg` is for very many variables. The solver is engine/optim/solver/cg.c.
return require "gdlua.method".solver("cg", "nonlinear conjugate gradients")
