/*
** bind.h - what the files of the Lua binding share
*/
#ifndef GDL_BIND_BIND_H
#define GDL_BIND_BIND_H

#include <lauxlib.h>
#include <lua.h>

#include "array/array.h"
#include "array/reduce.h"
#include "base/random.h"

/*
** Opening. Each file has one function that adds what it offers: public names
** to the table at index 'gd', functions only our own scripts call to the
** table at index 'core' (scripts get it by require "gdlua.core"). Stack:
** unchanged.
*/
typedef void (*gdl_open_fn) (lua_State *L, int gd, int core);

/* One line a file in module.c lists them. */
void gdl_open_nearest (lua_State *L, int gd, int core);
void gdl_open_array (lua_State *L, int gd, int core);
void gdl_open_arraymath (lua_State *L, int gd, int core);
void gdl_open_arraysoft (lua_State *L, int gd, int core);
void gdl_open_arraymake (lua_State *L, int gd, int core);
void gdl_open_random (lua_State *L, int gd, int core);
void gdl_open_place (lua_State *L, int gd, int core);
void gdl_open_equal (lua_State *L, int gd, int core);
void gdl_open_textbook (lua_State *L, int gd, int core);
void gdl_open_step (lua_State *L, int gd, int core);
void gdl_open_linalg (lua_State *L, int gd, int core);
void gdl_open_file (lua_State *L, int gd, int core);
void gdl_open_tree (lua_State *L, int gd, int core);
void gdl_open_pack (lua_State *L, int gd, int core);
void gdl_open_sqlite (lua_State *L, int gd, int core);
void gdl_open_apart (lua_State *L, int gd, int core);
void gdl_open_pool (lua_State *L, int gd, int core);
void gdl_open_derivative (lua_State *L, int gd, int core);
void gdl_open_exact (lua_State *L, int gd, int core);
void gdl_open_repeated (lua_State *L, int gd, int core);
void gdl_open_descent (lua_State *L, int gd, int core);
void gdl_open_solvers (lua_State *L, int gd, int core);
void gdl_open_fit (lua_State *L, int gd, int core);
void gdl_open_checkpoint (lua_State *L, int gd, int core);
void gdl_open_fork (lua_State *L, int gd, int core);
void gdl_open_box (lua_State *L, int gd, int core);
void gdl_open_graph (lua_State *L, int gd, int core);
void gdl_open_native (lua_State *L, int gd, int core);
void gdl_open_blame (lua_State *L, int gd, int core);
void gdl_open_trace (lua_State *L, int gd, int core);
void gdl_open_watch (lua_State *L, int gd, int core);
void gdl_open_tracelua (lua_State *L, int gd, int core);
void gdl_open_tracelib (lua_State *L, int gd, int core);
void gdl_open_nested (lua_State *L, int gd, int core);
void gdl_open_custom (lua_State *L, int gd, int core);
void gdl_open_formula (lua_State *L, int gd, int core);

GDL_API int luaopen_gdlua (lua_State *L);

/*
** Errors. A mistake of the user is blamed on the innermost Lua frame that is
** not one of our embedded scripts, so that file and line are the user's.
*/
/* gdl_blame - raises the formatted message (lua_pushfstring's formats) with
** that position in front. Never returns; the int is for "return gdl_blame". */
int gdl_blame (lua_State *L, const char *fmt, ...);

/* gdl_blame_status - raises the text of 'e', or of 's' where it is empty, in
** the same way. GDL_ENOMEM raises "not enough memory" without a position. */
int gdl_blame_status (lua_State *L, gdl_status s, const gdl_error *e);

/* gdl_users_frame - fills 'ar' (S, l) with the innermost Lua frame of the
** user's; false when there is none (the program was called from C). */
int gdl_users_frame (lua_State *L, lua_Debug *ar);

/* gdl_describe - pushes and returns a short description of the value at
** 'idx' for messages: nil, 'abc' (a string), 12, vector of 3, a table. */
const char *gdl_describe (lua_State *L, int idx);

