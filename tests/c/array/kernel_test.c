/*
** kernel_test.c - the kernels of all instruction sets this machine has: the
** same bits, wherever an element lies, and how far they are from the truth
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <sys/wait.h>
#include <unistd.h>

#include "array/kernel.h"
#include "reference.h"

#define COUNT   520   /* more than two blocks of a buffer */
#define SHORT   40
#define OFFSETS 8     /* of a double within 64 bytes */

static const double special[] = {
  0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, 3.7, -3.7, 1e-300, -1e-300, 1e300,
  -1e300, DBL_MIN, DBL_MIN / 4, -DBL_MIN / 4, 0x1p-1074, DBL_MAX, -DBL_MAX,
  1 - 0x1p-53, 1 + 0x1p-52, -1 + 0x1p-53, -1 - 0x1p-52, 709.78, 709.7827128933839,
  709.79, 710, -710, 710.4758, -710.4758, 710.48, 745, -745, -745.14, -746, 1e8,
  1e15, 1e22, 0x1p52, 0x1p53 + 2, INFINITY, -INFINITY, NAN
};

#define SPECIALS (sizeof(special) / sizeof(special[0]))

static const char *const names[] = {"sse2", "avx2", "avx512"};
static const gdl_kernels *sets[3];
static size_t count;          /* of sets */

static double x[COUNT], y[COUNT];

/* Aligned to what the widest vectors would like. */
static double memory[COUNT + OFFSETS] __attribute__((aligned(64)));


static int find_sets (void **state) {
  (void)state;
  for (size_t k = 0; k < 3; k++)
    if (gdl_kernels_named(names[k]) != NULL)
      sets[count++] = gdl_kernels_named(names[k]);
  return 0;
}


/* Random numbers with special ones between them; all pairs of special numbers
** come up over the trials. */
static void fill_trial (size_t trial) {
  fill_random(x, COUNT, trial);
  fill_random(y, COUNT, trial + 1000);
  for (size_t i = 0; i < SPECIALS; i++) {
    x[5 * i + trial % 5] = special[i];
    y[5 * i + trial % 5] = special[(i + trial) % SPECIALS];
  }
}


static double *at (size_t offset) {
  return memory + offset;
}


/* One element, alone. */
static double one (const gdl_kernels *k, int op, double v) {
  double r;
  k->unary[op](&v, &r, 1);
  return r;
}


static double two (const gdl_kernels *k, int op, double v, double w) {
  double r;
  k->binary[op].vv(&v, &w, &r, 1);
  return r;
}


/* What gdl_kernels_get chooses in a process that has GDLUA_ISA = 'wanted'. */
static const char *chosen (const char *wanted) {
  int status;
  pid_t child = fork();
  if (child == 0) {
    size_t k = 0;
    if (wanted != NULL)
      setenv("GDLUA_ISA", wanted, 1);
    else
      unsetenv("GDLUA_ISA");
    while (sets[k] != gdl_kernels_get())
      k++;
    _exit((int)k);
  }
  assert_true(child > 0 && waitpid(child, &status, 0) == child);
  assert_true(WIFEXITED(status) && (size_t)WEXITSTATUS(status) < count);
  return sets[WEXITSTATUS(status)]->name;
}


/* Comes first: nothing has been chosen yet. */
static void test_choice (void **state) {
  (void)state;
  const char *best = sets[count - 1]->name;
  assert_string_equal(chosen(NULL), best);
  assert_string_equal(chosen(""), best);
  assert_string_equal(chosen("avx1024"), best);
  for (size_t k = 0; k < 3; k++)
    assert_string_equal(chosen(names[k]), k < count ? names[k] : best);
}


static void test_which_there_are (void **state) {
  (void)state;
  assert_true(count >= 1);
  assert_string_equal(sets[0]->name, "sse2");
  assert_null(gdl_kernels_named("avx1024"));
  assert_null(gdl_kernels_named(""));
  const gdl_kernels *k = gdl_kernels_get();
  assert_ptr_equal(k, gdl_kernels_named(k->name));
  assert_ptr_equal(k, gdl_kernels_get());
  for (size_t s = 0; s < count; s++) {
    for (int op = 0; op < GDL_U_ALL; op++)
      assert_non_null(sets[s]->unary[op]);
    for (int op = 0; op < GDL_B_ALL; op++)
      assert_true(sets[s]->binary[op].vv != NULL && sets[s]->binary[op].vs != NULL &&
                  sets[s]->binary[op].sv != NULL);
  }
}


/* Alone, in front of others and behind them, in place or not, in every set. */
static void check_unary (const gdl_kernels *k, int op, const double *expected,
                         size_t n, size_t offset) {
  double *out = at(offset);
  out[n] = 42;
  k->unary[op](x, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], expected[i]);
  assert_same(out[n], 42.0);
  memcpy(out, x, n * sizeof(double));
  k->unary[op](out, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], expected[i]);
  assert_same(out[n], 42.0);
}


