/*
** history_test.c - rows of a run: thinning, first, last and best
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "optim/descent.h"
#include "optim/history.h"

#define BIT(field)  (1u << (field))


/* A state whose cost is lowest at epoch 'best' of those up to 'epoch'. */
static gdl_state state_at (uint64_t epoch, uint64_t best, const double *x,
                           const double *g) {
  gdl_state s = {0};
  s.epoch = epoch;
  s.updates = 2 * epoch;
  s.evaluations = 3 * epoch;
  s.x = x;
  s.g = g;
  s.cost = fabs((double)epoch - (double)best);
  s.gradient_norm = 0.5;
  s.step = 0.25;
  s.change = 0.125;
  s.validation = 7;
  s.best_epoch = epoch < best ? epoch : best;
  return s;
}


/* Records epochs 0 .. last, best at 'best'; the state of the last. */
static gdl_state record_all (gdl_history *h, uint64_t last, uint64_t best) {
  static const double x[2] = {1, 2}, g[2] = {3, 4};
  gdl_state s = {0};
  for (uint64_t epoch = 0; epoch <= last; epoch++) {
    s = state_at(epoch, best, x, g);
    assert_int_equal(gdl_history_record(h, &s, 0.5), GDL_OK);
  }
  return s;
}


static void test_columns (void **state) {
  (void)state;
  gdl_history h;
  gdl_history_init(&h, BIT(GDL_FIELD_X) | BIT(GDL_FIELD_COST), 3, 0);
  assert_int_equal(h.width, 5);
  assert_int_equal(gdl_history_column(&h, GDL_FIELD_EPOCH), 0);
  assert_int_equal(gdl_history_column(&h, GDL_FIELD_COST), 1);
  assert_int_equal(gdl_history_column(&h, GDL_FIELD_X), 2);
  assert_int_equal(gdl_history_column(&h, GDL_FIELD_STEP), -1);
  gdl_history_init(&h, 0, 3, 0);
  assert_int_equal(h.width, 0);
  assert_int_equal(gdl_history_column(&h, GDL_FIELD_EPOCH), -1);
}


static void test_nothing_is_recorded_without_fields (void **state) {
  (void)state;
  gdl_history h;
  gdl_history_init(&h, 0, 2, 4);
  gdl_state s = record_all(&h, 20, 3);
  double *data;
  size_t rows;
  assert_int_equal(h.rows, 0);
  assert_null(h.data);
  assert_int_equal(gdl_history_finish(&h, &s, 0, &data, &rows), GDL_OK);
  assert_int_equal(rows, 0);
  free(data);
}


static void test_every_field (void **state) {
  (void)state;
  gdl_history h;
  gdl_history_init(&h, BIT(GDL_FIELD_COUNT) - 1, 2, 0);
  gdl_state s = record_all(&h, 3, 9);
  double *data;
  size_t rows;
  assert_int_equal(gdl_history_finish(&h, &s, 0.5, &data, &rows), GDL_OK);
  assert_int_equal(rows, 4);
  const double expected[] = {3, 6, 0.25, 0.5, 0.125, 6, 9, 0.5, 7, 1, 2, 3, 4};
  assert_int_equal(h.width, 13);
  for (size_t i = 0; i < 13; i++)
    assert_true(data[3*13 + i] == expected[i]);
  free(data);
  gdl_history_free(&h);
}


/* However long the run, whatever the limit and wherever the best epoch: rows
** ascend, none is there twice, all but best and last are evenly spaced, and
** each holds what belongs to its epoch. */
static void test_thinning (void **state) {
  (void)state;
  for (size_t limit = 1; limit <= 9; limit++)
    for (uint64_t last = 0; last <= 70; last += 1 + last / 20)
      for (uint64_t best = 0; best <= last; best++) {
        gdl_history h;
        gdl_history_init(&h, BIT(GDL_FIELD_COST), 2, limit);
        gdl_state s = record_all(&h, last, best);
        double *data;
        size_t rows;
        int has_best = 0;
        assert_int_equal(gdl_history_finish(&h, &s, 0, &data, &rows), GDL_OK);
        assert_true(h.rows <= limit);
        assert_true(rows <= limit + 2);
        assert_true(data[0] == 0);
        assert_true(data[2*(rows - 1)] == (double)last);
        for (size_t i = 0; i < rows; i++) {
          double epoch = data[2*i];
          assert_true(data[2*i + 1] == fabs(epoch - (double)best));
          assert_true(i == 0 || epoch > data[2*(i - 1)]);
          has_best |= epoch == (double)best;
          if (epoch != (double)best && epoch != (double)last)
            assert_true(fmod(epoch, (double)h.stride) == 0);
        }
        assert_true(has_best);
        /* no more is dropped than there must be */
        assert_true(last < limit ? rows == last + 1 : 2*h.rows + 1 >= limit);
        free(data);
        gdl_history_free(&h);
      }
}


static void test_without_limit_all_is_kept (void **state) {
  (void)state;
  gdl_history h;
  gdl_history_init(&h, BIT(GDL_FIELD_COST), 2, 0);
  record_all(&h, 100000, 5);
  assert_int_equal(h.rows, 100001);
  assert_int_equal(h.stride, 1);
  gdl_history_free(&h);
}


