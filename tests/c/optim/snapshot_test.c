/*
** snapshot_test.c - a run as bytes, to go on from another time
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/cancel.h"
#include "optim/snapshot.h"
#include "problems.h"

#define N 4
#define ROWS 7
#define EPOCHS 25

/* The owner of a run: a problem, and an update rule with a memory. */
typedef struct owner {
  test_problem t;            /* first: the problem's callbacks cast back */
  gdl_parts parts;
  gdl_options o;
  double memory[N], kept[N];
  uint64_t calls, fail_at;   /* of what may fail; 0: nothing does */
  gdl_status failure;
  size_t first;              /* of the current batch */
  int settled;
} owner;


/* Of different curvatures, with waves: no two epochs are alike. */
static double cost_wavy (const double *x, double *g, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++) {
    double k = (double)(i + 1), e = x[i] - 1;
    s += k*e*e + sin(3*x[i]);
    if (g)
      g[i] = 2*k*e + 3*cos(3*x[i]);
  }
  return s;
}


static gdl_status called (owner *w) {
  return ++w->calls == w->fail_at ? w->failure : GDL_OK;
}


static gdl_status own_gradient (gdl_problem *p, const double *x, double *cost,
                                double *g, double *g_error) {
  gdl_status status = called((owner *)p);
  return status == GDL_OK ? test_gradient(p, x, cost, g, g_error) : status;
}


static gdl_status own_value (gdl_problem *p, const double *x, double *cost) {
  gdl_status status = called((owner *)p);
  return status == GDL_OK ? test_value(p, x, cost) : status;
}


static gdl_status own_update (void *ctx, const double *x, const double *g,
                              const double *steps, uint64_t t, double cost,
                              double *next) {
  owner *w = ctx;
  (void)t;
  (void)cost;
  for (size_t i = 0; i < N; i++) {
    w->memory[i] = 0.5 * w->memory[i] + g[i];
    next[i] = x[i] - steps[0] * w->memory[i];
  }
  return GDL_OK;
}


static gdl_status own_keep (void *ctx, int restore) {
  owner *w = ctx;
  memcpy(restore ? w->memory : w->kept, restore ? w->kept : w->memory,
         sizeof(w->memory));
  return GDL_OK;
}


static gdl_status own_step (void *ctx, const gdl_state *s, uint64_t t,
                            double *steps) {
  (void)ctx;
  (void)s;
  for (size_t i = 0; i < N; i++)
    steps[i] = 0.02 / (1 + 0.1 * (double)(t + i));
  return GDL_OK;
}


static gdl_status own_point (void *ctx, const double *x, double *at) {
  owner *w = ctx;
  for (size_t i = 0; i < N; i++)
    at[i] = x[i] - 0.01 * w->memory[i];
  return GDL_OK;
}


static gdl_status own_answer (void *ctx, const double *x, double *report) {
  (void)ctx;
  for (size_t i = 0; i < N; i++)
    report[i] = x[i] / 1.001;
  return GDL_OK;
}


static gdl_status own_stop (void *ctx, const gdl_state *s, gdl_verdict *v) {
  v->fired = v->converged = v->use_best = s->epoch == 11;
  return called(ctx);
}


static gdl_status own_observe (void *ctx, const gdl_state *s, int *stop) {
  *stop = s->epoch == UINT64_MAX;
  return called(ctx);
}


static gdl_status own_settled (void *ctx, const gdl_state *s) {
  owner *w = ctx;
  (void)s;
  w->settled++;
  return GDL_OK;
}


static gdl_status own_pass (void *ctx, uint64_t epoch, int shuffled,
                            size_t *rows) {
  (void)epoch;
  (void)shuffled;
  *rows = ROWS;
  return called(ctx);
}


static gdl_status own_batch (void *ctx, size_t first, size_t count) {
  owner *w = ctx;
  (void)count;
  w->first = first;
  return GDL_OK;
}


