/*
** tracer.h - tracing functions written in C: what a Lua function does with its
** arguments, these do with nodes
*/
#ifndef GDL_TESTS_EXEC_TRACER_H
#define GDL_TESTS_EXEC_TRACER_H

#include "../graph/build.h"
#include "exec/paths.h"
#include "exec/tape.h"
#include "graph/values.h"

#define GUARDS_MAX 256

#define LT(x, y)  B(lt, x, y)

#define assert_ok(call) \
  do { \
    gdl_error ok_err = {""}, *err = &ok_err; \
    if ((call) != GDL_OK) \
      fail_msg("%s: %s", #call, ok_err.text); \
  } while (0)

/* Says 'status', and 'words' in the text. */
#define assert_fails(call, status, words) \
  do { \
    gdl_error bad_err = {""}, *err = &bad_err; \
    assert_int_equal(call, status); \
    if (strstr(bad_err.text, words) == NULL) \
      fail_msg("%s: says '%s', not '%s'", #call, bad_err.text, words); \
  } while (0)

typedef struct tracer {
  gdl_graph *g;
  gdl_values *values;
  gdl_bindings b;
  gdl_check guard[GUARDS_MAX];
  size_t guards;
  gdl_node out[4];
  size_t outs;
  uint64_t tag;
} tracer;


static inline void tracer_open (tracer *t) {
  memset(t, 0, sizeof(*t));
  t->g = gdl_graph_new(GDL_GRAPH_RAW);
  t->values = gdl_values_new(t->g);
}


static inline void tracer_close (tracer *t) {
  gdl_values_free(t->values);
  gdl_graph_free(t->g);
}


/* Begins a trace at p. */
static inline void tracer_begin (tracer *t, const double *p, size_t params) {
  gdl_graph_clear(t->g);
  gdl_values_clear(t->values);
  t->b = (gdl_bindings){p, params, NULL, 0, NULL, 0};
  t->guards = t->outs = 0;
}


/* Is number n not 0 here? A guard from now on. */
static inline int decide (tracer *t, gdl_node n) {
  assert_ok(gdl_values_extend(t->values, &t->b, err));
  int outcome = *gdl_values_of(t->values, n) != 0;
  assert_true(t->guards < GUARDS_MAX);
  t->guard[t->guards++] = (gdl_check){n, outcome};
  return outcome;
}


static inline gdl_added tracer_add (tracer *t, gdl_paths *ps,
                                    const gdl_path **path) {
  gdl_added how = GDL_PATH_FULL;
  assert_good(t->g);
  gdl_way way = {t->g, t->out, t->outs, t->guard, t->guards, t->tag, NULL, 0,
                 0};
  assert_ok(gdl_paths_add(ps, &way, &how, path, err));
  return how;
}


static inline void tracer_tape (tracer *t, gdl_tape *tape, gdl_want want,
                                size_t params, const gdl_bindings *b,
                                double *const *result) {
  assert_ok(gdl_values_extend(t->values, b, err));
  assert_ok(gdl_tape_run(tape, t->g, t->values, t->out, t->outs, want, params, b,
                         result, err));
}


/* A trace of x[0] + value with guards x[k] < 0, their outcomes as in 'outcomes'
** ("10": the first holds, the second does not). */
static inline void begin (tracer *t, const char *outcomes, double value) {
  static double p[8];
  gdl_graph *G = t->g;
  for (size_t k = 0; outcomes[k] != '\0'; k++)
    p[k] = outcomes[k] == '1' ? -1 : 1;
  tracer_begin(t, p, 8);
  for (size_t k = 0; outcomes[k] != '\0'; k++)
    assert_int_equal(decide(t, LT(P(k), K(0))), outcomes[k] == '1');
  t->out[0] = ADD(P(0), K(value));
  t->outs = 1;
}


/* Output 0 of the path that holds at p, into *taken. */
static inline double value_at (gdl_paths *ps, const double *p,
                               const gdl_path **taken) {
  double value = NAN, *result[1] = {&value};
  gdl_bindings b = {p, 8, NULL, 0, NULL, 0};
  assert_ok(gdl_paths_run(ps, GDL_WANT_VALUES, &b, result, taken, err));
  return *taken == NULL ? NAN : value;
}

#endif
