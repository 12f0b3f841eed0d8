/*
** numdiff_test.c - derivatives by differences
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "numdiff/numdiff.h"

#define MOST 300

typedef double (*cost_function) (const double *x, size_t n);

/* A cost, and what was asked of it. */
typedef struct probe {
  cost_function f;
  size_t n;
  size_t evaluations, batches, largest;
  double low[MOST], high[MOST];     /* points seen, per component */
  size_t fail_at;                   /* evaluation that fails; 0: none */
  gdl_status failure;
} probe;


static gdl_status values (void *ctx, double *x, const gdl_diff_point *points,
                          size_t count, double *out) {
  probe *p = ctx;
  p->batches++;
  if (count > p->largest)
    p->largest = count;
  for (size_t k = 0; k < count; k++) {
    size_t i = points[k].index;
    double saved = x[i], at = points[k].at;
    x[i] = at;
    p->low[i] = fmin(p->low[i], at);
    p->high[i] = fmax(p->high[i], at);
    if (++p->evaluations == p->fail_at)
      return p->failure;      /* x[i] stays as a failing owner leaves it */
    out[k] = p->f(x, p->n);
    x[i] = saved;
  }
  return GDL_OK;
}


static void probe_init (probe *p, cost_function f, size_t n) {
  memset(p, 0, sizeof(*p));
  p->f = f;
  p->n = n;
  p->failure = GDL_ECALLBACK;
  for (size_t i = 0; i < n; i++) {
    p->low[i] = INFINITY;
    p->high[i] = -INFINITY;
  }
}


/* The gradient of f at x; checks that x keeps its bits. */
static void gradient_of (probe *p, const gdl_diff *how, cost_function f,
                         const double *x, size_t n, double *g, double *error) {
  double at[MOST];
  memcpy(at, x, n * sizeof(*x));
  probe_init(p, f, n);
  assert_int_equal(gdl_diff_gradient(how, values, p, at, n, f(x, n), g, error),
                   GDL_OK);
  assert_memory_equal(at, x, n * sizeof(*x));
}


static void assert_same (double a, double b) {
  if (memcmp(&a, &b, sizeof(a)) != 0)
    fail_msg("%.17g is not %.17g", a, b);
}


static void assert_close (double a, double b, double tolerance) {
  if (!(fabs(a - b) <= tolerance))
    fail_msg("%.17g is not within %g of %.17g", a, tolerance, b);
}


static double parabola (const double *x, size_t n) {
  (void)n;
  return x[0]*x[0] + 9;
}

static double bowl (const double *x, size_t n) {
  (void)n;
  return 2*x[0]*x[0] + 2*x[1]*x[1];
}

static double wavy (const double *x, size_t n) {
  double s = 0;
  for (size_t i = 0; i < n; i++)
    s += exp(0.3*x[i]) * sin((double)(i + 1)*x[i]);
  return s;
}

static double wavy_slope (double x, size_t i) {
  double k = (double)(i + 1);
  return exp(0.3*x) * (0.3*sin(k*x) + k*cos(k*x));
}

static double logarithm (const double *x, size_t n) {
  (void)n;
  return log(x[0]);
}

static double root (const double *x, size_t n) {
  (void)n;
  return sqrt(x[0]);
}

static double cubic (const double *x, size_t n) {
  (void)n;
  return x[0]*x[0]*x[0];
}

static double zero (const double *x, size_t n) {
  (void)x; (void)n;
  return 0;
}

static double nowhere (const double *x, size_t n) {
  (void)x; (void)n;
  return NAN;
}

static double half_plane (const double *x, size_t n) {
  (void)n;
  return x[1] > 1 ? INFINITY : x[0] + x[1];
}

static double fast_sine (const double *x, size_t n) {
  (void)n;
  return sin(16 * 3.14159265358979323846 * x[0]);
}

static double lifted (const double *x, size_t n) {
  (void)n;
  return 1e6 + sin(x[0]);
}