static void test_unary_is_the_same_everywhere (void **state) {
  (void)state;
  double expected[COUNT];
  for (size_t trial = 0; trial < 5; trial++) {
    fill_trial(trial);
    for (int op = 0; op < GDL_U_ALL; op++) {
      for (size_t i = 0; i < COUNT; i++)
        expected[i] = one(sets[0], op, x[i]);
      for (size_t s = 0; s < count; s++) {
        for (size_t n = 0; n <= SHORT; n++)
          check_unary(sets[s], op, expected, n, (n + trial) % OFFSETS);
        check_unary(sets[s], op, expected, COUNT - 1, trial);
      }
    }
  }
}


static void check_binary (const gdl_kernels *k, int op, size_t n,
                          size_t offset) {
  double *out = at(offset), s = y[n % 7], e[COUNT];
  const gdl_binary_kernels *f = &k->binary[op];
  out[n] = 42;
  for (size_t i = 0; i < n; i++)
    e[i] = two(sets[0], op, x[i], y[i]);
  f->vv(x, y, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], e[i]);
  memcpy(out, x, n * sizeof(double));
  f->vv(out, y, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], e[i]);
  memcpy(out, y, n * sizeof(double));
  f->vv(x, out, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], e[i]);
  memcpy(out, x, n * sizeof(double));
  f->vv(out, out, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], two(sets[0], op, x[i], x[i]));
  for (size_t i = 0; i < n; i++)
    e[i] = two(sets[0], op, x[i], s);
  f->vs(x, s, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], e[i]);
  memcpy(out, x, n * sizeof(double));
  f->vs(out, s, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], e[i]);
  for (size_t i = 0; i < n; i++)
    e[i] = two(sets[0], op, s, x[i]);
  f->sv(s, x, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], e[i]);
  memcpy(out, x, n * sizeof(double));
  f->sv(s, out, out, n);
  for (size_t i = 0; i < n; i++)
    assert_same(out[i], e[i]);
  assert_same(out[n], 42.0);
}


static void test_binary_is_the_same_everywhere (void **state) {
  (void)state;
  for (size_t trial = 0; trial < SPECIALS; trial++) {
    fill_trial(trial);
    for (int op = 0; op < GDL_B_ALL; op++)
      for (size_t s = 0; s < count; s++) {
        check_binary(sets[s], op, trial % (SHORT + 1), trial % OFFSETS);
        check_binary(sets[s], op, COUNT - 1, (trial + 3) % OFFSETS);
      }
  }
}


/* Rows that call no function of the C library but what is exact, and those that
** call it for each element. */
static void test_what_has_the_bits_of_numbers (void **state) {
  (void)state;
  static const int unary[] = {
    GDL_U_deg, GDL_U_rad, GDL_U_sqrt, GDL_U_neg, GDL_U_abs, GDL_U_sign,
    GDL_U_floor, GDL_U_ceil, GDL_U_trunc, GDL_U_frac, GDL_U_relu, GDL_U_lgamma
  };
  static const int binary[] = {
    GDL_B_add, GDL_B_sub, GDL_B_mul, GDL_B_div, GDL_B_mod, GDL_B_idiv,
    GDL_B_fmod, GDL_B_min, GDL_B_max, GDL_B_lt, GDL_B_le, GDL_B_eq
  };
  for (size_t trial = 0; trial < SPECIALS; trial++) {
    fill_trial(trial);
    for (size_t k = 0; k < sizeof(unary) / sizeof(unary[0]); k++)
      for (size_t i = 0; i < COUNT; i++)
        assert_same(one(gdl_kernels_get(), unary[k], x[i]),
                    gdl_unary_table[unary[k]].scalar(x[i]));
    for (size_t k = 0; k < sizeof(binary) / sizeof(binary[0]); k++)
      for (size_t i = 0; i < COUNT; i++)
        assert_same(two(gdl_kernels_get(), binary[k], x[i], y[i]),
                    gdl_binary_table[binary[k]].scalar(x[i], y[i]));
  }
}


/* NaN, infinities and zeros with their signs are where they are for numbers,
** and all else is near. */
static void check_like_number (const char *name, double r, double s, double v,
                               double w) {
  int same = isnan(s) ? isnan(r)
             : isinf(s) ? r == s
             : signbit(r) == signbit(s) &&
               fabs(r - s) <= 8 * DBL_EPSILON * fabs(s) + 0x1p-1073;
  if (!same)
    fail_msg("%s(%.17g, %.17g) = %.17g, of numbers %.17g", name, v, w, r, s);
}


