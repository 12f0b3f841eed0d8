/*
** embed.c - the public C interface: runs of the descent driver
*/
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "embed/function.h"
#include "optim/descent.h"

struct gdl_minimizer {
  gdl_called called;         /* the caller's function as a problem */
  gdl_settings how;
  gdl_descent *d;
  double *values;            /* options of the solver */
  double line_values[GDL_LINE_OPTIONS];
  gdl_line line;
};


const char *gdl_version (void) {
  return GDL_VERSION;
}


/*
** Methods and their options
*/
static const char *default_method (const gdl_function *f,
                                   const gdl_settings *how) {
  if (f->residual != NULL)
    return "levenberg_marquardt";
  if (how->lower != NULL || how->upper != NULL)
    return "lbfgsb";
  if (how->step != 0 || how->schedule != NULL || how->update != NULL)
    return "gd";
  return "lbfgs";
}


static const gdl_option *options_of (const char *method) {
  static const gdl_option none = {NULL, 0, 0, 0, 0, NULL};
  const gdl_solver *s = gdl_solver_find(method);
  return s != NULL ? s->options : strcmp(method, "gd") == 0 ? &none : NULL;
}


const char *gdl_method_name (size_t k) {
  const gdl_solver *s;
  if (k == 0)
    return "gd";
  s = gdl_solver_at(k - 1);
  return s != NULL ? s->name : NULL;
}


const char *gdl_method_option (const char *method, size_t k, double *value,
                               double *low, double *high) {
  const gdl_option *o = options_of(method);
  if (o == NULL)
    return NULL;
  while (k > 0 && o->name != NULL) {
    o++;
    k--;
  }
  if (o->name != NULL) {
    if (value != NULL) *value = o->value;
    if (low != NULL) *low = o->low;
    if (high != NULL) *high = o->high;
  }
  return o->name;
}


static gdl_status unknown_method (const char *name, gdl_error *err) {
  char list[256] = "";
  size_t at = 0;
  for (size_t k = 0; gdl_method_name(k) != NULL && at < sizeof(list); k++)
    at += (size_t)snprintf(list + at, sizeof(list) - at, "%s%s",
                           k > 0 ? ", " : "", gdl_method_name(k));
  return gdl_error_set(err, GDL_EINVAL, "no method '%s' (known: %s)", name,
                       list);
}


static int is_valid (const gdl_option *o, double v) {
  return v >= o->low && v <= o->high && (!o->integer || v == floor(v));
}


static size_t count_of (const gdl_option *o) {
  size_t count = 0;
  while (o[count].name != NULL)
    count++;
  return count;
}


/* Values of the options 'o' of 'name' in their order, those of 's' among them. */
static gdl_status read_settings (const char *name, const gdl_option *o,
                                 const gdl_setting *s, double *values,
                                 gdl_error *err) {
  size_t count = count_of(o);
  for (size_t k = 0; k < count; k++)
    values[k] = o[k].value;
  for (; s != NULL && s->name != NULL; s++) {
    size_t k = 0;
    while (k < count && strcmp(o[k].name, s->name) != 0)
      k++;
    if (k == count)
      return gdl_error_set(err, GDL_EINVAL, "'%s' has no option '%s'", name,
                           s->name);
    if (!is_valid(&o[k], s->value))
      return gdl_error_set(err, GDL_EINVAL, "bad option '%s' to '%s' (a %snumber "
                           "in [%g, %g] expected, got %g)", s->name, name,
                           o[k].integer ? "whole " : "", o[k].low, o[k].high,
                           s->value);
    values[k] = s->value;
  }
  return GDL_OK;
}


