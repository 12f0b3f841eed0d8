/*
** watch_impl.h - what the files of the watch share
**   watch.c           a watched call: the hook goes on and off
**   watch_step.c      one instruction
**   watch_ahead.c     how far nothing needs to be looked at
**   watch_swap.c      traced values where Lua does not ask them
**   watch_reads.c     the log of slots read
**   watch_slots.c     what these slots hold now
**   watch_runs.c      elements that were read one after the other
**   watch_look.c      reading: from upvalues and tables into the log
**   watch_store.c     stores into what is older than the trace; taints
**   watch_calls.c     calls of C functions
**   watch_known.c     what is known of them
**   watch_selftest.c  is Lua's inside as watch_lua.h says?
**   watch_selftable.c the same of values and tables
**   watch_codes.c     the same of instructions that are run unseen
**   watch_set.c       sets of addresses
**   watch_lib.c       core.watch, for tests
*/
#ifndef GDL_BIND_WATCH_IMPL_H
#define GDL_BIND_WATCH_IMPL_H

#include "bind/watch.h"
#include "bind/watch_lua.h"

/* The tag of a key says what kind of slot it is: a value's tag without
** LP_OBJECT for the key of a table, or one of these. */
enum {
  GDL_SLOT_CELL = 64,        /* an upvalue; key: the number of its name */
  GDL_SLOT_LENGTH, GDL_SLOT_META,
  GDL_SLOT_KEYS              /* all keys in their order, as a hash */
};

#define GDL_TAG_STRING   4   /* a short string; key: its address */

/* gdl_key_is_object - is the key of such a slot the number of an owner? */
static inline int gdl_key_is_object (uint8_t tag) {
  return tag < GDL_SLOT_CELL && tag != GDL_TAG_STRING && tag != LP_TINTEGER &&
         tag != LP_TFLOAT && tag != LP_TTRUE && tag != LP_TFALSE;
}

/* A value as it is compared: equal bits, equal values (long strings apart). */
typedef struct gdl_plain {
  uint64_t bits;
  uint8_t tag;               /* without LP_OBJECT; 0: nil */
} gdl_plain;

static inline gdl_plain gdl_plain_of (const lp_value *v) {
  if (lp_is_nil(v))
    return (gdl_plain){0, 0};
  uint8_t tag = v->tag & (LP_OBJECT - 1);
  return (gdl_plain){(tag & 15) == LUA_TBOOLEAN ? 0 : v->v.bits, tag};
}

/* 24 bytes a slot. */
typedef struct gdl_read {
  uint64_t key;
  uint64_t was;
  uint32_t owner;            /* number of table or cell */
  uint8_t tag, was_tag;
  uint8_t promoted;          /* 1 + number in 'promoted' */
  uint8_t global;            /* a key of the table of globals */
} gdl_read;

typedef struct gdl_owner {
  const void *p;             /* lp_table, lp_cell, or whatever a key is */
  uint64_t *seen;            /* a bit for each integer key that is logged */
  size_t words;
  int far;                   /* some are beyond these bits, in the index */
} gdl_owner;

/* Elements key .. of a table, slots one after the other: all floats, or all
** integers. */
typedef struct gdl_run_of_slots {
  const lp_table *table;
  uint64_t key;
  size_t count;
  uint8_t tag;
} gdl_run_of_slots;

typedef struct gdl_runs {
  gdl_run_of_slots *run;     /* NULL: there are none that are worth it */
  uint64_t *was;             /* what all of them held */
  gdl_read *single;          /* copies of all other slots */
  size_t count, slots;       /* runs, and slots in them */
  size_t of;                 /* they are those among so many slots; 0: not known */
} gdl_runs;

#define GDL_PROMOTED_MOST  255

typedef struct gdl_promoted {
  uint32_t slot;
  size_t input;
  gdl_plain own;             /* while a call is watched: what it held */
  const void *proxy;         /* and what was put there; NULL: nothing */
} gdl_promoted;