/* A bowl whose middle moves with the batch. */
static gdl_status batch_gradient (gdl_problem *p, const double *x,
                                  double *cost, double *g, double *g_error) {
  owner *w = (owner *)p;
  gdl_status status = called(w);
  p->evaluations++;
  *cost = *g_error = 0;
  for (size_t i = 0; i < N; i++) {
    double e = x[i] - (double)w->first;
    *cost += e * e;
    g[i] = 2 * e;
  }
  return status;
}


/* What runs can be like: each a change of the owner's options and parts. */
static void with_rule (owner *w) {
  w->parts.update = own_update;
  w->parts.keep = own_keep;
}

static void plain (owner *w) {
  w->o.step = 0.05;
}

static void on_rise (owner *w) {
  with_rule(w);
  w->o.step = 0.3;
  w->o.on_rise = GDL_RISE_HALVE;
}

static void each (owner *w) {
  w->parts.step = own_step;
  w->o.step_each = 1;
}

static void special (owner *w) {
  with_rule(w);
  w->o.step = 0.02;
  w->parts.point = own_point;
  w->parts.answer = own_answer;
}

static void special_on_rise (owner *w) {
  special(w);
  w->o.step = 0.3;
  w->o.on_rise = GDL_RISE_HALVE;
}

static gdl_status own_validate (void *ctx, const double *x, double *cost) {
  (void)ctx;
  *cost = fabs(x[0] - 0.3);
  return GDL_OK;
}

static void validated (owner *w) {
  with_rule(w);
  w->parts.validate = own_validate;
}

static void solver (owner *w) {
  static const double options[] = {3, 1e-4, 0.9, 20};
  w->t = test_problem_of(cost_chained, N);
  w->o.solver = &gdl_solver_lbfgs;
  w->o.solver_options = options;
}

static void batches (owner *w) {
  with_rule(w);
  w->o.step = 0.05;
  w->o.batch = 3;
  w->parts.pass = own_pass;
  w->parts.batch = own_batch;
}

static void thinned (owner *w) {
  plain(w);
  w->o.step = 0.2;                      /* so that the best is not the last */
  w->o.history_limit = 4;
  w->o.history_fields = 1u << GDL_FIELD_COST | 1u << GDL_FIELD_X;
}

static void unrecorded (owner *w) {
  plain(w);
  w->o.history_fields = 0;
}

static void ruled (owner *w) {
  plain(w);
  w->parts.stop = own_stop;
  w->parts.observe = own_observe;
}

typedef void (*change) (owner *w);

static const change kinds[] = {
  plain, on_rise, each, special, special_on_rise, solver, validated, batches, thinned,
  unrecorded, ruled
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))


static void init (owner *w, change kind) {
  memset(w, 0, sizeof(*w));
  w->t = test_problem_of(cost_wavy, N);
  w->failure = GDL_ECALLBACK;
  gdl_options_init(&w->o);
  w->o.history_fields = 1u << GDL_FIELD_COST;
  w->o.epochs = EPOCHS;
  w->o.tolerance = 0;
  kind(w);
  w->parts.ctx = w;
  w->parts.settled = own_settled;
  w->t.p.gradient = w->o.batch ? batch_gradient : own_gradient;
  w->t.p.value = own_value;
}


static gdl_descent *start (owner *w) {
  static const double x0[N] = {-3, -1, -3, -1};
  gdl_descent *d;
  assert_int_equal(gdl_descent_new(&w->t.p, &w->parts, &w->o, x0, &d), GDL_OK);
  return d;
}


/* Runs to the end; a call that fails is done again. */
static void run (gdl_descent *d) {
  while (gdl_descent_ending(d) == GDL_RUNNING)
    (void)gdl_descent_run(d, UINT64_MAX);
}


static int same_bits (const void *a, const void *b, size_t n) {
  return memcmp(a, b, n * sizeof(double)) == 0;
}