static void test_given_h_is_used_literally (void **state) {
  (void)state;
  probe p;
  gdl_diff how = {GDL_DIFF_CENTRAL, 1e-10, NULL, NULL};
  double x = 2.0, g, error;
  gradient_of(&p, &how, parabola, &x, 1, &g, &error);
  assert_same(g, 4.000000330961484);
  assert_same(p.high[0], 2.0 + 1e-10);
  assert_same(p.low[0], 2.0 - 1e-10);
  assert_true(error >= fabs(g - 4) && error < 1e-4);

  double v[2] = {5, -5}, gv[2];
  gradient_of(&p, &how, bowl, v, 2, gv, NULL);
  for (int i = 0; i < 2; i++) {
    double h = 1e-10, up[2] = {5, -5}, down[2] = {5, -5};
    up[i] += h;
    down[i] -= h;
    assert_same(gv[i], (bowl(up, 2) - bowl(down, 2)) / (2*h));
  }
  assert_int_equal(p.evaluations, 4);
  assert_int_equal(p.batches, 1);

  how.mode = GDL_DIFF_FORWARD;
  how.h = 1e-7;
  gradient_of(&p, &how, parabola, &x, 1, &g, &error);
  double at = 2.0 + 1e-7;
  assert_same(g, (at*at + 9 - 13) / 1e-7);
  assert_int_equal(p.evaluations, 1);
}


/* The descent of 2a^2 + 2b^2 whose end is known to nine digits. */
static void test_descent_of_the_textbook (void **state) {
  (void)state;
  probe p;
  gdl_diff how = {GDL_DIFF_CENTRAL, 1e-10, NULL, NULL};
  double v[2] = {5, -5}, g[2];
  for (int k = 0; k < 100; k++) {
    gradient_of(&p, &how, bowl, v, 2, g, NULL);
    for (int i = 0; i < 2; i++)
      v[i] -= 0.01 * g[i];
  }
  assert_close(v[0], 0.0843515596, 5e-11);
  assert_close(v[1], -0.0843515596, 5e-10);
}


static void test_chosen_h (void **state) {
  (void)state;
  probe p;
  static const double at[] = {0, 1e-9, -0.3, 1, 1.5, -7, 1e3, 1e9, -1e100};
  for (size_t k = 0; k < sizeof(at)/sizeof(*at); k++) {
    double x = at[k], g, scale = fmax(fabs(x), 1);
    gdl_diff how = {GDL_DIFF_CENTRAL, 0, NULL, NULL};
    gradient_of(&p, &how, zero, &x, 1, &g, NULL);
    double h = (p.high[0] - p.low[0]) / 2;
    double expected = cbrt(DBL_EPSILON)*scale;
    assert_true(h > expected/2 && h < expected*2);
    if (fabs(x) >= 0.1)
      assert_same(h, ldexp(1, ilogb(h)));       /* nothing was rounded */
    how.mode = GDL_DIFF_FORWARD;
    gradient_of(&p, &how, zero, &x, 1, &g, NULL);
    h = p.high[0] - x;
    expected = sqrt(DBL_EPSILON)*scale;
    assert_true(h > expected/2 && h < expected*2);
    assert_same(g, 0);
  }
}


static void test_accuracy_of_modes (void **state) {
  (void)state;
  static const struct {gdl_diff_mode mode; double tolerance;} rows[] = {
    {GDL_DIFF_CENTRAL, 2e-8}, {GDL_DIFF_FORWARD, 2e-5},
    {GDL_DIFF_RICHARDSON, 2e-12}
  };
  double x[9], g[9], error[9];
  for (size_t i = 0; i < 9; i++)
    x[i] = 0.7*(double)i - 2.3;
  for (size_t k = 0; k < 3; k++) {
    probe p;
    gdl_diff how = {rows[k].mode, 0, NULL, NULL};
    gradient_of(&p, &how, wavy, x, 9, g, error);
    for (size_t i = 0; i < 9; i++) {
      assert_close(g[i], wavy_slope(x[i], i), rows[k].tolerance * 30);
      assert_true(error[i] > 0 && error[i] < rows[k].tolerance * 100);
    }
  }
}


