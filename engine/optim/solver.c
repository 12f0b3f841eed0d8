/*
** solver.c - the list of solvers
*/
#include "optim/solver.h"

#include <string.h>

static const gdl_solver *const solvers[] = {
  &gdl_solver_lbfgs,
  &gdl_solver_gd,
  &gdl_solver_cg,
  &gdl_solver_bfgs,
  &gdl_solver_nelder_mead,
  &gdl_solver_levenberg_marquardt,
  &gdl_solver_lbfgsb,
  &gdl_solver_newton,
  &gdl_solver_newton_cg,
  &gdl_solver_trust_region
};


const gdl_solver *gdl_solver_at (size_t k) {
  return k < sizeof(solvers)/sizeof(*solvers) ? solvers[k] : NULL;
}


const gdl_solver *gdl_solver_find (const char *name) {
  for (size_t i = 0; i < sizeof(solvers)/sizeof(*solvers); i++)
    if (strcmp(solvers[i]->name, name) == 0)
      return solvers[i];
  return NULL;
}