static gdl_status read_line (gdl_minimizer *m, const gdl_solver *solver,
                             gdl_error *err) {
  const char *why = "", *name = m->how.linesearch;
  m->line.search = gdl_linesearch_find(name);
  m->line.options = m->line_values;
  if (!(solver->traits & GDL_SOLVER_SEARCH))
    return gdl_error_set(err, GDL_EINVAL, "'%s' does not go along lines: it takes "
                         "no line search", solver->name);
  if (m->line.search == NULL)
    return gdl_error_set(err, GDL_EINVAL, "no line search '%s' (known: armijo, "
                         "strong_wolfe, hager_zhang, nonmonotone, exact)", name);
  gdl_status status = read_settings(name, m->line.search->options,
                                    m->how.linesearch_option, m->line_values, err);
  if (status == GDL_OK && m->line.search->check(m->line_values, &why) != GDL_OK)
    return gdl_error_set(err, GDL_EINVAL, "bad options of '%s': %s", name, why);
  return status;
}


static gdl_status read_options (gdl_minimizer *m, const gdl_solver *solver,
                                gdl_error *err) {
  m->values = malloc((count_of(solver->options) + 1) * sizeof(*m->values));
  if (m->values == NULL)
    return gdl_error_set(err, GDL_ENOMEM, "not enough memory");
  gdl_status status = read_settings(solver->name, solver->options, m->how.option,
                                    m->values, err);
  return status == GDL_OK && m->how.linesearch != NULL ? read_line(m, solver, err)
                                                       : status;
}


/*
** The caller's callbacks as parts of the driver
*/
static void progress_of (const gdl_state *s, gdl_progress *p) {
  p->epoch = s->epoch;
  p->evaluations = s->evaluations;
  p->x = s->x;
  p->g = s->g;
  p->cost = s->cost;
  p->gradient_norm = s->gradient_norm;
  p->step = s->step;
}


static gdl_status called (gdl_minimizer *m, const char *which, int failed) {
  return gdl_called_ended(&m->called, which, failed);
}


static gdl_status ask_schedule (void *ctx, const gdl_state *s, uint64_t t,
                                double *steps) {
  gdl_minimizer *m = ctx;
  gdl_progress p;
  (void)t;
  progress_of(s, &p);
  steps[0] = NAN;
  gdl_status status = called(m, "schedule",
                             m->how.schedule(m->how.ctx, &p, steps));
  if (status == GDL_OK && !(steps[0] >= 0 && isfinite(steps[0]))) {
    gdl_error_set(&m->called.why, GDL_ECALLBACK, "schedule answered the step "
                  "%g (a number >= 0 expected)", steps[0]);
    return GDL_ECALLBACK;
  }
  return status;
}


static gdl_status ask_update (void *ctx, const double *x, const double *g,
                              const double *steps, uint64_t t, double cost,
                              double *next) {
  gdl_minimizer *m = ctx;
  (void)cost;
  return called(m, "update",
                m->how.update(m->how.ctx, x, g, steps[0], t, next));
}


static gdl_status ask_observer (void *ctx, const gdl_state *s, int *stop) {
  gdl_minimizer *m = ctx;
  gdl_progress p;
  progress_of(s, &p);
  return called(m, "observe", m->how.observe(m->how.ctx, &p, stop));
}


/*
** Checking
*/
static gdl_status check_bounds (const gdl_function *f, const gdl_settings *how,
                                const double *x, gdl_error *err) {
  for (size_t i = 0; i < f->n; i++) {
    double low = how->lower != NULL ? how->lower[i] : -INFINITY;
    double high = how->upper != NULL ? how->upper[i] : INFINITY;
    if (!(low <= high))
      return gdl_error_set(err, GDL_EINVAL, "bad bounds of x[%zu] (lower %g, "
                           "upper %g)", i, low, high);
    if (!(x[i] >= low && x[i] <= high))
      return gdl_error_set(err, GDL_EINVAL, "the start is outside the bounds: "
                           "x[%zu] is %g, not in [%g, %g]", i, x[i], low, high);
  }
  return GDL_OK;
}