/* One component, many places: the claim of the extrapolation holds, and is
** not idle. */
static void test_richardson_is_honest (void **state) {
  (void)state;
  probe p;
  gdl_diff how = {GDL_DIFF_RICHARDSON, 0, NULL, NULL};
  for (int k = 0; k < 400; k++) {
    double x = -6 + 0.03*k, g, error, true_slope = wavy_slope(x, 0);
    gradient_of(&p, &how, wavy, &x, 1, &g, &error);
    assert_close(g, true_slope, error);
    assert_true(error <= 1e-11 * fmax(1, exp(0.3*x)));
    assert_true(p.evaluations <= 24);
  }
  for (int k = 1; k < 60; k++) {
    double x = ldexp(1, -k/4) * (1 + 0.1*(k%4)), g, error;
    gradient_of(&p, &how, logarithm, &x, 1, &g, &error);
    assert_close(g, 1/x, fmin(error, 1e-8/x));
  }
  double x = 0.3, g, error;
  gradient_of(&p, &how, lifted, &x, 1, &g, &error);
  assert_close(g, cos(0.3), error);
  assert_true(error < 1e-7);
}


/* Quotients of steps that fit a period agree and are wrong. */
static void test_richardson_and_periods (void **state) {
  (void)state;
  probe p;
  for (int k = 0; k < 8; k++) {
    gdl_diff how = {GDL_DIFF_RICHARDSON, k == 0 ? 0 : ldexp(1, -k), NULL, NULL};
    double x = 0, g, error;
    gradient_of(&p, &how, fast_sine, &x, 1, &g, &error);
    if (k == 0)
      assert_close(g, 16 * 3.14159265358979323846, fmin(error, 1e-9));
    assert_true(p.evaluations >= 6);
  }
}


static void test_richardson_with_many_components (void **state) {
  (void)state;
  probe p;
  double x[MOST], g[MOST], one;
  gdl_diff how = {GDL_DIFF_RICHARDSON, 0, NULL, NULL};
  for (size_t i = 0; i < MOST; i++)
    x[i] = 0.1 + 0.001*(double)i;
  gradient_of(&p, &how, logarithm, x, MOST, g, NULL);
  assert_close(g[0], 1/x[0], 1e-9/x[0]);
  for (size_t i = 1; i < MOST; i++)
    assert_same(g[i], 0);
  gradient_of(&p, &how, logarithm, x, 1, &one, NULL);
  assert_same(g[0], one);                       /* components do not mix */
}


static void test_batches (void **state) {
  (void)state;
  probe p;
  double x[MOST], g[MOST];
  for (size_t i = 0; i < MOST; i++)
    x[i] = (double)i;
  gdl_diff how = {GDL_DIFF_CENTRAL, 0, NULL, NULL};
  gradient_of(&p, &how, zero, x, MOST, g, NULL);
  assert_int_equal(p.evaluations, 2*MOST);
  assert_int_equal(p.largest, 64);
  assert_int_equal(p.batches, (2*MOST + 63) / 64);
  gradient_of(&p, &how, zero, x, 20, g, NULL);
  assert_int_equal(p.batches, 1);
  assert_int_equal(gdl_diff_gradient(&how, values, &p, x, 0, 0, g, NULL),
                   GDL_OK);
}


/* Points stay inside whatever the room; the derivative stays right. */
static void test_bounds_are_never_crossed (void **state) {
  (void)state;
  static const gdl_diff_mode modes[] = {
    GDL_DIFF_CENTRAL, GDL_DIFF_FORWARD, GDL_DIFF_RICHARDSON
  };
  static const double rooms[] = {
    0, 1e-15, 1e-12, 1e-9, 1e-7, 7e-6, 8e-6, 1e-3, 0.05, 0.2, INFINITY
  };
  size_t count = sizeof(rooms)/sizeof(*rooms);
  for (size_t m = 0; m < 3; m++)
    for (size_t a = 0; a < count; a++)
      for (size_t b = 0; b < count; b++)
        for (int given = 0; given < 2; given++) {
          double x = 0.7, g, error;
          double lower = x - rooms[a], upper = x + rooms[b];
          gdl_diff how = {modes[m], given ? 1e-4 : 0, &lower, &upper};
          probe p;
          gradient_of(&p, &how, cubic, &x, 1, &g, &error);
          if (lower == upper) {
            assert_int_equal(p.evaluations, 0);
            assert_same(g, 0);
            assert_same(error, 0);
            continue;
          }
          assert_true(p.low[0] >= lower && p.high[0] <= upper);
          assert_true(p.evaluations > 0 && isfinite(g));
          double truncation = modes[m] == GDL_DIFF_FORWARD
                            ? (given ? 5e-4 : 1e-7) : given ? 1e-7 : 1e-9;
          assert_close(g, 3*0.49, error + truncation);
        }
}


