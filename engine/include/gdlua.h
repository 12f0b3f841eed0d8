/*
** gdlua.h - the public C interface of gdlua
** Minimising from C: a cost with its gradient as a callback, or residuals for
** least squares, and a method. Nothing here prints, jumps out of a function or
** keeps state of its own; calls for different runs may come from different
** threads. Compile with `pkg-config --cflags --libs gdlua`.
**
**   double x[2] = {-1.2, 1};
**   gdl_function f = {.n = 2, .gradient = rosenbrock};
**   gdl_outcome out;
**   if (gdl_minimize(&f, NULL, x, &out) == GDL_OK)
**     printf("%s: %g at (%g, %g)\n", out.reason, out.cost, x[0], x[1]);
*/
#ifndef GDLUA_H
#define GDLUA_H

#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#endif

#define GDL_VERSION "0.1.0"

#if defined(__GNUC__)
#define GDL_API __attribute__((visibility("default")))
#else
#define GDL_API
#endif

/* What a function of the engine answers. Nothing is ever printed and no
** function jumps out; the text that goes with an error is in a gdl_error, of
** the functions below in outcome.reason. */
typedef enum gdl_status {
  GDL_OK = 0,
  GDL_ENOMEM,      /* memory ran out */
  GDL_EINVAL,      /* an argument is outside its documented range */
  GDL_ESHAPE,      /* lengths or shapes do not fit together */
  GDL_ESINGULAR,   /* the matrix is singular, or not positive definite */
  GDL_EIO,         /* a file could not be opened, read or written */
  GDL_EFORMAT,     /* a file is not what it should be */
  GDL_ENOLIB,      /* a library that is loaded on demand is missing */
  GDL_ECALLBACK,   /* a user's function failed; the caller keeps its error */
  GDL_ECANCEL      /* an interrupt was asked for */
} gdl_status;

/* A cost of n variables. Callbacks answer 0, or anything else to end the call
** with GDL_ECALLBACK; a cost that is not finite is no failure: the methods
** back off from it. x is never to be written to. Of 'value', 'gradient' and
** 'residual' one is needed; NULL are those that are not there. Without a
** gradient central differences are made of the cost. */
typedef struct gdl_function {
  size_t n;
  void *ctx;                 /* handed to every callback */

  /* the cost at x */
  int (*value) (void *ctx, const double *x, double *cost);

  /* cost and gradient (n doubles) at x */
  int (*gradient) (void *ctx, const double *x, double *cost, double *g);

  /* the Hessian at x times v: n doubles */
  int (*hessian_vector) (void *ctx, const double *x, const double *v,
                         double *hv);

  /* A sum of squares: the cost is half the sum of r[i]*r[i], i < residuals.
  ** jacobian: jac[i*n + j] = dr[i]/dx[j], and r; NULL: by differences. */
  size_t residuals;
  int (*residual) (void *ctx, const double *x, double *r);
  int (*jacobian) (void *ctx, const double *x, double *r, double *jac);
} gdl_function;

/* Where a run is after an epoch, which without data is one update of x. The
** pointers are good until the next one. */
typedef struct gdl_progress {
  uint64_t epoch, evaluations;
  const double *x, *g;
  double cost, gradient_norm, step;
} gdl_progress;

/* An option of a method by its name; gdl_method_option lists them. */
typedef struct gdl_setting {
  const char *name;
  double value;
} gdl_setting;

