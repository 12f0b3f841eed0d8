/*
** traced_slots.c - what a traced function has read: has it changed?
** Upvalues, globals and fields are compared with what they held; arrays have
** versions. A number that has changed becomes an input of the function, unless
** tracing fails then (it may be a loop bound).
*/
#include "bind/traced_impl.h"

#include <stdlib.h>
#include <string.h>


static int anchors_same (const struct gdl_traced_more *m) {
  for (size_t i = 0; i < m->anchors; i++)
    if (*m->anchor[i].now != m->anchor[i].was)
      return 0;
  return 1;
}


/* Pushes user value 'which'; false where there is no room on the stack. */
static int push_value (lua_State *L, int idx, int which) {
  idx = lua_absindex(L, idx);
  if (!lua_checkstack(L, 8))
    return 0;
  lua_getiuservalue(L, idx, which);
  return 1;
}


/* The index of a slot that has changed, or SIZE_MAX. */
static size_t changed (lua_State *L, int reads, gdl_traced *t) {
  return gdl_reads_changed(L, reads, 0, gdl_reads_count(gdl_to_reads(L, reads)),
                           &t->leaves);
}


int gdl_slots_same (lua_State *L, int idx, gdl_traced *t, int all) {
  struct gdl_traced_more *m = t->more;
  if (!all && m->looked == gdl_lua_runs)
    return anchors_same(m);
  if (!anchors_same(m) || !push_value(L, idx, GDL_TRACED_READS))
    return 0;
  size_t i = changed(L, lua_gettop(L), t);
  lua_pop(L, 1);
  if (i != SIZE_MAX)
    return 0;
  m->looked = gdl_lua_runs;
  return 1;
}


/* Makes slot i an input, if it is a number and there are not too many. */
static int promote (lua_State *L, int reads, gdl_traced *t, size_t i) {
  struct gdl_traced_more *m = t->more;
  if (m->promoted >= GDL_TRACED_PROMOTED ||
      !gdl_reads_promote(L, reads, i, &t->leaves))
    return 0;
  m->promoted++;
  m->fresh++;
  return 1;
}


/* Promotes all numbers that have changed; false where something else has. */
static int promote_all (lua_State *L, int reads, gdl_traced *t) {
  size_t n = gdl_reads_count(gdl_to_reads(L, reads));
  for (;;) {
    size_t i = gdl_reads_changed(L, reads, 0, n, &t->leaves);
    if (i == SIZE_MAX)
      return 1;
    if (gdl_reads_is_promoted(gdl_to_reads(L, reads), i)) {
      gdl_reads_demote(L, reads, i);   /* it holds no number any more */
      t->more->promoted--;
      return 0;
    }
    if (!promote(L, reads, t, i))
      return 0;
  }
}


void gdl_slots_changed (lua_State *L, int idx, gdl_traced *t) {
  idx = lua_absindex(L, idx);
  lua_getiuservalue(L, idx, GDL_TRACED_READS);
  promote_all(L, lua_gettop(L), t);
  lua_pop(L, 1);
  gdl_traced_forget(L, idx);
}


int gdl_slots_retreat (lua_State *L, int idx, gdl_traced *t) {
  struct gdl_traced_more *m = t->more;
  if (m->fresh == 0)
    return 0;
  lua_getiuservalue(L, idx, GDL_TRACED_READS);
  int reads = lua_gettop(L);
  for (; m->fresh > 0 && m->promoted > 0; m->fresh--)
    gdl_reads_demote(L, reads, --m->promoted);
  m->fresh = 0;
  lua_pop(L, 1);
  return 1;
}


static void demote_all (lua_State *L, int reads, gdl_traced *t) {
  gdl_reads *r = gdl_to_reads(L, reads);
  size_t n = gdl_reads_count(r);
  for (size_t i = 0; i < n; i++)
    if (gdl_reads_is_promoted(r, i))
      gdl_reads_demote(L, reads, i);
  t->more->promoted = t->more->fresh = 0;
}


/* Data slots from 'keep' on are free again. */
static void release_data (gdl_leaves *l, size_t keep) {
  l->b.datas = keep;
  l->captures = 0;
  if (l->captured != NULL)
    memset(l->captured, 0, l->captured_room * sizeof(*l->captured));
}


void gdl_slots_forget (lua_State *L, int idx, gdl_traced *t, int all) {
  struct gdl_traced_more *m = t->more;
  idx = lua_absindex(L, idx);
  lua_getiuservalue(L, idx, GDL_TRACED_READS);
  int reads = lua_gettop(L);
  if (all)
    demote_all(L, reads, t);
  gdl_reads_clear(L, reads);
  lua_pop(L, 1);
  if (m->begun)
    release_data(&t->leaves, m->base_datas);
  m->anchors = 0;
  lua_getiuservalue(L, idx, GDL_TRACED_ANCHORS);
  lua_pushnil(L);
  if (lua_next(L, -2)) {
    lua_pop(L, 2);
    lua_newtable(L);
    lua_setiuservalue(L, idx, GDL_TRACED_ANCHORS);
  }
  lua_pop(L, 1);
}


static gdl_status add_anchor (struct gdl_traced_more *m, const uint64_t *now,
                              uint64_t was) {
  if (m->anchors == m->anchor_room) {
    size_t room = m->anchor_room == 0 ? 8 : 2 * m->anchor_room;
    gdl_anchor *a = realloc(m->anchor, room * sizeof(*a));
    if (a == NULL)
      return GDL_ENOMEM;
    m->anchor = a;
    m->anchor_room = room;
  }
  m->anchor[m->anchors++] = (gdl_anchor){now, was};
  return GDL_OK;
}


gdl_status gdl_slots_anchor (lua_State *L, int idx, gdl_traced *t) {
  struct gdl_traced_more *m = t->more;
  gdl_status status = GDL_OK;
  m->anchors = 0;
  lua_getiuservalue(L, idx, GDL_TRACED_ANCHORS);
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    gdl_array *a = gdl_to_array(L, -2);
    if (a != NULL && status == GDL_OK)
      status = add_anchor(m, a->version, (uint64_t)lua_tointeger(L, -1));
  }
  lua_pop(L, 1);
  return status;
}
