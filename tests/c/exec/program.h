/*
** program.h - for tests of programs: everything by program and by reference
** evaluator, compared bit by bit
*/
#ifndef GDL_TESTS_EXEC_PROGRAM_H
#define GDL_TESTS_EXEC_PROGRAM_H

#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "array/kernel.h"
#include "../graph/build.h"
#include "exec/program.h"


/* A digest of all values that were compared, all NaN being one. */
static uint64_t digest;


static inline void digest_value (double x) {
  digest = (digest ^ (isnan(x) ? 1 : bits_of(x))) * 0x100000001b3u;
}


/* Runs the tests under each instruction set there is, each in a process of its
** own; where exp and its like have fixed bits, the values are the same ones in
** all. Answers how many failed. */
static inline int run_under_every_set (int (*run) (void)) {
  static const char *const names[] = {"sse2", "avx2", "avx512"};
  uint64_t *digests = mmap(NULL, sizeof(names), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0), first = 0;
  int failures = 0, status;
  for (size_t k = 0; k < COUNT(names); k++) {
    if (gdl_kernels_named(names[k]) == NULL)
      continue;
    pid_t child = fork();
    if (child == 0) {
      setenv("GDLUA_ISA", names[k], 1);
      digest = 1;
      status = run();
      digests[k] = digest;
      exit(status);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
      return 1;
    failures += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    if (first == 0)
      first = digests[k];
    if (digests[k] != first && gdl_kernels_exact()) {
      printf("values under %s are not those under sse2\n", names[k]);
      failures++;
    }
  }
  return failures;
}


static inline gdl_program *program_of (const gdl_graph *g, const gdl_node *out,
                                       size_t outs, const gdl_check *check,
                                       size_t checks) {
  gdl_program *p;
  gdl_error err = {""};
  if (gdl_program_new(g, out, outs, check, checks, &p, &err) != GDL_OK)
    fail_msg("%s", err.text);
  return p;
}


/* Memory for the values of nodes, NaN all over; end of each is watched. */
static inline double **new_results (const gdl_graph *g, const gdl_node *out,
                                    size_t outs) {
  double **r = malloc((outs + 1) * sizeof(*r));
  for (size_t k = 0; k < outs; k++) {
    size_t n = gdl_shape_length(gdl_graph_shape(g, out[k]));
    r[k] = malloc((n + 1) * sizeof(double));
    for (size_t i = 0; i <= n; i++)
      r[k][i] = -12345;
  }
  return r;
}


static inline void free_results (double **r, size_t outs) {
  for (size_t k = 0; k < outs; k++)
    free(r[k]);
  free(r);
}


static inline void print_program (const gdl_program *p) {
  gdl_text t = {NULL, 0, 0};
  gdl_program_print(p, &t);
  fputs(t.text, stdout);
  free(t.text);
}


/* The outputs have the same bits, all NaN being one, run twice; one left out in
** turn does not change the others. 'what' is for messages. */
static inline void assert_same_program (const gdl_graph *g, const gdl_node *out,
                                        size_t outs, const gdl_bindings *b,
                                        const char *what, size_t number) {
  gdl_error err = {""};
  double **expected = new_results(g, out, outs), **got = new_results(g, out, outs);
  assert_good(g);
  if (gdl_reference_evaluate(g, out, outs, b, expected, &err) != GDL_OK)
    fail_msg("%s %zu: %s", what, number, err.text);
  gdl_program *p = program_of(g, out, outs, NULL, 0);
  for (int run = 0; run < 2; run++) {
    size_t skip = number % (outs + 1) + 1;    /* beyond the last: none */
    double *kept = NULL;
    if (run == 0 && skip < outs) {
      kept = got[skip];
      got[skip] = NULL;
    }
    assert_int_equal(gdl_program_run(p, b, got), 0);
    if (kept != NULL)
      got[skip] = kept;
    for (size_t k = 0; k < outs; k++) {
      size_t n = gdl_shape_length(gdl_graph_shape(g, out[k]));
      for (size_t i = 0; i <= n; i++) {
        if (kept != NULL && k == skip)
          continue;
        digest_value(got[k][i]);
        if (!same(got[k][i], expected[k][i])) {
          gdl_text t = {NULL, 0, 0};
          gdl_print_listing(g, out, outs, NULL, &t);
          if (t.length < 20000) {
            fputs(t.text, stdout);
            print_program(p);
          }
          fail_msg("%s %zu: output %zu, element %zu of %zu: %.17g, not %.17g", what,
                   number, k + 1, i + 1, n, got[k][i], expected[k][i]);
        }
      }
    }
  }
  gdl_program_free(p);
  free_results(expected, outs);
  free_results(got, outs);
}

#endif
