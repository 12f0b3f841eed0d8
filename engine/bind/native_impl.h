/*
** native_impl.h - what the files of native parts share
*/
#ifndef GDL_BIND_NATIVE_IMPL_H
#define GDL_BIND_NATIVE_IMPL_H

#include "bind/run.h"

/* What a part is made of. */
typedef struct gdl_native_row {
  const char *what;                          /* in messages */
  int fn, memory, traced, leaves, room;      /* numbers of values */
  const char *users;         /* field of the configuration: a user's functions make
                             ** or see the memory */
} gdl_native_row;

extern const gdl_native_row gdl_native_rows[GDL_NATIVE_COUNT];
extern const gdl_traced_kind gdl_native_kinds[GDL_NATIVE_COUNT];

/* A protected call about a part: what its frame holds. */
typedef struct gdl_native_frame {
  gdl_run *run;
  gdl_native_part part;
  const gdl_native_request *r;
  double *const *result;
  int values, shape, memory, scripts, traced;      /* stack indices */
  gdl_went went;
  uint64_t tag;
  int apart, held;           /* the memory is a twin; somebody else holds it */
} gdl_native_frame;

static inline gdl_native *gdl_native_of (const gdl_native_frame *f) {
  return &f->run->native[f->part];
}

/* Pushes a value of the run and answers where it is. */
static inline int gdl_native_push_value (lua_State *L,
                                         const gdl_native_frame *f, int value) {
  lua_rawgeti(L, f->values, value);
  return lua_gettop(L);
}

/* gdl_native_look_up - puts the values a part needs into the frame. */
void gdl_native_look_up (lua_State *L, gdl_native_frame *f);

/* gdl_native_call - calls fn protected, with the frame and the values. */
gdl_status gdl_native_call (gdl_run *run, lua_CFunction fn, gdl_native_frame *f);

/* gdl_native_refresh - puts value 'value' of the run, which has changed, into its
** stack slot. */
void gdl_native_refresh (gdl_run *run, int value);

/* nativeheld.c: *held - does anybody but the run hold the part's memory, or a table
** or array in it? Then the value at row->traced says so. */
gdl_status gdl_native_find_holders (gdl_run *run, gdl_native_part part, int *held);

#endif
