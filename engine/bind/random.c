/*
** random.c - gd.seed, gd.uniform, gd.normal, gd.permutation
** One generator a Lua state. Until gd.seed it starts where chance has it.
*/
#include "bind/trace.h"

#include <math.h>
#include <string.h>

static const char key = 0;      /* the generator's place in the registry */

/* The generator of a state, and how it came to be where it is. */
typedef struct generator {
  gdl_random random;
  gdl_random origin;        /* where it was first */
  lua_Integer seed;         /* the last that was given */
  int seeded;               /* has one been? */
} generator;


static generator *state_generator (lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &key);
  generator *g = (generator *)lua_touserdata(L, -1);
  lua_pop(L, 1);
  if (g == NULL) {
    g = (generator *)lua_newuserdatauv(L, sizeof(*g), 0);
    gdl_random_seed(&g->random, gdl_random_entropy());
    g->origin = g->random;
    g->seed = g->seeded = 0;
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
  }
  return g;
}


gdl_random *gdl_state_random (lua_State *L) {
  return &state_generator(L)->random;
}


/* What is traced has to be traced each time. */
static void not_pure (lua_State *L, const char *fname) {
  if (gdl_trace_current != NULL)
    gdl_trace_impure(L, "'gd.%s' is called", fname);
}


/* gd.seed(k) */
static int seed (lua_State *L) {
  lua_Integer k = gdl_check_integer(L, 1, "seed");
  not_pure(L, "seed");
  generator *g = state_generator(L);
  gdl_random_seed(&g->random, (uint64_t)k);
  g->seed = k;
  g->seeded = 1;
  return 0;
}


/* The number at 'arg', or 'otherwise' where there is none. */
static double optional (lua_State *L, int arg, const char *fname,
                        double otherwise) {
  if (lua_isnoneornil(L, arg))
    return otherwise;
  double x = gdl_check_number(L, arg, fname);
  if (!isfinite(x))
    gdl_bad_argument(L, arg, fname, "finite number");
  return x;
}


/* Pushes what is to be filled, for the size at 1 (none: one number, for which
** there is no array). */
static gdl_array *push_sized (lua_State *L, const char *fname) {
  size_t shape[2];
  if (lua_isnoneornil(L, 1))
    return NULL;
  int rank = gdl_check_shape(L, 1, fname, shape);
  return gdl_push_array(L, rank, shape[0], shape[1]);
}


/* In [lo, hi), also where lo + (hi - lo)*u is rounded up to hi. */
static double draw_uniform (gdl_random *r, double lo, double hi) {
  double x = lo + (hi - lo) * gdl_random_uniform(r);
  return x < hi || lo == hi ? x : nextafter(hi, lo);
}


/* gd.uniform([size [, lo [, hi]]]): 0 to 1 by default. */
static int uniform (lua_State *L) {
  not_pure(L, "uniform");
  double lo = optional(L, 2, "uniform", 0), hi = optional(L, 3, "uniform", 1);
  if (lo > hi || !isfinite(hi - lo))
    return gdl_blame(L, "'uniform' needs bounds lo <= hi, got %f and %f", lo,
                     hi);
  gdl_array *a = push_sized(L, "uniform");
  gdl_random *r = gdl_state_random(L);
  if (a == NULL)
    lua_pushnumber(L, draw_uniform(r, lo, hi));
  else
    for (size_t i = 0, n = gdl_array_length(a); i < n; i++)
      a->data[i] = draw_uniform(r, lo, hi);
  return 1;
}


/* gd.normal([size [, mean [, sd]]]): 0 and 1 by default. */
static int normal (lua_State *L) {
  not_pure(L, "normal");
  double mean = optional(L, 2, "normal", 0), sd = optional(L, 3, "normal", 1);
  if (sd < 0)
    return gdl_bad_argument(L, 3, "normal", "standard deviation, 0 or more");
  gdl_array *a = push_sized(L, "normal");
  gdl_random *r = gdl_state_random(L);
  if (a == NULL)
    lua_pushnumber(L, mean + sd * gdl_random_normal(r));
  else
    for (size_t i = 0, n = gdl_array_length(a); i < n; i++)
      a->data[i] = mean + sd * gdl_random_normal(r);
  return 1;
}


/* gd.permutation(n): the vector of 1 to n in random order. */
static int permutation (lua_State *L) {
  not_pure(L, "permutation");
  size_t n = gdl_check_count(L, 1, "permutation");
  gdl_array *a = gdl_push_array(L, 1, n, 1);
  size_t *p = (size_t *)lua_newuserdatauv(L, n * sizeof(*p), 0);
  gdl_random_permutation(gdl_state_random(L), p, n);
  for (size_t i = 0; i < n; i++)
    a->data[i] = (double)p[i] + 1;
  lua_pop(L, 1);
  return 1;
}


static const luaL_Reg functions[] = {
  {"seed", seed},
  {"uniform", uniform},
  {"normal", normal},
  {"permutation", permutation},
  {NULL, NULL}
};


/* core.random_state(): where the generator is, as a string; given such a
** string, goes there. */
static int random_state (lua_State *L) {
  gdl_random *r = gdl_state_random(L);
  if (lua_isnoneornil(L, 1)) {
    lua_pushlstring(L, (const char *)r->s, sizeof(r->s));
    return 1;
  }
  size_t size;
  const char *text = luaL_checklstring(L, 1, &size);
  luaL_argcheck(L, size == sizeof(r->s), 1, "not a state of the generator");
  memcpy(r->s, text, sizeof(r->s));
  return 0;
}


/* core.random_origin(): the state it began with, and the last seed given, or nil. */
static int random_origin (lua_State *L) {
  const generator *g = state_generator(L);
  lua_pushlstring(L, (const char *)g->origin.s, sizeof(g->origin.s));
  if (g->seeded)
    lua_pushinteger(L, g->seed);
  else
    lua_pushnil(L);
  return 2;
}


void gdl_open_random (lua_State *L, int gd, int core) {
  gdl_set_functions(L, gd, functions);
  lua_pushcfunction(L, random_state);
  lua_setfield(L, core, "random_state");
  lua_pushcfunction(L, random_origin);
  lua_setfield(L, core, "random_origin");
}