/* User value 1, the anchors: [number] is the object (of a cell: a function that
** shares it), [object] its number or true. */
struct gdl_reads {
  const void *tag;
  gdl_read *slot;
  size_t count, room;
  uint32_t *index;           /* hash table of slots but integer keys: 1 + slot */
  size_t index_room, indexed;
  gdl_owner *owner;          /* from 1 */
  size_t owners, owner_room, seen_words;
  uint32_t *by_pointer;      /* hash table of owners */
  size_t by_room;
  gdl_promoted promoted[GDL_PROMOTED_MOST];
  size_t promoteds;
  gdl_runs runs;
};

/* gdl_runs_same - do the slots that are in runs hold what they held? Then those still
** to be looked at are *single .., which may be all. gdl_runs_forget - to be called
** when a slot has become another. */
int gdl_runs_same (gdl_reads *r, const gdl_read **single, size_t *singles);
void gdl_runs_forget (gdl_reads *r);
size_t gdl_runs_bytes (const gdl_reads *r);

static inline size_t gdl_hash (uint64_t a, uint64_t b) {
  uint64_t h = (a ^ (b * 0xff51afd7ed558ccdu)) * 0x9e3779b97f4a7c15u;
  return (size_t)(h ^ (h >> 32));
}

/* gdl_reads_owner - the number of the object at this address, 0: none. */
static inline uint32_t gdl_reads_owner (const gdl_reads *r, const void *p) {
  if (r->by_room == 0)
    return 0;
  size_t mask = r->by_room - 1;
  for (size_t i = gdl_hash((uintptr_t)p >> 3, 0) & mask;; i = (i + 1) & mask) {
    uint32_t n = r->by_pointer[i];
    if (n == 0 || r->owner[n].p == p)
      return n;
  }
}

/* gdl_reads_has - is the slot logged? */
int gdl_reads_find (const gdl_reads *r, uint32_t owner, uint8_t tag,
                    uint64_t key);

static inline int gdl_reads_has (const gdl_reads *r, uint32_t owner,
                                 uint8_t tag, uint64_t key) {
  const gdl_owner *o = &r->owner[owner];
  if (tag == LP_TINTEGER && (key >> 6) < o->words)
    return o->seen[key >> 6] >> (key & 63) & 1;
  return gdl_reads_find(r, owner, tag, key);
}

/* gdl_reads_anchor - the number of the object at 'idx', whose address is 'p' (a
** cell: the function at 'idx' shares it). gdl_reads_keep - keeps the value at
** 'idx' alive. 'anchors': the table. Raise memory errors, as does the next. */
uint32_t gdl_reads_anchor (lua_State *L, gdl_reads *r, int anchors, int idx,
                           const void *p);
void gdl_reads_keep (lua_State *L, int anchors, int idx);

/* gdl_reads_add - one more slot. */
gdl_read *gdl_reads_add (lua_State *L, gdl_reads *r, uint32_t owner,
                         uint8_t tag, uint64_t key, gdl_plain was);

/* gdl_keys_hash - what GDL_SLOT_KEYS compares. */
uint64_t gdl_keys_hash (const lp_table *t);

/* gdl_stack_value - the value at positive index 'idx' of the running function;
** valid until the stack grows. */
static inline const lp_value *gdl_stack_value (lua_State *L, int idx) {
  lua_Debug ar;
  lua_getstack(L, 0, &ar);
  return lp_frame_of(&ar)->func + idx;
}

/* A set of addresses. */
typedef struct gdl_set {
  const void **at;
  size_t count, room;
} gdl_set;

int gdl_set_put (gdl_set *s, const void *p);      /* false: no memory */
void gdl_set_clear (gdl_set *s);

static inline int gdl_set_has (const gdl_set *s, const void *p) {
  if (s->count == 0)
    return 0;
  size_t mask = s->room - 1;
  for (size_t i = gdl_hash((uintptr_t)p >> 3, 0) & mask;; i = (i + 1) & mask) {
    if (s->at[i] == p)
      return 1;
    if (s->at[i] == NULL)
      return 0;
  }
}