/*
** Arrays in Lua: one userdata that holds the descriptor and, behind it, its
** elements, so that the collector knows their size and nothing needs a
** finaliser. Rows of a matrix are userdata that point into another's elements
** and keep it alive as their user value.
*/
typedef struct gdl_lua_array {
  const void *tag;         /* &gdl_array_tag, or &gdl_mirror_tag while its mirror
                           ** leads (mirror.h): tells ours from others' */
  gdl_array a;
  uint64_t version;        /* a.version points here, or into the owner */
  uint64_t birth;          /* number of arrays made before it; of a row: that of
                              its matrix */
} gdl_lua_array;

extern const char gdl_array_tag, gdl_mirror_tag;

/* gdl_push_array - pushes a new array, elements not set; returns its
** descriptor, valid as long as the value is reachable. Rank 1: rows elements,
** cols ignored. Elements are 64-byte aligned from 512 bytes on. Raises a
** memory error. */
gdl_array *gdl_push_array (lua_State *L, int rank, size_t rows, size_t cols);

/* gdl_push_keeper - a new vector of n elements with one user value. */
gdl_lua_array *gdl_push_keeper (lua_State *L, size_t n);

/* gdl_push_like - the same with the shape of 'shape'. */
gdl_array *gdl_push_like (lua_State *L, const gdl_array *shape);

/* gdl_push_row - pushes a view of row 'i' (from 0) of the matrix at 'idx'. */
gdl_array *gdl_push_row (lua_State *L, int idx, size_t i);

/* gdl_push_owner - pushes what the array at 'idx' is a view of and returns true;
** or pushes nothing and returns false. */
int gdl_push_owner (lua_State *L, int idx);

/* gdl_fetch_mirror - the array at 'idx', which has a tag that is not
** gdl_array_tag: its elements fetched from the mirror, or NULL for the
** userdata of somebody else. */
gdl_array *gdl_fetch_mirror (lua_State *L, int idx);

/* gdl_array_births - how many arrays have been made. */
uint64_t gdl_array_births (void);

/* What is being traced (trace.h), or NULL; gdl_trace_capture and
** gdl_any_traced are described there. */
extern _Thread_local struct gdl_trace *gdl_trace_current
    __attribute__((tls_model("initial-exec")));
void gdl_trace_capture (lua_State *L, int idx);
int gdl_search_traced (lua_State *L, int first);

static inline int gdl_any_traced (lua_State *L, int first) {
  return __builtin_expect(gdl_trace_current != NULL, 0) &&
         gdl_search_traced(L, first);
}

/* gdl_to_array - the array at 'idx', or NULL if the value is not an array. What
** is traced depends on it from then on. */
static inline gdl_array *gdl_to_array (lua_State *L, int idx) {
  gdl_lua_array *p = (gdl_lua_array *)lua_touserdata(L, idx);
  if (p == NULL || lua_rawlen(L, idx) < sizeof(*p))
    return NULL;
  if (__builtin_expect(gdl_trace_current != NULL, 0))
    gdl_trace_capture(L, idx);
  return p->tag == &gdl_array_tag ? &p->a : gdl_fetch_mirror(L, idx);
}

/* gdl_table_to_array - reads the plain table at 'idx' (numbers: a vector;
** rows of numbers of one length, tables or vectors: a matrix), pushes it as
** an array and returns the descriptor. On a table that is neither it returns
** NULL, pushes nothing, and says why in 'err' ("element 2 is a string",
** "row 3 has 2 elements, row 1 has 3"). */
gdl_array *gdl_table_to_array (lua_State *L, int idx, gdl_error *err);

/* gdl_check_operand - argument 'arg' as an array: a number (rank 0), an array
** or a plain table (replaced on the stack by the array made of it). A
** number's value is kept in *number, which must live as long as the result.
** 'fname' is for messages: "bad argument #2 to 'dot' (number, vector or
** matrix expected, got nil)". Raises. */
gdl_array gdl_check_operand (lua_State *L, int arg, const char *fname,
                             double *number);

/*
** Arguments (argument.c). 'fname' is the name a script calls; 'expected' says
** what would have been right: "bad argument #2 to 'dot' (vector or table of
** numbers expected, got nil)". In a method call self is not counted.
*/
/* gdl_bad_argument - raises that. Never returns. */
int gdl_bad_argument (lua_State *L, int arg, const char *fname,
                      const char *expected);

