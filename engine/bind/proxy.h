/*
** proxy.h - proxies from inside, for the files that make and read them
** A proxy of a number has a node. A proxy of an array has contents: a node,
** and for elements that were stored since, a node each; they are joined when
** the array is wanted as a whole, so that filling an array of n takes work and
** memory of order n. A row of a matrix is a view: it has its matrix.
*/
#ifndef GDL_BIND_PROXY_H
#define GDL_BIND_PROXY_H

#include "bind/trace.h"

extern const char gdl_proxy_tag;

/* How large an integer of Lua may be: below 2^bits, with either sign. Below
** 2^EXACT it is what it is as a float, and so are sums and products below that;
** COUNT is for numbers of epochs and the like; ANY is not known, and beyond 2^63
** what floor and ceil answer is a float in Lua. */
enum {GDL_WHOLE_COUNT = 48, GDL_WHOLE_EXACT = 53, GDL_WHOLE_ANY = 64};

typedef enum gdl_proxy_kind {
  GDL_PROXY_NUMBER, GDL_PROXY_VECTOR, GDL_PROXY_MATRIX, GDL_PROXY_ROW,
  GDL_PROXY_KINDS
} gdl_proxy_kind;

typedef struct gdl_proxy {
  const void *tag;           /* &gdl_proxy_tag */
  uint64_t serial;           /* of its trace */
  gdl_node node;             /* a row has none */
  uint8_t kind;
  uint8_t whole;             /* bits of a number that is an integer in Lua, or 0 */
  uint8_t mixed;             /* the same of one that is an integer or a float, as
                             ** it comes */
} gdl_proxy;

/* Fits into a gdl_lua_array, which it may take the place of. Element i, counted
** along the rows, is node element[i] & ~GDL_STORED: itself, or where that is a
** vector, that of its column. Memory is the trace's. */
typedef struct gdl_array_proxy {
  gdl_proxy p;
  size_t rows, cols;         /* cols: 1 of vectors, rows too */
  uint32_t *element;         /* NULL: all as in p.node. Rows: NULL */
  union {
    size_t stored;           /* elements that p.node does not have yet */
    size_t row;              /* its number, from 0 */
  };
  struct gdl_array_proxy *matrix;    /* of a row */
} gdl_array_proxy;

#define GDL_NO_ELEMENT  UINT32_MAX
#define GDL_STORED      0x80000000u

/* User values: of a matrix the names of its columns (GDL_USER_NAMES) and the row
** that was made last; of a row its matrix. */
enum {GDL_PROXY_USER_ROW = GDL_USER_NAMES + 1, GDL_PROXY_USER_MATRIX = 1};

/* gdl_proxy_set_metatable - gives the value on top the metatable of that kind of
** proxies, which is in the registry at &gdl_proxy_meta[kind]. */
extern const char gdl_proxy_meta[GDL_PROXY_KINDS];
void gdl_proxy_set_metatable (lua_State *L, gdl_proxy_kind kind);

#define gdl_proxy_is_array(p)  ((p)->kind != GDL_PROXY_NUMBER)

/* gdl_to_proxy - the proxy at 'idx', of whatever trace, or NULL. */
static inline gdl_proxy *gdl_to_proxy (lua_State *L, int idx) {
  if (lua_type(L, idx) != LUA_TUSERDATA)
    return NULL;
  gdl_proxy *p = (gdl_proxy *)lua_touserdata(L, idx);
  return lua_rawlen(L, idx) >= sizeof(*p) && p->tag == &gdl_proxy_tag ? p
                                                                      : NULL;
}

/* gdl_live_proxy - the same of the current trace; raises for others. */
int gdl_proxy_stale (lua_State *L);

static inline gdl_proxy *gdl_live_proxy (lua_State *L, int idx) {
  gdl_proxy *p = gdl_to_proxy(L, idx);
  if (p != NULL && (gdl_trace_current == NULL ||
                    p->serial != gdl_trace_current->serial))
    gdl_proxy_stale(L);
  return p;
}

/* gdl_proxy_shape - of the value. */
gdl_shape gdl_proxy_shape (const gdl_proxy *p);

/* gdl_proxy_node - the node of the whole value of a live proxy. */
gdl_node gdl_proxy_node (lua_State *L, gdl_proxy *p);

/* gdl_proxy_element - the node of element i of an array, counted along rows. */
gdl_node gdl_proxy_element (lua_State *L, gdl_array_proxy *p, size_t i);

/* gdl_proxy_store - element i becomes number 'n'. gdl_proxy_store_row - row i of
** a matrix becomes vector 'n' of fitting length. */
void gdl_proxy_store (lua_State *L, gdl_array_proxy *p, size_t i, gdl_node n);
void gdl_proxy_store_row (lua_State *L, gdl_array_proxy *p, size_t i,
                          gdl_node n);

/* gdl_proxy_memory - zeroed memory that lasts as long as the trace. */
void *gdl_proxy_memory (lua_State *L, size_t size);

/* gdl_whole_bits - of the integer 'i'. gdl_whole_guard - sees to it that the
** integer 'n' of so many bits is below 2^EXACT: by a guard, where it need not
** be; refuses where it is not. */
int gdl_whole_bits (lua_Integer i);
void gdl_whole_guard (lua_State *L, gdl_node n, int bits);

