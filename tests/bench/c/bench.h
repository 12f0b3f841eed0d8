/*
** bench.h - what the hand-written programs of the benchmarks share
** Each is one gradient descent as an expert would write it in C for that one
** problem: usage: program epochs; it prints nanoseconds an epoch, then the cost
** and the norm of the point it reached.
*/
#ifndef BENCH_H
#define BENCH_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double bench_now (void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}


/* Prints the line and answers the exit status. */
static inline int bench_report (double began, long epochs, double cost,
                                const double *x, int n) {
  double ns = (bench_now() - began) / (double)epochs, sum = 0;
  for (int i = 0; i < n; i++)
    sum += x[i] * x[i];
  printf("%.6g %.17g %.17g\n", ns, cost, sqrt(sum));
  return 0;
}

#endif
