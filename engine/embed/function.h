/*
** function.h - a caller's function as a problem of the optimizers
*/
#ifndef GDL_EMBED_FUNCTION_H
#define GDL_EMBED_FUNCTION_H

#include "base/error.h"
#include "optim/problem.h"

/* What the caller does not say is made of what he says: a cost and gradient of
** residuals, and derivatives by central differences. */
typedef struct gdl_called {
  gdl_problem problem;       /* its ctx is this struct */
  gdl_function f;
  const double *lower, *upper;       /* differences stay inside */
  double *x, *error;         /* n doubles each */
  double *r, *r2, *jac;      /* residuals, twice, and their derivatives */
  gdl_error why;             /* of the callback that failed */
} gdl_called;

/* gdl_called_init - fills *c; *f is copied, bounds are borrowed. GDL_ENOMEM;
** gdl_called_free in any case. */
gdl_status gdl_called_init (gdl_called *c, const gdl_function *f,
                            const double *lower, const double *upper,
                            gdl_error *err);
void gdl_called_free (gdl_called *c);

/* gdl_called_ended - what it means that callback 'which' answered 'failed'. */
gdl_status gdl_called_ended (gdl_called *c, const char *which, int failed);

#endif
