/*
** newton_test.c - Newton's method with a line search
*/
#include "saddles.h"

static const gdl_solver *const solver = &gdl_solver_newton;


static void test_known_minima (void **state) {
  (void)state;
  static const run_row rows[] = {
    {"rosenbrock", cost_rosenbrock, 2, away, 2, 0, 1e-12, 90},
    {"chained 30, zero", cost_chained, 30, zero, 1, 0, 1e-12, 2500},
    {"extended 20", cost_extended, 20, away, 2, 0, 1e-12, 700},
    {"beale", cost_beale, 2, one, 1, 0, 1e-12, 60},
    {"wood", cost_wood, 4, wood_start, 4, 0, 1e-12, 400},
    {"powell", cost_powell, 4, powell_start, 4, 0, 1e-7, 150},
    {"sphere 1", cost_sphere, 1, ten, 1, 0, 1e-12, 5},
    {"quadratic 10", cost_ill_conditioned, 10, zero, 1, 0, 1e-12, 60},
    {"logarithm, nan", cost_log_nan, 3, ten, 1, 3, 1e-11, 60},
    {"logarithm, inf", cost_log_barrier, 3, tenth, 1, 3, 1e-11, 60},
    {"huge", cost_huge, 2, away, 2, 0, 1e138, 90},
    {"tiny", cost_tiny, 2, away, 2, 0, 1e-162, 90},
    {"lifted", cost_lifted, 2, away, 2, 1e6, 1e-9, 90},
    {"saddle", cost_saddle, 2, on_the_ridge, 2, -0.5, 1e-12, 60},
    {"near a saddle", cost_saddle, 2, hardly_beside_it, 2, -0.5, 1e-12, 60},
    {"saddles", cost_saddles, 6, on_the_ridge, 2, -1.5, 1e-12, 200},
  };
  run_rows(solver, NULL, rows, sizeof(rows)/sizeof(*rows));
}


/* A quadratic takes one iteration: n products, and the end of the step. */
static void test_one_step_for_a_quadratic (void **state) {
  (void)state;
  run r;
  run_start_with(&r, solver, cost_ill_conditioned, 7, NULL);
  fill(&r, ten, 1);
  assert_int_equal(run_on(&r, 1e-6, 1), GDL_OK);
  for (int i = 0; i < 7; i++)
    assert_true(fabs(r.now.x[i] - 1) < 1e-7);
  assert_int_equal(r.t.products, 7);
  assert_true(r.step == 1);
  run_end(&r);
}


/* The units of x do not matter, even where the Hessian is indefinite. */
static double cost_units (const double *x, double *g, size_t n) {
  double y[2] = {x[0]*1e3, x[1]*1e-4};
  double c = cost_saddle(y, g, n);
  if (g) {
    g[0] *= 1e3;
    g[1] *= 1e-4;
  }
  return c;
}


static void test_units (void **state) {
  (void)state;
  run r;
  static const double start[2] = {1e-3, 1e-5};
  run_start_with(&r, solver, cost_units, 2, NULL);
  fill(&r, start, 2);
  assert_int_equal(run_on(&r, 1e-9, 60), GDL_OK);
  assert_true(r.norm <= 1e-9 && fabs(r.now.cost + 0.5) < 1e-6);
  run_end(&r);
}


/* A line search of one's own is asked. */
static int asked;

static gdl_status half_way (const double *options, gdl_search *s) {
  size_t n = s->problem->n;
  asked++;
  s->memory->values[0] += 1;
  s->step = options[0];
  for (size_t i = 0; i < n; i++)
    s->next->x[i] = s->now->x[i] + s->step*s->direction[i];
  s->end = GDL_SEARCH_FOUND;
  return s->problem->gradient(s->problem, s->next->x, &s->next->cost,
                              s->next->g, &s->next->g_error);
}


static gdl_status agree (const double *options, const char **why) {
  (void)options;
  *why = NULL;
  return GDL_OK;
}


static void test_line_search (void **state) {
  (void)state;
  static const gdl_option list[] = {{"part", 0.5, 0, 1, 0, ""},
                                    {NULL, 0, 0, 0, 0, NULL}};
  static const gdl_linesearch half = {
    .name = "half", .doc = "", .options = list, .remembers = 1,
    .check = agree, .search = half_way
  };
  static const double options[1] = {0.5};
  gdl_line line = {&half, options};
  run r;
  run_start_with(&r, solver, cost_sphere, 2, NULL);
  solver->destroy(r.self);
  assert_int_equal(solver->create(&r.t.p, NULL, &line, &r.self), GDL_OK);
  fill(&r, ten, 1);
  asked = 0;
  assert_int_equal(run_on(&r, 0, 3), GDL_OK);
  assert_int_equal(asked, 3);
  assert_true(fabs(r.now.x[0] - 3.875) < 1e-6 && r.step == 0.5);
  gdl_bytes bytes = {NULL, 0, 0, 0};
  solver->save(r.self, &bytes);
  gdl_reader in = gdl_reader_of(bytes.data, bytes.size);
  double length = gdl_get_f64(&in);
  assert_true(length > 0);
  (void)gdl_get_u32(&in);
  (void)gdl_get_f64(&in);
  assert_true(gdl_get_f64(&in) == 3);      /* what the search remembers */
  gdl_bytes_free(&bytes);
  run_end(&r);
}


static double cost_no_hessian (const double *x, double *g, size_t n) {
  double c = cost_sphere(x, g, n);
  if (g)
    g[0] = x[0] == 10 ? g[0] : NAN;
  return c;
}


static void test_nothing_to_do (void **state) {
  (void)state;
  run_nothing(solver, "the gradient is zero");
  run r;
  run_start_with(&r, solver, cost_no_hessian, 2, NULL);
  fill(&r, ten, 1);
  assert_int_equal(run_on(&r, -1, 10), GDL_OK);
  assert_int_equal(r.how, GDL_STUCK);
  assert_string_equal(r.why, "the Hessian is not finite");
  run_end(&r);
  run_floor(solver, cost_rosenbrock, away, 1e-7);
}


static void test_copies_and_saves (void **state) {
  (void)state;
  run_copies(solver, cost_rosenbrock, away, 5);
  run_copies(solver, cost_saddle, on_the_ridge, 2);
}


static void test_failures_pass (void **state) {
  (void)state;
  run_failures(solver, cost_rosenbrock, away, 2, 20, 20);
}


static void test_options (void **state) {
  (void)state;
  run_options(solver);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known_minima),
    cmocka_unit_test(test_one_step_for_a_quadratic),
    cmocka_unit_test(test_units),
    cmocka_unit_test(test_line_search),
    cmocka_unit_test(test_nothing_to_do),
    cmocka_unit_test(test_copies_and_saves),
    cmocka_unit_test(test_failures_pass),
    cmocka_unit_test(test_options)
  };
  return cmocka_run_group_tests_name("newton", tests, NULL, NULL);
}