static void test_special_values_are_those_of_numbers (void **state) {
  (void)state;
  for (int op = 0; op < GDL_U_ALL; op++) {
    const gdl_unary_row *row = &gdl_unary_table[op];
    for (size_t i = 0; i < SPECIALS; i++)
      check_like_number(row->name, one(gdl_kernels_get(), op, special[i]),
                        row->scalar(special[i]), special[i], 0);
  }
  for (int op = 0; op < GDL_B_ALL; op++) {
    const gdl_binary_row *row = &gdl_binary_table[op];
    for (size_t i = 0; i < SPECIALS * SPECIALS; i++) {
      double v = special[i / SPECIALS], w = special[i % SPECIALS];
      check_like_number(row->name, two(gdl_kernels_get(), op, v, w),
                        row->scalar(v, w), v, w);
    }
  }
}


static void test_powers (void **state) {
  (void)state;
  const gdl_kernels *k = gdl_kernels_get();
  fill_trial(1);
  for (size_t i = 0; i < COUNT; i++) {
    assert_same(two(k, GDL_B_pow, x[i], 2), x[i] * x[i]);
    assert_same(two(k, GDL_B_pow, x[i], 1), x[i]);
    assert_same(two(k, GDL_B_pow, x[i], 0), 1.0);
    double whole = (double)(i % 40);
    assert_same(two(k, GDL_B_pow, whole, 3), whole * whole * whole);
  }
}


/*
** The error, against the 80 bits of long double: 11 more than there are.
*/
static double ulps (double r, long double truth) {
  int e;
  (void)frexp((double)truth, &e);
  return (double)(fabsl((long double)r - truth) /
                  ldexpl(1, (e < -1021 ? -1021 : e) - DBL_MANT_DIG));
}


/* The C library, where there is no libsleef, is wrong by more. */
static double allowed (void) {
  return gdl_kernels_exact() ? 1.01 : 5;
}


static const struct {
  gdl_unary op;
  long double (*f) (long double);
  double low, high;
} accurate[] = {
  {GDL_U_exp, expl, -708, 709.7}, {GDL_U_expm1, expm1l, -40, 709.7},
  {GDL_U_log, logl, 1e-300, 10}, {GDL_U_log, logl, 10, 1e300},
  {GDL_U_log1p, log1pl, -1 + 0x1p-52, 10}, {GDL_U_log1p, log1pl, 1, 1.7e308},
  {GDL_U_log2, log2l, 1e-300, 10}, {GDL_U_log10, log10l, 1e-300, 10},
  {GDL_U_sin, sinl, -100, 100}, {GDL_U_cos, cosl, -100, 100},
  {GDL_U_sin, sinl, -1e15, 1e15}, {GDL_U_tan, tanl, -1.5, 1.5},
  {GDL_U_asin, asinl, -1, 1}, {GDL_U_acos, acosl, -1, 1},
  {GDL_U_atan, atanl, -20, 20}, {GDL_U_sinh, sinhl, -710, 710},
  {GDL_U_sinh, sinhl, -1, 1}, {GDL_U_cosh, coshl, -710, 710},
  {GDL_U_cbrt, cbrtl, -1e3, 1e3},
  {GDL_U_erf, erfl, -6, 6}
};


static void test_error_in_ulp (void **state) {
  (void)state;
  gdl_random g;
  gdl_random_seed(&g, 7);
  for (size_t k = 0; k < sizeof(accurate) / sizeof(accurate[0]); k++)
    for (int i = 0; i < 2000; i++) {
      double v = accurate[k].low +
                 (accurate[k].high - accurate[k].low) * gdl_random_uniform(&g);
      double r = one(gdl_kernels_get(), accurate[k].op, v);
      double e = ulps(r, accurate[k].f(v));
      if (!(e <= allowed()))
        fail_msg("%s(%.17g) = %.17g is wrong by %g ulp",
                 gdl_unary_table[accurate[k].op].name, v, r, e);
    }
}


static void test_error_of_two_in_ulp (void **state) {
  (void)state;
  static const struct {
    gdl_binary op;
    long double (*f) (long double, long double);
  } rows[] = {{GDL_B_pow, powl}, {GDL_B_atan2, atan2l}, {GDL_B_hypot, hypotl}};
  gdl_random g;
  gdl_random_seed(&g, 8);
  for (size_t k = 0; k < 3; k++)
    for (int i = 0; i < 5000; i++) {
      double v = 20 * gdl_random_uniform(&g), w = 30 * gdl_random_uniform(&g) - 15;
      double r = two(gdl_kernels_get(), rows[k].op, v, w);
      double e = ulps(r, rows[k].f(v, w));
      if (!(e <= allowed()))
        fail_msg("%s(%.17g, %.17g) = %.17g is wrong by %g ulp",
                 gdl_binary_table[rows[k].op].name, v, w, r, e);
    }
}


