/*
** step.c - gd.step, the one move every descent is made of
*/
#include "bind/tracemath.h"
#include "bind/tree.h"


/* Pushes v + size*gradient for two arrays of one shape. */
static int step_arrays (lua_State *L, const gdl_array *v,
                        const gdl_array *gradient, double size) {
  gdl_array *out = gdl_push_like(L, v);
  size_t n = gdl_array_length(v);
  for (size_t i = 0; i < n; i++)
    out->data[i] = v->data[i] + size * gradient->data[i];
  return 1;
}


/* gd.step(v, gradient, size) -> v + size*gradient, a new value in the shape of
** v: a number, an array (a plain list of numbers is a vector) or a table of
** them. A negative size descends. */
static int step (lua_State *L) {
  if (gdl_trace_current != NULL &&
      (gdl_deep_traced(L, 1) || gdl_deep_traced(L, 2) || gdl_is_traced(L, 3))) {
    if (gdl_traced_step(L) != GDL_NOT_TRACED)
      return 1;
    step(L);
    return gdl_untraceable(L, "step");
  }
  double size = gdl_check_number(L, 3, "step");
  lua_settop(L, 2);
  gdl_array *v = gdl_to_array(L, 1), *gradient = gdl_to_array(L, 2);
  if (v != NULL && gradient != NULL && gdl_array_same_shape(v, gradient))
    return step_arrays(L, v, gradient, size);
  gdl_tree *s = gdl_push_tree(L, 1, "the first argument of 'step'");
  double *x = lua_newuserdatauv(L, 2 * s->n * sizeof(*x), 0);
  double *g = x + s->n;
  gdl_tree_flatten(L, 3, 1, "the first argument of 'step'", 0, x);
  gdl_tree_flatten(L, 3, 2, "the gradient", 0, g);
  for (size_t i = 0; i < s->n; i++)
    x[i] += size * g[i];
  gdl_tree_push(L, 3, x);
  return 1;
}


void gdl_open_step (lua_State *L, int gd, int core) {
  (void)core;
  lua_pushcfunction(L, step);
  lua_setfield(L, gd, "step");
}