static void assert_same_history (const gdl_descent *a, const gdl_descent *b) {
  const gdl_history *h = gdl_descent_history(a);
  double *one, *two;
  size_t rows, n;
  assert_int_equal(gdl_history_finish(h, gdl_descent_state(a), 0, &one, &rows),
                   GDL_OK);
  assert_int_equal(gdl_history_finish(gdl_descent_history(b),
                                      gdl_descent_state(b), 0, &two, &n),
                   GDL_OK);
  assert_int_equal(rows, n);
  assert_true(same_bits(one, two, rows * h->width));
  free(one);
  free(two);
}


static void assert_same (const gdl_descent *a, const gdl_descent *b) {
  const gdl_state *s = gdl_descent_state(a), *t = gdl_descent_state(b);
  assert_int_equal(s->epoch, t->epoch);
  assert_int_equal(s->updates, t->updates);
  assert_int_equal(s->best_epoch, t->best_epoch);
  assert_true(same_bits(s->x, t->x, N) && same_bits(s->g, t->g, N));
  assert_true(same_bits(s->best_x, t->best_x, N));
  assert_true(same_bits(s->best_g, t->best_g, N));
  const double *v = &s->cost, *w = &t->cost;
  assert_true(same_bits(v, w, 7));      /* cost to cost_change */
  assert_true(same_bits(&s->best_cost, &t->best_cost, 2));
  assert_int_equal(gdl_descent_started(a), gdl_descent_started(b));
  assert_int_equal(gdl_descent_ending(a), gdl_descent_ending(b));
  assert_int_equal(gdl_descent_converged(a), gdl_descent_converged(b));
  assert_int_equal(gdl_descent_returns_best(a), gdl_descent_returns_best(b));
  assert_string_equal(gdl_descent_reason(a), gdl_descent_reason(b));
  assert_same_history(a, b);
}


static gdl_bytes saved (const gdl_descent *d) {
  gdl_bytes b = {NULL, 0, 0, 0};
  gdl_descent_save(d, &b);
  assert_false(b.failed);
  return b;
}


/* Loads 'size' bytes from a block without one to spare. */
static gdl_status load (const unsigned char *bytes, size_t size,
                        const gdl_descent *like, owner *w, gdl_descent **d,
                        gdl_error *err) {
  unsigned char *exact = malloc(size + (size == 0));
  memcpy(exact, bytes, size);
  gdl_reader r = gdl_reader_of(exact, size);
  gdl_status status = gdl_descent_load(like, &w->t.p, w, 0, &r, d, err);
  if (status == GDL_OK && !gdl_reader_done(&r)) {
    gdl_descent_free(*d);
    status = GDL_EFORMAT;
  }
  free(exact);
  return status;
}


/* What the owner keeps goes from one to the other by itself. */
static void hand_over (const owner *from, owner *to) {
  memcpy(to->memory, from->memory, sizeof(to->memory));
  memcpy(to->kept, from->kept, sizeof(to->kept));
  to->t.p.evaluations = from->t.p.evaluations;
}


/* Saves 'd' and goes on with what was saved, in the hands of 'to'. */
static gdl_descent *reborn (gdl_descent *d, const owner *from, owner *to,
                            change kind) {
  gdl_descent *like, *e;
  gdl_error err;
  init(to, kind);
  to->o = from->o;
  like = start(to);
  gdl_bytes b = saved(d);
  assert_int_equal(load(b.data, b.size, like, to, &e, &err), GDL_OK);
  hand_over(from, to);
  gdl_descent_free(like);
  gdl_bytes_free(&b);
  return e;
}


/*
** Going on
*/

