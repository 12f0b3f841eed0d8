/*
** hessian.c - what solvers ask of a Hessian
*/
#include "optim/solver/hessian.h"

#include <string.h>

#include "array/reduce.h"

const char gdl_hessian_not_finite[] = "the Hessian is not finite";


gdl_status gdl_hessian_matrix (gdl_problem *p, const double *x, double *unit,
                               double *h, int *finite) {
  size_t n = p->n;
  gdl_status status = GDL_OK;
  *finite = 1;
  memset(unit, 0, n*sizeof(*unit));
  for (size_t i = 0; i < n && status == GDL_OK && *finite; i++) {
    unit[i] = 1;
    status = p->hessian_vector(p, x, unit, h + i*n);
    unit[i] = 0;
    if (status == GDL_OK)
      *finite = gdl_reduce_first_nonfinite(h + i*n, n) == n;
  }
  if (status == GDL_OK && *finite)
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < i; j++)
        h[i*n + j] = h[j*n + i] = h[i*n + j]/2 + h[j*n + i]/2;
  return status;
}
