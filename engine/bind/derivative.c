/*
** derivative.c - derivatives of a user's function at one point
** Options are read in scripts/gdlua/derivative.lua.
*/
#include <string.h>

#include "array/reduce.h"
#include "bind/cost.h"

static const char *const modes[] = {
  "central", "forward_difference", "richardson", NULL
};

/* Fixed places in the frame of core.gradient. */
enum { FN = 1, X, MODE, H, GRADIENT, EXTRA };


static void check_x_finite (lua_State *L, const double *x, size_t n) {
  size_t i = gdl_reduce_first_nonfinite(x, n);
  if (i == n)
    return;
  lua_pushnumber(L, x[i]);
  gdl_blame(L, "x is not finite: element %d is %s", (int)i + 1,
            gdl_describe(L, -1));
}


/* core.gradient(f, x, mode, h, gradient | nil, ...) -> gradient, cost, error
** The arguments after these are handed on to f and gradient. 'error' has the
** gradient's shape: what rounding may contribute to each component. */
static int core_gradient (lua_State *L) {
  gdl_cost c;
  int nargs = lua_gettop(L) - EXTRA + 1;
  luaL_checkstack(L, nargs + 24, "calling the cost");
  gdl_tree *s = gdl_push_tree(L, X, "x");
  gdl_cost_init(&c, s);
  c.L = L;
  c.shape_at = lua_gettop(L);
  double *x = lua_newuserdatauv(L, 4 * s->n * sizeof(double), 0);
  double *g = x + s->n;
  c.g_error = g + s->n;
  c.x = c.g_error + s->n;
  memset(c.g_error, 0, s->n * sizeof(double));
  gdl_tree_flatten(L, c.shape_at, X, "x", 0, x);
  check_x_finite(L, x, s->n);
  gdl_tree_push_parts(L, c.shape_at);
  c.parts = lua_gettop(L);
  c.arg = c.parts - 1;
  lua_pushnil(L);
  c.error = lua_gettop(L);
  gdl_push_handler(L);
  c.handler = lua_gettop(L);
  c.fn = FN;
  c.gradient = GRADIENT;
  c.has_gradient = !lua_isnil(L, GRADIENT);
  c.extra = EXTRA;
  c.nargs = nargs;
  c.diff.mode = (gdl_diff_mode)luaL_checkoption(L, MODE, NULL, modes);
  c.diff.h = luaL_checknumber(L, H);
  double cost, g_error;
  gdl_forget_traceback(L);
  gdl_status status = c.problem.gradient(&c.problem, x, &cost, g, &g_error);
  if (status == GDL_ECALLBACK) {
    lua_pushvalue(L, c.error);
    return lua_error(L);
  }
  if (status != GDL_OK)
    return gdl_blame_status(L, status, NULL);
  gdl_tree_push(L, c.shape_at, g);
  lua_pushnumber(L, cost);
  gdl_tree_push(L, c.shape_at, c.g_error);
  return 3;
}


void gdl_open_derivative (lua_State *L, int gd, int core) {
  (void)gd;
  lua_pushcfunction(L, core_gradient);
  lua_setfield(L, core, "gradient");
}