static void test_same_bits_from_every_epoch (void **state) {
  (void)state;
  for (size_t k = 0; k < KINDS; k++) {
    owner w, v;
    init(&w, kinds[k]);
    gdl_descent *whole = start(&w);
    run(whole);
    init(&v, kinds[k]);
    gdl_descent *d = start(&v);
    for (int i = 0; gdl_descent_ending(d) == GDL_RUNNING; i++) {
      owner next;
      gdl_descent *e = reborn(d, &v, &next, kinds[k]);
      assert_same(d, e);
      gdl_descent_free(d);
      assert_int_equal(gdl_descent_run(e, i == 0 ? 0 : 1), GDL_OK);
      /* the owner moves back: a run knows where its owner is */
      owner *home = &v;
      init(home, kinds[k]);
      d = reborn(e, &next, home, kinds[k]);
      gdl_descent_free(e);
    }
    assert_same(whole, d);
    assert_int_equal(w.t.p.evaluations, v.t.p.evaluations);
    gdl_descent_free(whole);
    gdl_descent_free(d);
  }
}


/* Wherever a callback fails: what is due is neither lost nor done twice. */
static void test_same_bits_after_errors (void **state) {
  (void)state;
  for (size_t k = 0; k < KINDS; k++) {
    owner w;
    init(&w, kinds[k]);
    gdl_descent *whole = start(&w);
    run(whole);
    for (uint64_t fail = 1; fail <= w.calls; fail++) {
      owner v, next;
      init(&v, kinds[k]);
      v.fail_at = fail;
      gdl_descent *d = start(&v);
      assert_int_equal(gdl_descent_run(d, UINT64_MAX), GDL_ECALLBACK);
      gdl_descent *e = reborn(d, &v, &next, kinds[k]);
      /* a line search that fails is done again, from the last point */
      run(e);
      assert_same(whole, e);
      gdl_descent_free(d);
      gdl_descent_free(e);
    }
    gdl_descent_free(whole);
  }
}


static void test_settled (void **state) {
  (void)state;
  owner w;
  init(&w, ruled);
  gdl_descent *d = start(&w);
  run(d);
  /* epochs 0 to 10; at 11 the rule ends the run */
  assert_int_equal(w.settled, 11);
  gdl_descent_free(d);
}


/*
** Endings and limits
*/

/* The ending of a run of kind 'plain' that had 'before', gone on with what
** 'after' makes of the options. */
static gdl_ending ending_with (change before, change after, int reopen) {
  owner w, v;
  gdl_descent *e;
  gdl_error err;
  init(&w, before);
  gdl_descent *d = start(&w);
  run(d);
  init(&v, after);
  gdl_descent *like = start(&v);
  gdl_bytes b = saved(d);
  gdl_reader r = gdl_reader_of(b.data, b.size);
  assert_int_equal(gdl_descent_load(like, &v.t.p, &v, reopen, &r, &e, &err),
                   GDL_OK);
  gdl_ending ending = gdl_descent_ending(e);
  if (ending == GDL_RUNNING) {
    assert_string_equal(gdl_descent_reason(e), "");
    assert_false(gdl_descent_converged(e));
    assert_false(gdl_descent_returns_best(e));
  }
  else
    assert_same(d, e);
  gdl_bytes_free(&b);
  gdl_descent_free(d);
  gdl_descent_free(e);
  gdl_descent_free(like);
  return ending;
}

static void longer (owner *w) {
  plain(w);
  w->o.epochs = EPOCHS + 1;
}

static void shorter (owner *w) {
  plain(w);
  w->o.epochs = EPOCHS - 1;
}

static void hurried (owner *w) {
  plain(w);
  w->o.time = 1e-9;
}

static void tolerant (owner *w) {
  plain(w);
  w->o.tolerance = 1;
}

static void less_tolerant (owner *w) {
  plain(w);
  w->o.tolerance = 0.5;
}

static void diverging (owner *w) {
  plain(w);
  w->o.step = 1e200;
}