/* gdl_to_operand - the value at 'idx' as an operand, as gdl_check_operand
** says; false, with the reason in 'err' (empty where the type says it all),
** instead of raising. */
int gdl_to_operand (lua_State *L, int idx, gdl_array *a, double *number,
                    gdl_error *err);

/* gdl_check_array - the argument as a vector or matrix; a table is replaced
** by the array made of it. */
gdl_array *gdl_check_array (lua_State *L, int arg, const char *fname,
                            const char *expected);

/* gdl_check_integer, gdl_check_number - a number (for the first with an
** integer value; strings do not count). gdl_check_count - one that is not
** negative, for lengths. */
lua_Integer gdl_check_integer (lua_State *L, int arg, const char *fname);
double gdl_check_number (lua_State *L, int arg, const char *fname);
size_t gdl_check_count (lua_State *L, int arg, const char *fname);

/* gdl_check_shape - a length, or {length} or {rows, cols}, into shape[0] and
** [1]; answers the rank. */
int gdl_check_shape (lua_State *L, int arg, const char *fname,
                     size_t shape[2]);

/* gdl_describe_noun - gdl_describe with an article where that gives none, for
** the middle of a sentence: "a vector of 3", "a table", "nil". */
const char *gdl_describe_noun (lua_State *L, int idx);

/* gdl_set_functions - luaL_setfuncs without upvalues into the table 'idx'. */
#define gdl_set_functions(L, idx, list) \
  (lua_pushvalue(L, idx), luaL_setfuncs(L, list, 0), lua_pop(L, 1))

/* gdl_nearest - pushes the string key of the table at 'idx' that is most
** like 'name' and returns it; pushes nothing and returns NULL when none is
** near enough to be meant. */
const char *gdl_nearest (lua_State *L, int idx, const char *name);

/*
** Tables of our own in the registry, under the address of a static variable; they
** are made when first asked for (registry.c). gdl_push_weak - a new table with
** weak keys; gdl_push_weak_at - the one at 'key'. gdl_push_finaliser_at - the
** metatable at 'key', whose __gc is 'collect'.
*/
void gdl_push_weak (lua_State *L);
void gdl_push_weak_at (lua_State *L, const void *key);
void gdl_push_finaliser_at (lua_State *L, const void *key,
                            lua_CFunction collect);

/*
** What the files about arrays share.
*/
/* The metatable entries that live in other files than array.c. */
int gdl_array_tostring (lua_State *L);          /* arrayprint.c */
extern const luaL_Reg gdl_array_operators[];    /* operator.c */
extern const luaL_Reg gdl_array_methods[];      /* arraymethod.c */

/* v[i], v[i] = x; upvalue 1 is the table of methods and field numbers. */
int gdl_array_index (lua_State *L);             /* array.c */
int gdl_array_newindex (lua_State *L);

enum {
  GDL_FIELD_ROWS, GDL_FIELD_COLS, GDL_FIELD_RANK, GDL_FIELD_SHAPE, GDL_FIELD_T,
  GDL_FIELD_NAMES
};

/* gdl_push_field - pushes a field of the value at 1, whose shape is that of 'a';
** answers 1. */
int gdl_push_field (lua_State *L, const gdl_array *a, int field);

int gdl_textbook_dot (lua_State *L);            /* textbook.c */

/* gdl_push_reduction - pushes what a:sum([axis]) and the like return for the
** arguments at 1 and 2 of the running function; answers 1. Axis 1 gives one
** number a column, axis 2 one a row. */
int gdl_push_reduction (lua_State *L, gdl_reduction op, const char *fname);

/* The user value of a matrix that is the list of its columns' names. */
enum {GDL_USER_NAMES = 1};

/* gdl_copy_names - gives the array on top the column names of the one at
** 'idx', where both are matrices. */
void gdl_copy_names (lua_State *L, int idx);

/* gdl_apply_binary - pushes a op b, broadcast; pushes nothing and returns NULL
** where the shapes do not fit. */
gdl_array *gdl_apply_binary (lua_State *L, gdl_binary op, const gdl_array *a,
                             const gdl_array *b);

/* gdl_state_random - the generator of this Lua state (gd.seed). */
gdl_random *gdl_state_random (lua_State *L);

/* gdl_in_worker - is this process a worker of a pool (pool.c)? */
int gdl_in_worker (void);

#endif
