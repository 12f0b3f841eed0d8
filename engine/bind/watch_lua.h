/*
** watch_lua.h - what is private to Lua 5.4 and looked at by the hook
** The layout of the structures and the numbers of the opcodes, as in 5.4.0 to
** 5.4.6 on machines with pointers of 8 bytes. Nothing here is ever written to.
** watch_selftest.c proves all of it against the public interface before any of
** it is used.
*/
#ifndef GDL_BIND_WATCH_LUA_H
#define GDL_BIND_WATCH_LUA_H

#include <lua.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t lp_instruction;

typedef enum lp_opcode {
  LP_MOVE, LP_LOADI, LP_LOADF, LP_LOADK,
  LP_GETUPVAL = 9, LP_SETUPVAL, LP_GETTABUP, LP_GETTABLE, LP_GETI, LP_GETFIELD,
  LP_SETTABUP, LP_SETTABLE, LP_SETI, LP_SETFIELD, LP_NEWTABLE, LP_SELF,
  LP_ADDI, LP_ADDK, LP_SUBK, LP_MULK, LP_MODK, LP_POWK, LP_DIVK, LP_IDIVK,
  LP_ADD = 34, LP_SUB, LP_MUL, LP_MOD, LP_POW, LP_DIV, LP_IDIV,
  LP_MMBIN = 46, LP_MMBINI, LP_MMBINK, LP_UNM, LP_BNOT,
  LP_LEN = 52, LP_CONCAT,
  LP_TBC = 55,
  LP_EQ = 57, LP_LT, LP_LE, LP_EQK, LP_EQI, LP_LTI, LP_LEI, LP_GTI, LP_GEI,
  LP_CALL = 68, LP_TAILCALL,
  LP_FORLOOP = 73, LP_FORPREP, LP_TFORPREP, LP_CLOSURE = 79
} lp_opcode;

#define lp_op(i)   ((i) & 0x7f)
#define lp_a(i)    ((int)((i) >> 7 & 0xff))
#define lp_k(i)    ((int)((i) >> 15 & 1))
#define lp_b(i)    ((int)((i) >> 16 & 0xff))
#define lp_c(i)    ((int)((i) >> 24))
#define lp_bx(i)   ((int)((i) >> 15))
#define lp_sb(i)   (lp_b(i) - 127)

/* Tags of values; LP_OBJECT is set for what the collector knows. */
#define LP_OBJECT     64
#define LP_TNIL       0
#define LP_TFALSE     1
#define LP_TTRUE      17
#define LP_TINTEGER   3
#define LP_TFLOAT     19
#define LP_TSHORT     (4 | LP_OBJECT)
#define LP_TLONG      (20 | LP_OBJECT)
#define LP_TTABLE     (5 | LP_OBJECT)
#define LP_TLUA       (6 | LP_OBJECT)
#define LP_TLIGHTC    22
#define LP_TCCLOSURE  (38 | LP_OBJECT)
#define LP_TUSERDATA  (7 | LP_OBJECT)

typedef union lp_payload {
  const void *p;
  double n;
  long long i;
  lua_CFunction f;
  uint64_t bits;
} lp_payload;

typedef struct lp_value {
  lp_payload v;
  uint8_t tag;
} lp_value;

#define LP_HEADER  void *next; uint8_t tt, marked

typedef struct lp_string {
  LP_HEADER;
  uint8_t extra, shrlen;
  unsigned int hash;         /* of a short string: always known */
} lp_string;

/* A long one: the number of its bytes, and behind that the text of either. */
typedef struct lp_text {
  lp_string s;
  size_t length;
  char text[1];
} lp_text;

typedef union lp_node {
  struct {
    lp_payload v;
    uint8_t tag, key_tag;
    int next;
    lp_payload key;
  };
  lp_value value;
} lp_node;

typedef struct lp_table {
  LP_HEADER;
  uint8_t flags, log_nodes;
  unsigned int limit;        /* at most the size of 'array' */
  lp_value *array;
  lp_node *node;
  lp_node *last_free;
  struct lp_table *meta;
} lp_table;

typedef struct lp_cell {
  LP_HEADER;
  uint8_t to_be_closed;
  lp_value *v;
} lp_cell;

typedef struct lp_proto {
  LP_HEADER;
  uint8_t params, is_vararg, stack;
  int upvalues, constants, codes, lineinfos, protos, locals, abslineinfos;
  int first_line, last_line;
  lp_value *k;
  lp_instruction *code;
} lp_proto;

typedef struct lp_closure {
  LP_HEADER;
  uint8_t upvalues;
  void *gclist;
  lp_proto *proto;
  lp_cell *cell[1];
} lp_closure;

typedef struct lp_cclosure {
  LP_HEADER;
  uint8_t upvalues;
  void *gclist;
  lua_CFunction f;
} lp_cclosure;

typedef struct lp_userdata {
  LP_HEADER;
  unsigned short values;
  size_t size;
  lp_table *meta;
} lp_userdata;

typedef struct lp_frame {
  lp_value *func;            /* registers follow */
  lp_value *top;
  struct lp_frame *previous, *next;
  const lp_instruction *pc;  /* the instruction after that about to run */
} lp_frame;

#define lp_frame_of(ar)   ((lp_frame *)(ar)->i_ci)
#define lp_closure_of(f)  ((const lp_closure *)(f)->func->v.p)

/* lp_element - element i, where it lies in the array of the table; else NULL. */
static inline const lp_value *lp_element (const lp_table *t, long long i) {
  return (unsigned long long)i - 1u < t->limit ? &t->array[i - 1] : NULL;
}


/* lp_length - #t, where that is seen at a glance: the array is full and there are no
** other elements, or 'limit' is the length that was found before. */
static inline int lp_length (const lp_table *t, uint64_t *length) {
  unsigned int n = t->limit;
  if (n == 0 || (t->array[n - 1].tag & 15) == LUA_TNIL)
    return 0;
  *length = n;
  if (t->flags & 128 && (n & (n - 1)) != 0)       /* the array is longer */
    return (t->array[n].tag & 15) == LUA_TNIL;
  return t->last_free == NULL;
}


/* lp_field - what a short string leads to, NULL where it is not there. */
static inline const lp_value *lp_field (const lp_table *t, const void *key) {
  unsigned int hash = ((const lp_string *)key)->hash;
  const lp_node *n = &t->node[hash & ((1u << t->log_nodes) - 1)];
  while (n->key_tag != LP_TSHORT || n->key.p != key) {
    if (n->next == 0)
      return NULL;
    n += n->next;
  }
  return &n->value;
}


static inline const char *lp_string_text (const void *string) {
  return ((const lp_text *)string)->text;
}


static inline void lp_push_short (lua_State *L, const void *string) {
  lua_pushlstring(L, lp_string_text(string),
                  ((const lp_string *)string)->shrlen);
}


static inline int lp_long_equal (const void *a, const void *b) {
  const lp_text *s = (const lp_text *)a, *t = (const lp_text *)b;
  return s->length == t->length && memcmp(s->text, t->text, s->length) == 0;
}


static inline int lp_is_nil (const lp_value *v) {
  return v == NULL || (v->tag & 15) == LUA_TNIL;
}

#endif
