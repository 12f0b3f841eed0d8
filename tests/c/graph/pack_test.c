/*
** pack_test.c - loops become vectors, with the same values and gradients
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "pack_check.h"

#define PROGRAMS 100


/*
** The families
*/
/* s = 0; for i: s = s + tree(i); what is made of s at the end. */
static void loop (program *p, const leaf *kinds, size_t count) {
  gdl_graph *G = p->g;
  gdl_node s = GDL_NO_NODE, earlier[2];
  leaf all[16];
  memcpy(all, kinds, count * sizeof(*kinds));
  int shared = below(p, 2) == 0, minus = below(p, 4) == 0,
      twice = below(p, 3) == 0;
  tree before = random_tree(p, kinds, count, count + below(p, 2));
  if (shared)
    all[count++] = READ_EARLIER;
  tree t = random_tree(p, all, count, count + below(p, 4)),
       u = random_tree(p, kinds, 1, 1 + below(p, 2));
  for (size_t i = 0; i < p->lanes; i++) {
    earlier[0] = earlier[1] = shared ? instance(p, &before, i, NULL)
                                     : GDL_NO_NODE;
    s = accumulate(p, s, instance(p, &t, i, earlier), minus);
    if (twice)
      s = accumulate(p, s, instance(p, &u, i, earlier), 0);
  }
  switch (below(p, 4)) {
    case 0: s = DIV(s, K((double)p->lanes)); break;
    case 1: s = ADD(MUL(K(0.5), s), POW(P(0), K(2))); break;
    case 2: s = U(neg, s); break;
    default: break;
  }
  p->out = s;
}


static void elements (program *p) {
  loop(p, (const leaf[]){READ_ELEMENT, READ_CONSTANT}, 2);
}


static void neighbours (program *p) {
  loop(p, (const leaf[]){READ_ELEMENT, READ_NEXT, READ_CONSTANT}, 3);
}


static void rows (program *p) {
  loop(p, (const leaf[]){READ_PARAM, READ_TABLE, READ_TABLE, READ_PARAM}, 4);
}


static void indices (program *p) {
  loop(p, (const leaf[]){READ_INDEXED, READ_ELEMENT, READ_TABLE}, 3);
}


/* for i: z = b; for j: z = z + w[j]*X[i][j]; s = s + tree(z, y[i]) */
static void double_loop (program *p) {
  gdl_graph *G = p->g;
  size_t cols = 2 + below(p, 20);
  gdl_node s = GDL_NO_NODE, earlier[2];
  tree t = random_tree(p, (const leaf[]){READ_EARLIER, READ_TABLE}, 2,
                       2 + below(p, 3));
  int product = below(p, 3) > 0, turned = below(p, 2) == 0;
  for (size_t i = 0; i < p->lanes; i++) {
    gdl_node z = turned ? P(0) : K(0);
    for (size_t j = 0; j < cols; j++) {
      double x = p->table[1][(i * cols + j) % 4096];
      if (product) {
        gdl_node w = P(p->first + j);
        z = ADD(z, turned ? MUL(K(x), w) : MUL(w, K(x)));
      }
      else
        z = ADD(z, POW(SUB(P(p->first + j), K(x)), K(2)));
    }
    earlier[0] = earlier[1] = U(tanh, z);
    s = accumulate(p, s, instance(p, &t, i, earlier), 0);
  }
  p->out = s;
}


static int value_is_positive (program *p, gdl_node n) {
  return number(p, p->g, n) > 0;
}


/* r = f(i); if r < c then s = s + f(r) else s = s + g(r) */
static void branches (program *p) {
  gdl_graph *G = p->g;
  gdl_node s = GDL_NO_NODE, earlier[2];
  tree r = random_tree(p, (const leaf[]){READ_ELEMENT, READ_TABLE}, 2, 2),
       t = random_tree(p, (const leaf[]){READ_EARLIER, READ_CONSTANT}, 2, 3),
       u = random_tree(p, (const leaf[]){READ_EARLIER, READ_CONSTANT}, 2, 2);
  for (size_t i = 0; i < p->lanes; i++) {
    earlier[0] = earlier[1] = instance(p, &r, i, NULL);
    gdl_node guard = B(lt, earlier[0], K(0.25));
    int yes = value_is_positive(p, guard);
    p->guard[p->guards++] = (gdl_pack_guard){guard, yes};
    s = accumulate(p, s, instance(p, yes ? &t : &u, i, earlier), 0);
  }
  p->out = s;
}


static void run_family (const char *name, void (*make) (program *),
                        uint64_t seed) {
  int packed = 0;
  for (uint64_t k = 0; k < PROGRAMS; k++) {
    gdl_random r;
    gdl_random_seed(&r, seed + k);
    size_t lanes = 24 + (size_t)gdl_random_below(&r, 100);
    program *p = program_new(seed + k, lanes, 4);
    gdl_pack_report report;
    make(p);
    int done = check_packed(p, &report);
    /* as few nodes as do not grow with the loop */
    if (done && report.after < 120)
      packed++;
    else
      print_message("%s %d: refusal %d, %zu nodes of %zu\n", name, (int)k,
                    (int)report.refusal, report.after, report.before);
    program_free(p);
  }
  print_message("packed: %s %d of %d\n", name, packed, PROGRAMS);
  assert_true(packed >= 95);
}


#define FAMILY(name, seed) \
  static void test_##name (void **state) { \
    (void)state; \
    run_family(#name, name, seed); \
  }

FAMILY(elements, 1000)
FAMILY(neighbours, 2000)
FAMILY(rows, 3000)
FAMILY(double_loop, 4000)
FAMILY(indices, 5000)
FAMILY(branches, 6000)


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_elements),
    cmocka_unit_test(test_neighbours),
    cmocka_unit_test(test_rows),
    cmocka_unit_test(test_double_loop),
    cmocka_unit_test(test_indices),
    cmocka_unit_test(test_branches),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