static void test_finishing_changes_nothing (void **state) {
  (void)state;
  gdl_history h;
  gdl_history_init(&h, BIT(GDL_FIELD_COST), 2, 4);
  gdl_state s = record_all(&h, 11, 7);
  for (int k = 0; k < 2; k++) {
    double *data;
    size_t rows;
    assert_int_equal(gdl_history_finish(&h, &s, 0, &data, &rows), GDL_OK);
    assert_int_equal(rows, 5);         /* 0 4 7 8 11 */
    assert_true(data[2*2] == 7 && data[2*4] == 11);
    free(data);
  }
  gdl_history_free(&h);
}


static void test_copies_go_on_apart (void **state) {
  (void)state;
  static const double x[2] = {1, 2}, g[2] = {3, 4};
  gdl_history h, c;
  gdl_history_init(&h, BIT(GDL_FIELD_COST), 2, 8);
  record_all(&h, 20, 9);
  assert_int_equal(gdl_history_copy(&h, &c), GDL_OK);
  for (uint64_t epoch = 21; epoch <= 60; epoch++) {
    gdl_state s = state_at(epoch, 9, x, g);
    assert_int_equal(gdl_history_record(&c, &s, 0), GDL_OK);
  }
  for (uint64_t epoch = 21; epoch <= 60; epoch++) {
    gdl_state s = state_at(epoch, 9, x, g);
    assert_int_equal(gdl_history_record(&h, &s, 0), GDL_OK);
  }
  assert_int_equal(h.rows, c.rows);
  assert_int_equal(h.stride, c.stride);
  assert_memory_equal(h.data, c.data, h.rows * h.width * sizeof(double));
  assert_memory_equal(h.best, c.best, h.width * sizeof(double));
  gdl_history_free(&h);
  assert_true(c.data[0] == 0);
  gdl_history_free(&c);
  gdl_history_init(&h, 0, 2, 8);
  assert_int_equal(gdl_history_copy(&h, &c), GDL_OK);
  gdl_history_free(&c);
}


/* Rows written by somebody else, a stretch at a time, are those that are recorded
** one by one. */
static void test_stretches (void **state) {
  (void)state;
  static const double x[2] = {1, 2}, g[2] = {3, 4};
  for (size_t limit = 0; limit <= 64; limit += 32)
    for (uint64_t length = 1; length <= 100; length += 9) {
      gdl_history h, one;
      unsigned fields = BIT(GDL_FIELD_COST) | BIT(GDL_FIELD_STEP);
      gdl_history_init(&h, fields, 2, limit);
      gdl_history_init(&one, fields, 2, limit);
      record_all(&one, 1000, 700);
      uint64_t epoch = 0;
      gdl_state s = state_at(0, 700, x, g);
      assert_int_equal(gdl_history_record(&h, &s, 0.5), GDL_OK);
      while (epoch < 1000) {
        uint64_t every, wait, most = length < 1000 - epoch ? length : 1000 - epoch;
        double *row;
        unsigned has;
        assert_int_equal(gdl_history_stretch(&h, epoch, 40, &has, &row, &every, &wait,
                                             &most), GDL_OK);
        assert_int_equal(has, fields | BIT(GDL_FIELD_EPOCH));
        for (uint64_t k = 1; k <= most; k++)
          if (k >= wait && (k - wait) % every == 0) {
            s = state_at(epoch + k, 700, x, g);
            *row++ = (double)s.epoch;
            *row++ = s.cost;
            *row++ = s.step;
          }
        s = state_at(epoch + most, 700, x, g);
        double best[3] = {(double)s.best_epoch,
                          fabs((double)s.best_epoch - 700), s.step};
        gdl_history_stretched(&h, most, best, every, wait);
        epoch += most;
        if (epoch < 1000) {
          s = state_at(++epoch, 700, x, g);
          assert_int_equal(gdl_history_record(&h, &s, 0.5), GDL_OK);
        }
      }
      assert_int_equal(h.rows, one.rows);
      assert_int_equal(h.stride, one.stride);
      assert_memory_equal(h.data, one.data, h.rows * h.width * sizeof(double));
      if (one.best != NULL)
        assert_memory_equal(h.best, one.best, h.width * sizeof(double));
      gdl_history_free(&h);
      gdl_history_free(&one);
    }
}


/* Where time is recorded, no row is somebody else's; where nothing is, there are
** no rows. */
static void test_stretches_without_rows (void **state) {
  (void)state;
  gdl_history h;
  uint64_t every, wait, most = 100;
  unsigned has;
  double *row;
  gdl_history_init(&h, BIT(GDL_FIELD_ELAPSED), 2, 8);
  record_all(&h, 20, 30);
  assert_int_equal(h.stride, 4);
  assert_int_equal(gdl_history_stretch(&h, 20, 40, &has, &row, &every, &wait, &most),
                   GDL_OK);
  assert_int_equal(most, 3);
  gdl_history_free(&h);
  most = 100;
  gdl_history_init(&h, 0, 2, 8);
  assert_int_equal(gdl_history_stretch(&h, 20, 40, &has, &row, &every, &wait, &most),
                   GDL_OK);
  assert_int_equal(most, 100);
  assert_int_equal(every, 0);
  assert_int_equal(has, 0);
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_columns),
    cmocka_unit_test(test_nothing_is_recorded_without_fields),
    cmocka_unit_test(test_every_field),
    cmocka_unit_test(test_thinning),
    cmocka_unit_test(test_without_limit_all_is_kept),
    cmocka_unit_test(test_finishing_changes_nothing),
    cmocka_unit_test(test_copies_go_on_apart),
    cmocka_unit_test(test_stretches),
    cmocka_unit_test(test_stretches_without_rows),
  };
  return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