static void test_endings (void **state) {
  (void)state;
  assert_int_equal(ending_with(plain, plain, 0), GDL_END_EPOCHS);
  assert_int_equal(ending_with(plain, shorter, 0), GDL_END_EPOCHS);
  assert_int_equal(ending_with(plain, longer, 0), GDL_RUNNING);
  assert_int_equal(ending_with(hurried, hurried, 0), GDL_END_TIME);
  assert_int_equal(ending_with(hurried, plain, 0), GDL_RUNNING);
  assert_int_equal(ending_with(tolerant, tolerant, 0), GDL_END_GRADIENT);
  assert_int_equal(ending_with(tolerant, less_tolerant, 0), GDL_RUNNING);
  assert_int_equal(ending_with(tolerant, ruled, 0), GDL_END_GRADIENT);
  assert_int_equal(ending_with(tolerant, ruled, 1), GDL_RUNNING);
  assert_int_equal(ending_with(ruled, ruled, 0), GDL_END_RULE);
  assert_int_equal(ending_with(ruled, ruled, 1), GDL_RUNNING);
  assert_int_equal(ending_with(diverging, plain, 1), GDL_END_NONFINITE);
}


/* A run that has not ended, but is past a limit of the one that goes on. */
static void test_limit_passed (void **state) {
  (void)state;
  owner w, v;
  gdl_error err;
  gdl_descent *e;
  init(&w, plain);
  init(&v, plain);
  v.o.epochs = 3;
  gdl_descent *d = start(&w), *like = start(&v);
  assert_int_equal(gdl_descent_run(d, 5), GDL_OK);
  gdl_bytes b = saved(d);
  assert_int_equal(load(b.data, b.size, like, &v, &e, &err), GDL_OK);
  assert_int_equal(gdl_descent_ending(e), GDL_END_EPOCHS);
  assert_non_null(strstr(gdl_descent_reason(e), "epochs: 5 of 3 done"));
  gdl_bytes_free(&b);
  gdl_descent_free(d);
  gdl_descent_free(e);
  gdl_descent_free(like);
}


static void test_interrupt (void **state) {
  (void)state;
  for (uint64_t at = 1; at < 30; at++) {
    owner w, v;
    init(&w, on_rise);
    gdl_descent *whole = start(&w);
    run(whole);
    init(&w, on_rise);
    w.fail_at = at;
    w.failure = GDL_ECANCEL;
    gdl_descent *d = start(&w);
    assert_int_equal(gdl_descent_run(d, UINT64_MAX), GDL_OK);
    assert_int_equal(gdl_descent_ending(d), GDL_END_INTERRUPT);
    gdl_descent *e = reborn(d, &w, &v, on_rise);
    assert_int_equal(gdl_descent_ending(e), GDL_RUNNING);
    run(e);
    assert_same(whole, e);
    gdl_descent_free(d);
    gdl_descent_free(e);
    gdl_descent_free(whole);
  }
}


/*
** Strangers and damage
*/

/* What is wrong with a run of one kind for one of another. */
static void stranger (change theirs, change ours, const char *text) {
  owner w, v;
  gdl_error err = {""};
  gdl_descent *e = NULL;
  init(&w, theirs);
  gdl_descent *d = start(&w);
  assert_int_equal(gdl_descent_run(d, 4), GDL_OK);
  init(&v, ours);
  gdl_descent *like = start(&v);
  gdl_bytes b = saved(d);
  assert_int_equal(load(b.data, b.size, like, &v, &e, &err), GDL_EINVAL);
  assert_non_null(strstr(err.text, text));
  gdl_bytes_free(&b);
  gdl_descent_free(d);
  gdl_descent_free(like);
}

static void bounded (owner *w) {
  static const double lower[N] = {-4, -1.5, -4, -4}, upper[N] = {9, -1, 9, 9};
  plain(w);
  w->o.lower = lower;
  w->o.upper = upper;
}

static void test_strangers (void **state) {
  (void)state;
  stranger(each, plain, "several step sizes, this one has one");
  stranger(plain, each, "one step size, this one has several");
  stranger(special, plain, "a method of another kind");
  stranger(plain, solver, "another method than 'lbfgs'");
  stranger(solver, plain, "a solver, this one has an update rule");
  stranger(thinned, plain, "another kind of history");
  stranger(plain, unrecorded, "another kind of history");
  stranger(plain, bounded, "outside of the bounds -1.5 and -1");
}