/* Rooms of a few ulps, where distances round. */
static void test_bounds_an_ulp_away (void **state) {
  (void)state;
  static const gdl_diff_mode modes[] = {
    GDL_DIFF_CENTRAL, GDL_DIFF_FORWARD, GDL_DIFF_RICHARDSON
  };
  uint64_t seed = 1;
  for (int k = 0; k < 20000; k++) {
    seed = seed*6364136223846793005u + 1442695040888963407u;
    double x = ldexp((double)(seed >> 11), (int)(seed % 7) - 53), g, error;
    double lower = x, upper = x;
    for (uint64_t i = seed >> 20 & 3; i > 0; i--)
      lower = nextafter(lower, -INFINITY);
    for (uint64_t i = seed >> 23 & 3; i > 0; i--)
      upper = nextafter(upper, INFINITY);
    if (k % 3 == 0)
      lower = x - 1e-7*(double)(seed >> 40 & 255);
    if (k % 5 == 0)
      upper = x + 1e-7*(double)(seed >> 50 & 255);
    if (k % 7 == 0) {                /* near 0, where no sum is exact */
      x *= 1e-7;
      lower = -3e-6*ldexp((double)(seed * 0x9e3779b97f4a7c15u >> 11), -53);
      upper = 5e-6*ldexp((double)(seed * 0xbf58476d1ce4e5b9u >> 11), -53);
      lower = fmin(lower, x);
      upper = fmax(upper, x);
    }
    gdl_diff how = {modes[k % 3], 0, &lower, &upper};
    probe p;
    gradient_of(&p, &how, cubic, &x, 1, &g, &error);
    assert_true(p.evaluations == 0 ||
                (p.low[0] >= lower && p.high[0] <= upper));
    assert_true(isfinite(g));
  }
}


static void test_second_order_at_a_bound (void **state) {
  (void)state;
  double x = 1, g, error, lower = 1, upper = 2;
  gdl_diff how = {GDL_DIFF_CENTRAL, 0.5, &lower, NULL};
  probe p;
  gradient_of(&p, &how, parabola, &x, 1, &g, &error);
  assert_close(g, 2, 1e-14);                    /* exact for a parabola */
  assert_same(p.high[0], 2);
  how.h = 3;
  how.upper = &upper;
  gradient_of(&p, &how, parabola, &x, 1, &g, &error);
  assert_close(g, 2, 1e-14);
  assert_same(p.high[0], 2);                    /* a step too long was cut */
  how.mode = GDL_DIFF_FORWARD;
  lower = -5;
  upper = 1;
  how.h = 0.5;
  gradient_of(&p, &how, parabola, &x, 1, &g, &error);
  assert_same(g, 1.5);                          /* (10 - 9.25)/0.5, downwards */
}


static void test_one_sided_richardson (void **state) {
  (void)state;
  probe p;
  for (int k = 0; k < 30; k++) {
    double x = 0.2*k - 3, g, error, lower = x, upper = x;
    gdl_diff how = {GDL_DIFF_RICHARDSON, 0, &lower, NULL};
    gradient_of(&p, &how, wavy, &x, 1, &g, &error);
    assert_close(g, wavy_slope(x, 0), fmin(error, 1e-10));
    assert_true(p.low[0] >= x && p.evaluations <= 18);
    how.lower = NULL;
    how.upper = &upper;
    gradient_of(&p, &how, wavy, &x, 1, &g, &error);
    assert_close(g, wavy_slope(x, 0), fmin(error, 1e-10));
    assert_true(p.high[0] <= x);
  }
  double zero_bound = 0, x = 1e-3, g, error;    /* a root near its end */
  gdl_diff how = {GDL_DIFF_RICHARDSON, 0, &zero_bound, NULL};
  gradient_of(&p, &how, root, &x, 1, &g, &error);
  assert_close(g, 0.5/sqrt(1e-3), error);
  assert_true(error < 1e-5);
}