/* gdl_trace_push_integer - as gdl_trace_push_input, of an integer of so many
** bits. gdl_traced_whole - is the number at 'idx', plain or a proxy, an integer?
** *mixed: it may be. */
void gdl_trace_push_integer (lua_State *L, size_t slot, int bits);
int gdl_traced_whole (lua_State *L, int idx, int *mixed);

/* gdl_push_number_proxy - pushes a proxy of number 'n' that is an integer in Lua
** of 'whole' bits, or 0. gdl_push_element - the same, or the plain number where it is a
** constant. */
void gdl_push_number_proxy (lua_State *L, gdl_node n, int whole);

/* gdl_push_number_fast - the same of a float, where that upvalue of the running
** function is the metatable of number proxies: the way most nodes are made. */
void gdl_push_number_fast (lua_State *L, gdl_node n, int upvalue);
void gdl_push_element (lua_State *L, gdl_node n);

/* gdl_push_proxy_row - pushes row i of the live matrix proxy at 'idx'. */
void gdl_push_proxy_row (lua_State *L, int idx, size_t i);

/* gdl_trace_number - the node of a constant; the trace has each once, mostly. */
gdl_node gdl_trace_number (gdl_trace *t, double value);

/* gdl_push_result - pushes what node 'n' is, the result of something that went
** wrong where it is GDL_NO_NODE; answers 1. */
int gdl_push_result (lua_State *L, gdl_node n);

/* gdl_deep_traced - is the value at 'idx' a proxy, or a table with one in it,
** however deep? */
int gdl_deep_traced (lua_State *L, int idx);

/* gdl_untraceable - refuses what function 'fname' was asked for. */
int gdl_untraceable (lua_State *L, const char *fname);

/* gdl_arguments_plain - puts plain values in the place of all proxies among the
** values 1 .. top, also of those in tables (which are copied). */
void gdl_arguments_plain (lua_State *L);

/* proxyarray.c: what arrays have in their metatables. Upvalues of the index
** function: the table of methods; where its answer may be a number, the
** metatable of number proxies. */
extern const luaL_Reg gdl_arrayproxy_metamethods[];
int gdl_proxy_index (lua_State *L);
int gdl_proxy_newindex (lua_State *L);
int gdl_proxy_pairs (lua_State *L);
int gdl_traced_newindex (lua_State *L);      /* v[i] = x where v is an array */

/* gdl_traced_equal - are the two arrays (proxies, arrays or plain tables) equal,
** element by element, to within 'tol'? Decided as gdl_trace_decide does. */
int gdl_traced_equal (lua_State *L, int a, int b, double tol);

/* gdl_proxy_replace - the array at 'idx' becomes a proxy of its contents, the
** same userdata, so that a traced value can be stored into it (proxyreplace.c).
** One that the trace has made stays so; an older vector gets its elements back
** as numbers when the trace ends. Refuses what cannot be followed. */
void gdl_proxy_replace (lua_State *L, int idx);

/* gdl_proxy_give_back - the vectors that the trace has borrowed are arrays again.
** Cannot raise. */
void gdl_proxy_give_back (gdl_trace *t);

/* gdl_proxy_names - has the value at 'idx', an array or a proxy, a place for the
** names of its columns? */
int gdl_proxy_names (lua_State *L, int idx);

/*
** What our functions do where there are proxies among their arguments, each for
** the function of its name. They answer the number of results, or what follows;
** the arguments have been made plain then.
*/
enum {
  GDL_NOT_TRACED = -1,       /* it does not fit: the plain function says why */
  GDL_TRACED_PLAIN = -2      /* the result does not depend on what is traced */
};

/* GDL_TRACED - the first line of function 'f', which scripts call 'fname'. */
#define GDL_TRACED(L, f, fname, call) \
  do { \
    if (gdl_any_traced(L, 1)) { \
      int results_ = (call); \
      if (results_ == GDL_NOT_TRACED) { \
        f; \
        return gdl_untraceable(L, fname); \
      } \
      return results_ == GDL_TRACED_PLAIN ? f : results_; \
    } \
  } while (0)

int gdl_traced_arithmetic (lua_State *L, gdl_op op);       /* proxyoperator.c */

int gdl_not_traced (lua_State *L);                           /* proxymethod.c */
int gdl_push_fitting (lua_State *L, gdl_node n);
int gdl_traced_copy (lua_State *L);
int gdl_traced_totable (lua_State *L);
int gdl_traced_reduction (lua_State *L, gdl_reduction op);
int gdl_traced_position (lua_State *L, int largest);
int gdl_traced_norm (lua_State *L);
int gdl_traced_abs (lua_State *L);
int gdl_traced_map (lua_State *L);
int gdl_traced_slice (lua_State *L);
int gdl_traced_rows_at (lua_State *L);
int gdl_traced_matmul (lua_State *L);

typedef enum gdl_textbook {
  GDL_TEXTBOOK_ADD, GDL_TEXTBOOK_SUBTRACT, GDL_TEXTBOOK_SCALAR_MULTIPLY,
  GDL_TEXTBOOK_DOT, GDL_TEXTBOOK_SUM_OF_SQUARES, GDL_TEXTBOOK_MAGNITUDE,
  GDL_TEXTBOOK_DISTANCE
} gdl_textbook;

int gdl_traced_textbook (lua_State *L, gdl_textbook what);

#endif