static void test_other_size (void **state) {
  (void)state;
  owner w, v;
  gdl_error err;
  gdl_descent *d, *e, *like;
  static const double x0[N] = {1, 1, 1, 1};
  init(&w, plain);
  d = start(&w);
  init(&v, plain);
  v.t.p.n = N - 1;
  assert_int_equal(gdl_descent_new(&v.t.p, &v.parts, &v.o, x0, &like), GDL_OK);
  gdl_bytes b = saved(d);
  assert_int_equal(load(b.data, b.size, like, &v, &e, &err), GDL_EINVAL);
  assert_string_equal(err.text, "4 parameters, this one has 3");
  gdl_bytes_free(&b);
  gdl_descent_free(d);
  gdl_descent_free(like);
}


static void test_cut_off (void **state) {
  (void)state;
  for (size_t k = 0; k < KINDS; k++) {
    owner w;
    gdl_error err;
    gdl_descent *e;
    init(&w, kinds[k]);
    gdl_descent *d = start(&w);
    assert_int_equal(gdl_descent_run(d, 6), GDL_OK);
    gdl_bytes b = saved(d);
    for (size_t n = 0; n < b.size; n++)
      assert_int_equal(load(b.data, n, d, &w, &e, &err), GDL_EFORMAT);
    gdl_bytes_free(&b);
    gdl_descent_free(d);
  }
}


/* What gets past checks must still be a run that can go on. */
static void test_every_bit (void **state) {
  (void)state;
  for (size_t k = 0; k < KINDS; k++) {
    owner w;
    gdl_error err;
    init(&w, kinds[k]);
    w.failure = GDL_OK;
    gdl_descent *d = start(&w);
    assert_int_equal(gdl_descent_run(d, 6), GDL_OK);
    gdl_bytes b = saved(d);
    for (size_t bit = 0; bit < 8*b.size; bit++) {
      gdl_descent *e = NULL;
      b.data[bit / 8] ^= (unsigned char)(1 << bit % 8);
      gdl_status status = load(b.data, b.size, d, &w, &e, &err);
      b.data[bit / 8] ^= (unsigned char)(1 << bit % 8);
      if (status == GDL_OK) {
        assert_int_equal(gdl_descent_run(e, 3), GDL_OK);
        gdl_descent_free(e);
      }
      else
        assert_true(status == GDL_EFORMAT || status == GDL_EINVAL);
    }
    gdl_bytes_free(&b);
    gdl_descent_free(d);
  }
}


/* Numbers that stand in files. */
static void test_codes (void **state) {
  (void)state;
  assert_int_equal(GDL_RUNNING, 0);
  assert_int_equal(GDL_END_GRADIENT, 1);
  assert_int_equal(GDL_END_RULE, 2);
  assert_int_equal(GDL_END_EPOCHS, 3);
  assert_int_equal(GDL_END_TIME, 4);
  assert_int_equal(GDL_END_OBSERVER, 5);
  assert_int_equal(GDL_END_INTERRUPT, 6);
  assert_int_equal(GDL_END_NONFINITE, 7);
  assert_int_equal(GDL_END_RISE, 8);
  assert_int_equal(GDL_END_STUCK, 9);
  assert_int_equal(GDL_FIELD_EPOCH, 0);
  assert_int_equal(GDL_FIELD_VALIDATION, 8);
  assert_int_equal(GDL_FIELD_X, 9);
  assert_int_equal(GDL_FIELD_GRADIENT, 10);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_same_bits_from_every_epoch),
    cmocka_unit_test(test_same_bits_after_errors),
    cmocka_unit_test(test_settled),
    cmocka_unit_test(test_endings),
    cmocka_unit_test(test_limit_passed),
    cmocka_unit_test(test_interrupt),
    cmocka_unit_test(test_strangers),
    cmocka_unit_test(test_other_size),
    cmocka_unit_test(test_cut_off),
    cmocka_unit_test(test_every_bit),
    cmocka_unit_test(test_codes)
  };
  return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
