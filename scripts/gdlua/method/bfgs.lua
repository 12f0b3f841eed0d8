--- BFGS (Nocedal & Wright 2006, algorithm 6.1): the inverse Hessian is kept as
--- a whole, n*n numbers, and an iteration costs some n*n operations. For up to
--- some hundred variables, where it needs fewer evaluations than `lbfgs`. The line
--- search is strong_wolfe unless another is given; a step whose curvature is not
--- positive (`armijo`, `nonmonotone`) is not learnt from. The solver is
--- engine/optim/solver/bfgs.c.
return require "gdlua.method".solver("bfgs", "quasi-Newton with the whole inverse Hessian")