/* The number of a table; 0 of a young one. */
typedef struct gdl_near {
  const void *p;
  uint32_t number;
} gdl_near;

#define GDL_NEAR  64

/* A register that holds a plain number for one instruction, and where the frame
** goes on after that. */
typedef struct gdl_swap {
  const lp_frame *frame;
  const lp_instruction *next, *other;
  int reg;
  int into;                  /* it was the value of a store, too */
} gdl_swap;

#define GDL_SWAPS  256

/* A slot that was stored to. Container (or function) and key are elements 2i+1
** and 2i+2 of the table of stores. 'whole': all of the table may have changed. */
typedef struct gdl_store {
  const void *owner;         /* lp_table or lp_cell */
  gdl_plain key;
  int upvalue;               /* from 1; 0: a table */
  int whole;
} gdl_store;

typedef struct gdl_taints gdl_taints;

/* What a C function does. */
typedef struct gdl_call_entry {
  lua_CFunction f;
  int what;                  /* watch_calls.c */
  char name[28];             /* "table.sort" */
} gdl_call_entry;

/* A userdata with a finaliser. User value 1: the string "__index"; 2: the table
** gd. */
typedef struct gdl_calls {
  const void *index;         /* that string */
  gdl_call_entry *at;        /* hash table */
  size_t count, room;
  int ready;
} gdl_calls;

/* What is done when a C function returns. */
typedef enum gdl_await {
  GDL_AWAIT_NOTHING, GDL_AWAIT_TABLE, GDL_AWAIT_THREAD, GDL_AWAIT_WRAP
} gdl_await;

/* A watched call. A userdata with a finaliser. User value 1 is a table: */
enum {
  GDL_KEEP_ANCHORS = 1, GDL_KEEP_STORES, GDL_KEEP_SWAPS, GDL_KEEP_READS,
  GDL_KEEP_THREADS, GDL_KEEP_COUNT = GDL_KEEP_THREADS
};

typedef struct gdl_watch {
  struct gdl_watch *outer;
  gdl_trace *trace;
  gdl_reads *reads;
  gdl_taints *taints;
  gdl_calls *calls;
  lua_State *L;

  gdl_set young;             /* tables, cells and coroutines made meanwhile */
  gdl_near near[GDL_NEAR];   /* tables asked for lately */
  const lp_table *string_meta;
  const void *globals;       /* the table _ENV, when last seen */

  const lp_frame *fresh;     /* its last instruction made something */
  const lp_instruction *fresh_next;
  int fresh_reg, fresh_closure;

  gdl_swap swap[GDL_SWAPS];
  int swaps;

  gdl_store *store;
  size_t stores, store_room;
  gdl_set stored;            /* owners there */

  gdl_await await;
  const lp_frame *await_frame, *print_frame, *quiet_frame;

  lua_Hook user;             /* the hook there was */
  int user_mask, user_count, user_left;
  int nested;                /* it was ours, of the outer call */
  int busy;
  int alive;                 /* the hook has been called */

  const lp_table *number_meta;       /* of proxies of numbers */
  const lp_frame *base;      /* below that of the function called */
  int may_look_ahead;
  int ahead;                 /* instructions until the hook is called */
  uint64_t hooks;            /* times it was, for an instruction */
  int collects;              /* the collector is stopped, the hook lets it go on */
  int stopped;               /* by this call */
} gdl_watch;

extern _Thread_local gdl_watch *gdl_watch_current;

/* gdl_watch_keep - pushes the table of user value 1's element 'k'. */
void gdl_watch_keep (lua_State *L, gdl_watch *w, int k);

/* gdl_watch_young - notes that what is at this address was made just now. */
void gdl_watch_young (lua_State *L, gdl_watch *w, const void *p);

/* gdl_watch_arm - sets the hook of L for what is to be seen now. */
void gdl_watch_arm (lua_State *L, gdl_watch *w);