/* How to go about it. All zero are the defaults. */
typedef struct gdl_settings {
  /* "gd", or a solver ("lbfgs", "bfgs", ...; gdl_method_name lists them).
  ** NULL: "levenberg_marquardt" for residuals, "lbfgsb" with bounds, "gd" with
  ** 'step', 'schedule' or 'update', else "lbfgs". */
  const char *method;
  const gdl_setting *option;          /* ends with a NULL name; or NULL */

  /* "armijo", "strong_wolfe", "hager_zhang", "nonmonotone", "exact", for solvers
  ** that go along lines, and its options; NULL: the solver's own. */
  const char *linesearch;
  const gdl_setting *linesearch_option;

  double step;               /* of "gd"; 0: 0.01 */
  uint64_t epochs;           /* limit; 0: 1000 */
  double tolerance;          /* on the infinity norm of the gradient (with
                             ** bounds of x - P(x - g)); 0: 1e-6, negative:
                             ** none */
  double time;               /* limit in seconds; 0: none */
  const double *lower, *upper;        /* n bounds, may be infinite; or NULL */

  void *ctx;                 /* handed to the callbacks below; NULL: none */

  /* schedule - the step size of the update after p->epoch epochs, at least 0;
  ** of "gd". */
  int (*schedule) (void *ctx, const gdl_progress *p, double *step);

  /* update - the next x (n doubles) into 'next', after t updates; in place of
  ** x - step*g, with "gd". */
  int (*update) (void *ctx, const double *x, const double *g, double step,
                 uint64_t t, double *next);

  /* observe - called after every epoch, 0 included; sets *stop to end. */
  int (*observe) (void *ctx, const gdl_progress *p, int *stop);
} gdl_settings;

/* What came of it. */
typedef struct gdl_outcome {
  double cost, gradient_norm;
  uint64_t epochs, evaluations;
  double elapsed;            /* seconds */
  int converged;             /* a tolerance was met */
  char reason[256];          /* why it ended, or what is wrong */
} gdl_outcome;

/* gdl_minimize - from x (n doubles) to a minimum of f, which x then is: after
** a cost that is not finite, the best point there was. 'how' may be NULL. No
** ending is an error: look at out->converged and out->reason. GDL_EINVAL,
** with a reason that names what is wrong, leaves x as it is; GDL_ECALLBACK
** leaves in x the last point that was reached. */
GDL_API gdl_status gdl_minimize (const gdl_function *f,
                                 const gdl_settings *how, double *x,
                                 gdl_outcome *out);

/* A run held in the hand. f, how and the arrays they point to are borrowed
** and must outlive it. */
typedef struct gdl_minimizer gdl_minimizer;

/* gdl_minimizer_new - a run from x (copied); nothing is evaluated yet. Free it
** with gdl_minimizer_free, for which NULL will do. */
GDL_API gdl_status gdl_minimizer_new (const gdl_function *f,
                                      const gdl_settings *how,
                                      const double *x, gdl_minimizer **m,
                                      gdl_outcome *out);
GDL_API void gdl_minimizer_free (gdl_minimizer *m);

/* gdl_minimizer_advance - at most so many epochs more, or to the end. *done
** (may be NULL): has it ended? After GDL_ECALLBACK the same call may be made
** again: the run goes on where it was. */
GDL_API gdl_status gdl_minimizer_advance (gdl_minimizer *m, uint64_t epochs,
                                          int *done);

/* gdl_minimizer_progress - where it is; before the first epoch the start,
** whose cost is then NaN. gdl_minimizer_outcome - x (n doubles; NULL: not
** wanted) and what came of it so far. */
GDL_API void gdl_minimizer_progress (const gdl_minimizer *m, gdl_progress *p);
GDL_API void gdl_minimizer_outcome (const gdl_minimizer *m, double *x,
                                    gdl_outcome *out);

/* gdl_method_name - the k-th method, from 0; NULL: there are no more.
** gdl_method_option - the name of the k-th option of 'method', its default and
** the range it must lie in (each pointer may be NULL), or NULL. */
GDL_API const char *gdl_method_name (size_t k);
GDL_API const char *gdl_method_option (const char *method, size_t k,
                                       double *value, double *low,
                                       double *high);

/* gdl_status_text - a few words for 's'; static storage. */
GDL_API const char *gdl_status_text (gdl_status s);

/* gdl_version - GDL_VERSION of the library that is used. */
GDL_API const char *gdl_version (void);

#if defined(__cplusplus)
}
#endif

#endif