static void test_errors_cover_rounding (void **state) {
  (void)state;
  probe p;
  static const double steps[] = {1e-10, 1e-8, 1e-6, 0};
  for (size_t k = 0; k < 4; k++)
    for (int i = 0; i < 200; i++) {
      double x = 0.013*i - 1.1, g, error, lower = x;
      gdl_diff how = {GDL_DIFF_CENTRAL, steps[k], NULL, NULL};
      gradient_of(&p, &how, lifted, &x, 1, &g, &error);
      assert_close(g, cos(x), error + 1e-10);
      double h = steps[k] > 0 ? steps[k] : 7e-6;
      assert_true(error < 5 * DBL_EPSILON*1e6 / h);
      how.lower = &lower;
      gradient_of(&p, &how, lifted, &x, 1, &g, &error);
      assert_close(g, cos(x), error + 1e-9);
      how.mode = GDL_DIFF_FORWARD;
      gradient_of(&p, &how, lifted, &x, 1, &g, &error);
      assert_close(g, cos(x), error + 1e-5);
    }
  static const gdl_diff_mode modes[] = {
    GDL_DIFF_CENTRAL, GDL_DIFF_FORWARD, GDL_DIFF_RICHARDSON
  };
  for (size_t m = 0; m < 3; m++) {
    double x = 4, g, error = 1;
    gdl_diff how = {modes[m], 0, NULL, NULL};
    gradient_of(&p, &how, zero, &x, 1, &g, &error);
    assert_same(error, 0);
    assert_same(g, 0);
  }
}


static void test_nonfinite_costs_pass (void **state) {
  (void)state;
  static const gdl_diff_mode modes[] = {
    GDL_DIFF_CENTRAL, GDL_DIFF_FORWARD, GDL_DIFF_RICHARDSON
  };
  for (size_t m = 0; m < 3; m++) {
    probe p;
    gdl_diff how = {modes[m], 0, NULL, NULL};
    double x[2] = {0.25, 1}, g[2], error[2];
    gradient_of(&p, &how, nowhere, x, 1, g, error);
    assert_true(isnan(g[0]) && isinf(error[0]));
    assert_true(p.evaluations <= 2);
    gradient_of(&p, &how, half_plane, x, 2, g, error);
    assert_close(g[0], 1, 1e-6);
    assert_true(!isfinite(g[1]) && isinf(error[1]));
    x[0] = NAN;
    gradient_of(&p, &how, parabola, x, 1, g, error);
    assert_true(isnan(g[0]));
    x[0] = INFINITY;
    gradient_of(&p, &how, parabola, x, 1, g, error);
    assert_true(!isfinite(g[0]));
  }
}


static void test_failures_pass_and_x_is_restored (void **state) {
  (void)state;
  static const gdl_diff_mode modes[] = {
    GDL_DIFF_CENTRAL, GDL_DIFF_FORWARD, GDL_DIFF_RICHARDSON
  };
  double x[40], at[40], g[40];
  for (size_t i = 0; i < 40; i++)
    x[i] = 0.1*(double)i - 0.0;
  x[3] = -0.0;
  for (size_t m = 0; m < 3; m++)
    for (size_t k = 1; k <= 40; k++) {
      probe p;
      gdl_diff how = {modes[m], 0, NULL, NULL};
      probe_init(&p, wavy, 40);
      p.fail_at = k;
      p.failure = k % 2 ? GDL_ECALLBACK : GDL_ECANCEL;
      memcpy(at, x, sizeof(x));
      assert_int_equal(gdl_diff_gradient(&how, values, &p, at, 40, wavy(x, 40),
                                         g, NULL), p.failure);
      assert_int_equal(p.evaluations, k);
      assert_memory_equal(at, x, sizeof(x));
    }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_given_h_is_used_literally),
    cmocka_unit_test(test_descent_of_the_textbook),
    cmocka_unit_test(test_chosen_h),
    cmocka_unit_test(test_accuracy_of_modes),
    cmocka_unit_test(test_richardson_is_honest),
    cmocka_unit_test(test_richardson_and_periods),
    cmocka_unit_test(test_richardson_with_many_components),
    cmocka_unit_test(test_batches),
    cmocka_unit_test(test_bounds_are_never_crossed),
    cmocka_unit_test(test_bounds_an_ulp_away),
    cmocka_unit_test(test_second_order_at_a_bound),
    cmocka_unit_test(test_one_sided_richardson),
    cmocka_unit_test(test_errors_cover_rounding),
    cmocka_unit_test(test_nonfinite_costs_pass),
    cmocka_unit_test(test_failures_pass_and_x_is_restored)
  };
  return cmocka_run_group_tests_name("numdiff", tests, NULL, NULL);
}