/* Steps and calls. */
void gdl_watch_step (lua_State *L, gdl_watch *w, lp_frame *f, lua_Debug *ar);
void gdl_watch_enter (lua_State *L, gdl_watch *w, lp_frame *f, lua_Debug *ar);
void gdl_watch_return (lua_State *L, gdl_watch *w, lp_frame *f, lua_Debug *ar);

/*
** watch_ahead.c
*/
/* gdl_ahead - after a look at the instruction about to run in 'f': how many, this
** one counted, can run until the hook has to look again, calls of C functions
** included; 1: that is the next one. Lets the collector go on.
** gdl_ahead_off - the script is to have its collector back: from then on each
** instruction is looked at, also of the calls around this one. gdl_ahead_begin, _end -
** around a watched call; neither raises. */
int gdl_ahead (lua_State *L, gdl_watch *w, const lp_frame *f);
void gdl_ahead_off (lua_State *L, gdl_watch *w);
void gdl_ahead_begin (lua_State *L, gdl_watch *w);
void gdl_ahead_end (lua_State *L, gdl_watch *w);

extern int gdl_ahead_allowed;        /* 0 in tests */
extern uint64_t gdl_ahead_hooks;     /* of the last call that ended */

/* gdl_watch_number - the number of table t: 0 where it is young, UINT32_MAX
** where it is not known. */
uint32_t gdl_watch_number (gdl_watch *w, const lp_table *t);

/* gdl_watch_is_old - is the table at 'idx' older than the trace? */
int gdl_watch_is_old (lua_State *L, gdl_watch *w, int idx);

/*
** watch_swap.c. Registers count from 0.
*/
/* gdl_step_is_number - is v, in that register, the proxy of a number? */
int gdl_step_is_number (lua_State *L, const lp_value *v, int reg);

/* gdl_step_fresh - takes what the instruction before has made as young. */
void gdl_step_fresh (lua_State *L, gdl_watch *w, const lp_frame *f);

/* gdl_step_swap - the proxy in the register gives way to its value until the
** frame goes on at the next instruction or at 'other'; _swap_back then. */
void gdl_step_swap (lua_State *L, gdl_watch *w, lp_frame *f, int reg,
                    const lp_instruction *other);
void gdl_step_swap_back (lua_State *L, gdl_watch *w, const lp_frame *f);

/* gdl_step_guard - the guard that the proxy in the register equals (or not) the
** number on top, which is popped. gdl_step_answer - an instruction that compares
** with it. gdl_step_equal - one that compares two registers. */
void gdl_step_guard (lua_State *L, int reg);
void gdl_step_answer (lua_State *L, gdl_watch *w, lp_frame *f, int reg);
void gdl_step_equal (lua_State *L, gdl_watch *w, lp_frame *f, int a, int b);

/* gdl_step_store_itself - v[key] = key, 'reg' swapped: v is at 'idx'. */
void gdl_step_store_itself (lua_State *L, gdl_watch *w, int idx, int reg);

/* gdl_step_for - for i = R[a], R[a+1], R[a+2] */
void gdl_step_for (lua_State *L, lp_frame *f, int a);

/* gdl_push_sharer - pushes a function whose upvalue 1 is upvalue n of the function
** at 'idx'. */
void gdl_push_sharer (lua_State *L, int idx, int n);

/*
** watch_look.c
*/
/* gdl_watch_is_global - are the keys of the table at 'idx' global names? */
int gdl_watch_is_global (lua_State *L, int idx);

/* gdl_look_seen - t[key] of a short string: is all that it reads logged? */
int gdl_look_seen (gdl_watch *w, const lp_table *t, const void *key);

/* gdl_look_has_cell - is the upvalue logged? */
static inline int gdl_look_has_cell (const gdl_watch *w, const void *cell) {
  uint32_t n = gdl_reads_owner(w->reads, cell);
  return n != 0 && gdl_reads_has(w->reads, n, GDL_SLOT_CELL, 0);
}

/* gdl_look_seen_by - the same of a value that is no table, with this metatable. */
int gdl_look_seen_by (gdl_watch *w, const lp_table *meta, const void *key);