static gdl_status check (const gdl_function *f, const gdl_settings *how,
                         const double *x, gdl_error *err) {
  if (f->n == 0)
    return gdl_error_set(err, GDL_EINVAL, "the function has no variables "
                         "(n is 0)");
  if (f->value == NULL && f->gradient == NULL && f->residual == NULL)
    return gdl_error_set(err, GDL_EINVAL, "the function has neither value nor "
                         "gradient nor residual");
  if ((f->residual != NULL) != (f->residuals > 0))
    return gdl_error_set(err, GDL_EINVAL, "the function has %zu residuals, but "
                         "residual is %sNULL", f->residuals,
                         f->residual != NULL ? "not " : "");
  for (size_t i = 0; i < f->n; i++)
    if (!isfinite(x[i]))
      return gdl_error_set(err, GDL_EINVAL, "the start is not finite: x[%zu] is "
                           "%g", i, x[i]);
  if (!(how->step >= 0 && isfinite(how->step)))
    return gdl_error_set(err, GDL_EINVAL, "bad step %g (a number >= 0 "
                         "expected)", how->step);
  if (!(how->time >= 0))
    return gdl_error_set(err, GDL_EINVAL, "bad time %g (seconds expected)",
                         how->time);
  if (isnan(how->tolerance))
    return gdl_error_set(err, GDL_EINVAL, "the tolerance is not a number");
  return check_bounds(f, how, x, err);
}


/* What a solver cannot be given, or what it has to have. */
static gdl_status check_solver (const gdl_solver *s, const gdl_function *f,
                                const gdl_settings *how, gdl_error *err) {
  if (how->step != 0 || how->schedule != NULL || how->update != NULL)
    return gdl_error_set(err, GDL_EINVAL, "'%s' is a solver, which finds its "
                         "own steps; step, schedule and update go with 'gd'",
                         s->name);
  if ((how->lower != NULL || how->upper != NULL) &&
      !(s->traits & GDL_SOLVER_BOUNDS))
    return gdl_error_set(err, GDL_EINVAL, "'%s' knows no bounds; 'lbfgsb' and "
                         "'gd' do", s->name);
  if ((s->traits & GDL_SOLVER_RESIDUALS) && f->residual == NULL)
    return gdl_error_set(err, GDL_EINVAL, "'%s' needs residuals", s->name);
  if ((s->traits & GDL_SOLVER_HESSIAN) && f->hessian_vector == NULL)
    return gdl_error_set(err, GDL_EINVAL, "'%s' needs hessian_vector", s->name);
  return GDL_OK;
}


static gdl_status configure (gdl_minimizer *m, const gdl_function *f,
                             gdl_parts *parts, gdl_options *o,
                             gdl_error *err) {
  const gdl_settings *how = &m->how;
  const char *method = how->method ? how->method : default_method(f, how);
  memset(parts, 0, sizeof(*parts));
  gdl_options_init(o);
  parts->ctx = m;
  if (options_of(method) == NULL)
    return unknown_method(method, err);
  o->solver = gdl_solver_find(method);
  if (o->solver != NULL) {
    gdl_status status = check_solver(o->solver, f, how, err);
    if (status == GDL_OK)
      status = read_options(m, o->solver, err);
    if (status != GDL_OK)
      return status;
    o->solver_options = m->values;
    o->line = how->linesearch != NULL ? &m->line : NULL;
  }
  else if (how->linesearch != NULL)
    return gdl_error_set(err, GDL_EINVAL, "'gd' takes steps, no line search: "
                         "'steepest_descent' goes along lines");
  else if (how->option != NULL && how->option->name != NULL)
    return gdl_error_set(err, GDL_EINVAL, "'gd' has no option '%s'",
                         how->option->name);
  if (how->step > 0) o->step = how->step;
  if (how->epochs > 0) o->epochs = how->epochs;
  if (how->tolerance != 0) o->tolerance = how->tolerance;
  if (how->time > 0) o->time = how->time;
  o->lower = how->lower;
  o->upper = how->upper;
  if (how->schedule != NULL) parts->step = ask_schedule;
  if (how->update != NULL) parts->update = ask_update;
  if (how->observe != NULL) parts->observe = ask_observer;
  return GDL_OK;
}


/*
** Runs
*/
static void tell (gdl_outcome *out, const gdl_error *err) {
  memset(out, 0, sizeof(*out));
  out->cost = out->gradient_norm = NAN;
  snprintf(out->reason, sizeof(out->reason), "%.255s", err->text);
}


