/*
** bench.h - what the hand-written programs of the benchmarks share
** Each is the work of one row as an expert would write it in C for that one
** problem, for cc -O3 -march=native -ffast-math, with the stopping tests of
** every step. usage: program count [words]; it prints nanoseconds of processor
** time a unit, and the numbers it arrived at.
*/
#ifndef BENCH_H
#define BENCH_H

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Makes what is not timed: data and memory. 'word' are the words of the
** command line, NULL after the last. */
static void prepare (char **word);

/* Does the work from its start and writes at most 8 numbers to 'out'; answers
** how many. */
static int work (long count, double *out);

/* Set where 'work' times itself: nanoseconds a unit. */
static double per_unit;


static inline double now (void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}


/* Of -ffast-math, isfinite() would always hold. */
static inline int is_finite (double v) {
  return fabs(v) <= DBL_MAX;
}


static inline double norm (const double *x, long n) {
  double sum = 0;
  for (long i = 0; i < n; i++)
    sum += x[i] * x[i];
  return sqrt(sum);
}


/* The numbers of all languages: s = 16807*s mod 2^31 - 1, from -1 to 1. */
static inline double draw (void) {
  static long long s = 1;
  s = s * 16807 % 2147483647;
  return (double)s / 2147483647.0 * 2 - 1;
}


int main (int argc, char **argv) {
  double out[8];
  long count = argc > 1 ? atol(argv[1]) : 1;
  prepare(argv + (argc > 1 ? 2 : 1));
  work(count / 10 + 1, out);
  double began = now();
  int n = work(count, out);
  double took = now() - began;
  printf("%.6g", per_unit > 0 ? per_unit : took / (double)count);
  for (int i = 0; i < n; i++)
    printf(" %.17g", out[i]);
  printf("\n");
  return 0;
}

#endif