/* gdl_look_cell - the function at 'idx' reads its upvalue n (from 1), called
** 'name' (NULL: as Lua says). */
void gdl_look_cell (lua_State *L, gdl_watch *w, int idx, int n,
                    const char *name);

/* gdl_look_get - the value at 'idx' is indexed with the key on top, which is
** popped. gdl_look_raw - the same, without metatables. */
void gdl_look_get (lua_State *L, gdl_watch *w, int idx);
void gdl_look_raw (lua_State *L, gdl_watch *w, int idx);

/* gdl_look_length - #t of the table at 'idx'. gdl_look_meta - its metatable.
** gdl_look_event - a metamethod of the value at 'idx', if that is a table. */
void gdl_look_length (lua_State *L, gdl_watch *w, int idx);
void gdl_look_meta (lua_State *L, gdl_watch *w, int idx);
void gdl_look_event (lua_State *L, gdl_watch *w, int idx, const char *event);

/* gdl_look_whole - all slots of the table at 'idx' and, to 'depth' levels, of
** tables in it. */
void gdl_look_whole (lua_State *L, gdl_watch *w, int idx, int depth);

/*
** watch_store.c
*/
/* gdl_store_cell, _table - the value at 'value' is stored in upvalue n of the
** function at 'fn', or into the table at 'idx' under the key at 'key'. */
void gdl_store_cell (lua_State *L, gdl_watch *w, int fn, int n, int value);
void gdl_store_table (lua_State *L, gdl_watch *w, int idx, int key, int value);

/* gdl_store_push_target - pushes the table that a store into the one at 'idx'
** under the key at 'key' reaches; false where that is none, or a function is
** called for it. */
int gdl_store_push_target (lua_State *L, gdl_watch *w, int idx, int key);

/* gdl_store_whole - a C function may change the old table at 'idx'. */
void gdl_store_whole (lua_State *L, gdl_watch *w, int idx, const char *fname);

/* gdl_store_clean - the end: puts plain values in the place of proxies in all
** that was stored to, and in the value at 'result' (0: none). */
void gdl_store_clean (lua_State *L, gdl_watch *w, int result);

/* Slots that hold what an earlier evaluation wrote from traced values. One a
** Lua state, a userdata with a finaliser. gdl_taints_push - pushes it.
** gdl_is_suspect - may slots of this table or cell be tainted?
** gdl_taints_table, _cell - refuse to read t[key], all indices, or upvalue n of
** the function at 'fn', where it is tainted. */
struct gdl_taints {
  gdl_set suspects;
};

#define gdl_is_suspect(w, p)  gdl_set_has(&(w)->taints->suspects, p)

gdl_taints *gdl_taints_push (lua_State *L);
void gdl_taints_table (lua_State *L, int idx, int key);
void gdl_taints_cell (lua_State *L, int fn, int n);

/*
** watch_calls.c
*/
/* gdl_calls_push - pushes what is known of C functions. */
gdl_calls *gdl_calls_push (lua_State *L);

/* watch_codes.c */
/* gdl_selftest_codes - a lua_CFunction for a coroutine of its own: are the
** instructions that gdl_ahead knows what they are taken for? Answers true or false. */
int gdl_selftest_codes (lua_State *L);

/* gdl_watch_open_library - core.watch, core.watcher, core.look_ahead. */
void gdl_watch_open_library (lua_State *L, int core);

/* watch_selftable.c */
/* gdl_selftest_is_value - is the value at 'idx' of the running function what 'v'
** says? */
int gdl_selftest_is_value (lua_State *L, int idx, const lp_value *v);

/* gdl_selftest_tables - a lua_CFunction for an empty coroutine: compares tables
** that it makes with what Lua says of them. Its argument is the address of what
** is wrong, a text or NULL. gdl_selftest_lists - the same of lists and lengths. */
int gdl_selftest_tables (lua_State *L);
int gdl_selftest_lists (lua_State *L);

#endif