static void test_composed_functions (void **state) {
  (void)state;
  const gdl_kernels *k = gdl_kernels_get();
  assert_same(one(k, GDL_U_tanh, -0.0), -0.0);
  assert_same(one(k, GDL_U_tanh, -5e-324), -5e-324);
  assert_same(one(k, GDL_U_tanh, -INFINITY), -1.0);
  for (double v = -745; v <= 745; v += 0.37) {
    long double e = expl(-fabsl(v)), c = coshl(v);
    assert_true(ulps(one(k, GDL_U_sigmoid, v), (v < 0 ? e : 1) / (1 + e)) <= 3 * allowed());
    assert_true(ulps(one(k, GDL_U_tanh, v / 200), tanhl(v / 200)) <= 2 * allowed());
    assert_true(ulps(one(k, GDL_U_softplus, v),
                     (v > 0 ? v : 0) + log1pl(e)) <= 3 * allowed());
    if (fabs(v) < 350)
      assert_true(ulps(one(k, GDL_U_sech2, v), 1 / (c * c)) <= 3 * allowed());
  }
}


/*
** What moves elements
*/
static void test_select (void **state) {
  (void)state;
  for (size_t trial = 0; trial < SHORT; trial++) {
    fill_trial(trial);
    for (size_t s = 0; s < count; s++)
      for (size_t steps = 0; steps < 4; steps++) {
        size_t da = steps & 1, db = steps >> 1, n = trial;
        double c[SHORT], *out = at(trial % OFFSETS);
        for (size_t i = 0; i < n; i++)
          c[i] = i % 5 == 0 ? -0.0 : i % 5 == 1 ? NAN : i % 3 == 0 ? 0 : 1;
        out[n] = 42;
        sets[s]->select(c, x, da, y, db, out, n);
        for (size_t i = 0; i < n; i++)
          assert_same(out[i], c[i] != 0 ? x[da * i] : y[db * i]);
        memcpy(out, c, n * sizeof(double));
        sets[s]->select(out, x, da, y, db, out, n);
        for (size_t i = 0; i < n; i++)
          assert_same(out[i], c[i] != 0 ? x[da * i] : y[db * i]);
        assert_same(out[n], 42.0);
      }
  }
}


static void test_fill_load_store_take (void **state) {
  (void)state;
  static const uint32_t index[7] = {4, 4, 0, 500, 7, 2, 1};
  fill_trial(3);
  for (size_t s = 0; s < count; s++) {
    double out[8] = {0}, spread[22] = {0};
    sets[s]->fill(2.5, out, 7);
    for (size_t i = 0; i < 8; i++)
      assert_same(out[i], i < 7 ? 2.5 : 0.0);
    sets[s]->load(x + 100, -3, out, 7);
    for (size_t i = 0; i < 7; i++)
      assert_same(out[i], x[100 - 3 * i]);
    sets[s]->load(x + 9, 0, out, 7);
    for (size_t i = 0; i < 7; i++)
      assert_same(out[i], x[9]);
    sets[s]->store(x, spread + 21, -3, 7);
    for (size_t i = 0; i < 22; i++)
      assert_same(spread[i], i > 0 && i % 3 == 0 ? x[(21 - i) / 3] : 0.0);
    sets[s]->take(x, index, out, 7);
    for (size_t i = 0; i < 7; i++)
      assert_same(out[i], x[index[i]]);
  }
}


static void test_finite (void **state) {
  (void)state;
  for (size_t s = 0; s < count; s++)
    for (size_t n = 0; n < 70; n++) {
      for (size_t i = 0; i < n; i++)
        memory[i + 1] = i % 2 ? -DBL_MAX : 0x1p-1074;
      assert_true(sets[s]->finite(memory + 1, n));
      for (size_t i = 0; i < n; i++) {
        double there = memory[i + 1];
        memory[i + 1] = i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : -INFINITY;
        assert_false(sets[s]->finite(memory + 1, n));
        memory[i + 1] = there;
      }
    }
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_choice),
    cmocka_unit_test(test_which_there_are),
    cmocka_unit_test(test_unary_is_the_same_everywhere),
    cmocka_unit_test(test_binary_is_the_same_everywhere),
    cmocka_unit_test(test_what_has_the_bits_of_numbers),
    cmocka_unit_test(test_special_values_are_those_of_numbers),
    cmocka_unit_test(test_powers),
    cmocka_unit_test(test_error_in_ulp),
    cmocka_unit_test(test_error_of_two_in_ulp),
    cmocka_unit_test(test_composed_functions),
    cmocka_unit_test(test_select),
    cmocka_unit_test(test_fill_load_store_take),
    cmocka_unit_test(test_finite),
  };
  return cmocka_run_group_tests(tests, find_sets, NULL);
}