static gdl_status create (const gdl_function *f, const double *x,
                          gdl_minimizer *m, gdl_error *err) {
  gdl_parts parts;
  gdl_options o;
  gdl_status status = check(f, &m->how, x, err);
  if (status == GDL_OK)
    status = gdl_called_init(&m->called, f, m->how.lower, m->how.upper, err);
  if (status == GDL_OK)
    status = configure(m, f, &parts, &o, err);
  if (status != GDL_OK)
    return status;
  status = gdl_descent_new(&m->called.problem, &parts, &o, x, &m->d);
  if (status == GDL_EINVAL)
    gdl_error_set(err, status, "two options of '%s' contradict each other",
                  o.solver->name);
  else if (status != GDL_OK)
    gdl_error_set(err, status, "%s", gdl_status_text(status));
  return status;
}


gdl_status gdl_minimizer_new (const gdl_function *f, const gdl_settings *how,
                              const double *x, gdl_minimizer **out_m,
                              gdl_outcome *out) {
  gdl_error err = {""};
  gdl_minimizer *m = calloc(1, sizeof(*m));
  gdl_status status = m == NULL
                      ? gdl_error_set(&err, GDL_ENOMEM, "not enough memory")
                      : GDL_OK;
  if (m != NULL && how != NULL)
    m->how = *how;
  if (m != NULL)
    status = create(f, x, m, &err);
  if (status != GDL_OK) {
    gdl_minimizer_free(m);
    m = NULL;
  }
  if (out != NULL)
    tell(out, &err);
  *out_m = m;
  return status;
}


void gdl_minimizer_free (gdl_minimizer *m) {
  if (m == NULL)
    return;
  gdl_descent_free(m->d);
  gdl_called_free(&m->called);
  free(m->values);
  free(m);
}


gdl_status gdl_minimizer_advance (gdl_minimizer *m, uint64_t epochs,
                                  int *done) {
  m->called.why.text[0] = '\0';
  gdl_status status = gdl_descent_run(m->d, epochs);
  if (done != NULL)
    *done = gdl_descent_ending(m->d) != GDL_RUNNING;
  return status;
}


void gdl_minimizer_progress (const gdl_minimizer *m, gdl_progress *p) {
  progress_of(gdl_descent_state(m->d), p);
}


void gdl_minimizer_outcome (const gdl_minimizer *m, double *x,
                            gdl_outcome *out) {
  const gdl_state *s = gdl_descent_state(m->d);
  int best = gdl_descent_returns_best(m->d);
  if (x != NULL)
    memcpy(x, best ? s->best_x : s->x, m->called.problem.n * sizeof(*x));
  memset(out, 0, sizeof(*out));
  out->cost = best ? s->best_cost : s->cost;
  out->gradient_norm = best ? s->best_gradient_norm : s->gradient_norm;
  out->epochs = s->epoch;
  out->evaluations = m->called.problem.evaluations;
  out->elapsed = gdl_descent_elapsed(m->d);
  out->converged = gdl_descent_converged(m->d);
  const char *reason = gdl_descent_reason(m->d);
  if (m->called.why.text[0] != '\0')
    reason = m->called.why.text;
  else if (gdl_descent_ending(m->d) == GDL_END_OBSERVER)
    reason = "observe: ended by the caller";
  else if (gdl_descent_ending(m->d) == GDL_RUNNING)
    reason = "running";
  snprintf(out->reason, sizeof(out->reason), "%.255s", reason);
}


gdl_status gdl_minimize (const gdl_function *f, const gdl_settings *how,
                         double *x, gdl_outcome *out) {
  gdl_minimizer *m;
  gdl_outcome unwanted;
  if (out == NULL)
    out = &unwanted;
  gdl_status status = gdl_minimizer_new(f, how, x, &m, out);
  if (status != GDL_OK)
    return status;
  status = gdl_minimizer_advance(m, UINT64_MAX, NULL);
  gdl_minimizer_outcome(m, x, out);
  gdl_minimizer_free(m);
  return status;
}
