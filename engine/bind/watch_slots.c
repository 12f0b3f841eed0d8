/*
** watch_slots.c - what the slots that were read hold now; promotion; names
*/
#include <string.h>

#include "bind/watch_impl.h"


/*
** What slots hold now
*/
uint64_t gdl_keys_hash (const lp_table *t) {
  uint64_t h = 0;
  size_t i, n = t->limit;
  if (t->flags & 128) {                /* 'limit' is a hint; the size is the */
    n = 1;                             /* next power of 2 */
    while (n < t->limit)
      n *= 2;
  }
  for (i = 0; i < n; i++)
    if (!lp_is_nil(&t->array[i]))
      h = gdl_hash(h, (i + 1) ^ LP_TINTEGER) + 1;
  n = (size_t)1 << t->log_nodes;
  for (i = 0; i < n; i++) {
    const lp_node *e = &t->node[i];
    if (!lp_is_nil(&e->value))
      h = gdl_hash(h, (e->key_tag & 15) == LUA_TBOOLEAN
                          ? e->key_tag : e->key.bits ^ e->key_tag) + 1;
  }
  return h;
}


/* The slot of number 'owner' that only Lua can read. */
static gdl_plain ask_lua (lua_State *L, int idx, const gdl_read *s) {
  gdl_plain now;
  lua_getiuservalue(L, idx, 1);
  int anchors = lua_gettop(L);
  lua_rawgeti(L, anchors, s->owner);
  if (s->tag == GDL_SLOT_LENGTH)
    now = (gdl_plain){lua_rawlen(L, -1), LP_TINTEGER};
  else {
    if (s->tag == LP_TINTEGER)
      lua_rawgeti(L, -1, (lua_Integer)s->key);
    else {
      lua_Number n;
      if (s->tag == LP_TFLOAT) {
        memcpy(&n, &s->key, sizeof(n));
        lua_pushnumber(L, n);
      } else if (s->tag == LP_TTRUE || s->tag == LP_TFALSE)
        lua_pushboolean(L, s->tag == LP_TTRUE);
      else
        lua_rawgeti(L, anchors, (lua_Integer)s->key);
      lua_rawget(L, -2);
    }
    now = gdl_plain_of(gdl_stack_value(L, lua_gettop(L)));
  }
  lua_settop(L, anchors - 1);
  return now;
}


static gdl_plain now_of (lua_State *L, int idx, const gdl_reads *r,
                         const gdl_read *s) {
  const void *p = r->owner[s->owner].p;
  const lp_table *t = (const lp_table *)p;
  const lp_value *v;
  uint64_t length;
  switch (s->tag) {
    case LP_TINTEGER:
      v = lp_element(t, (long long)s->key);
      if (v == NULL)
        break;
      return gdl_plain_of(v);
    case GDL_TAG_STRING:
      return gdl_plain_of(lp_field(t, (const void *)(uintptr_t)s->key));
    case GDL_SLOT_CELL:
      return gdl_plain_of(((const lp_cell *)p)->v);
    case GDL_SLOT_META:
      return (gdl_plain){(uintptr_t)t->meta, LUA_TTABLE};
    case GDL_SLOT_KEYS:
      return (gdl_plain){gdl_keys_hash(t), LP_TINTEGER};
    case GDL_SLOT_LENGTH:
      if (!lp_length(t, &length))
        break;
      return (gdl_plain){length, LP_TINTEGER};
    default:
      break;
  }
  return ask_lua(L, idx, s);
}


/* Two values that are not one: equal only as long strings. */
static int is_equal (const gdl_read *s, gdl_plain now) {
  if (s->was_tag != now.tag || now.tag != (LP_TLONG & ~LP_OBJECT))
    return 0;
  return lp_long_equal((const void *)(uintptr_t)s->was,
                       (const void *)(uintptr_t)now.bits);
}


static int to_number (gdl_plain v, double *number) {
  if (v.tag == LP_TFLOAT) {
    memcpy(number, &v.bits, sizeof(*number));
    return 1;
  }
  if (v.tag != LP_TINTEGER)
    return 0;
  *number = (double)(int64_t)v.bits;
  return *number < 0x1p63 && (int64_t)*number == (int64_t)v.bits;
}


static int has_changed (lua_State *L, int idx, const gdl_reads *r,
                        const gdl_read *s, gdl_leaves *leaves) {
  double number;
  gdl_plain now = now_of(L, idx, r, s);
  if (!s->promoted)
    return (now.bits != s->was || now.tag != s->was_tag) && !is_equal(s, now);
  if (now.tag != s->was_tag || !to_number(now, &number))
    return 1;                          /* an integer is not a float */
  leaves->input[r->promoted[s->promoted - 1].input] = number;
  return 0;
}


/* All slots. */
static int any_changed (lua_State *L, int idx, gdl_reads *r, gdl_leaves *leaves) {
  const gdl_read *s;
  size_t n;
  int same = gdl_runs_same(r, &s, &n);
  for (; same && n > 0; n--, s++)
    same = !has_changed(L, idx, r, s, leaves);
  return !same;
}


size_t gdl_reads_changed (lua_State *L, int idx, size_t from, size_t count,
                          gdl_leaves *leaves) {
  gdl_reads *r = (gdl_reads *)lua_touserdata(L, idx);
  if (r->count == 0)
    return SIZE_MAX;
  size_t i = from % r->count;
  if (count >= r->count && !any_changed(L, idx, r, leaves))
    return SIZE_MAX;
  for (; count > 0; count--) {
    if (has_changed(L, idx, r, &r->slot[i], leaves))
      return i;
    if (++i == r->count)
      i = 0;
  }
  return SIZE_MAX;
}


/*
** Promotion
*/
int gdl_reads_is_promoted (const gdl_reads *r, size_t i) {
  return r->slot[i].promoted != 0;
}


int gdl_reads_promote (lua_State *L, int idx, size_t i, gdl_leaves *leaves) {
  gdl_reads *r = (gdl_reads *)lua_touserdata(L, idx);
  gdl_read *s = &r->slot[i];
  gdl_plain now = now_of(L, idx, r, s);
  double number;
  if (s->promoted)
    return 1;
  if (r->promoteds == GDL_PROMOTED_MOST || s->tag == GDL_SLOT_LENGTH ||
      s->tag == GDL_SLOT_KEYS || s->tag == GDL_SLOT_META ||
      !to_number(now, &number) || now.tag != s->was_tag)
    return 0;
  size_t input = gdl_leaves_input(L, leaves, number);
  gdl_runs_forget(r);
  r->promoted[r->promoteds++] = (gdl_promoted){(uint32_t)i, input, {0, 0}, NULL};
  s->promoted = (uint8_t)r->promoteds;
  return 1;
}


void gdl_reads_demote (lua_State *L, int idx, size_t i) {
  gdl_reads *r = (gdl_reads *)lua_touserdata(L, idx);
  gdl_read *s = &r->slot[i];
  if (!s->promoted)
    return;
  size_t last = --r->promoteds;
  r->promoted[s->promoted - 1] = r->promoted[last];
  r->slot[r->promoted[last].slot].promoted = s->promoted;
  s->promoted = 0;
  gdl_runs_forget(r);
  gdl_plain now = now_of(L, idx, r, s);
  s->was = now.bits;
  s->was_tag = now.tag;
}


/*
** Names
*/
void gdl_reads_push_name (lua_State *L, int idx, size_t i) {
  const gdl_reads *r = (const gdl_reads *)lua_touserdata(L, idx);
  const gdl_read *s = &r->slot[i];
  luaL_checkstack(L, 4, NULL);
  lua_getiuservalue(L, idx, 1);
  switch (s->tag) {
    case GDL_SLOT_CELL:
      lua_rawgeti(L, -1, (lua_Integer)s->key);
      lua_pushfstring(L, "the upvalue '%s'", lua_tostring(L, -1));
      lua_remove(L, -2);
      break;
    case GDL_TAG_STRING: {
      const char *text = lp_string_text((const void *)(uintptr_t)s->key);
      if (s->global)
        lua_pushfstring(L, "the global '%s'", text);
      else
        lua_pushfstring(L, "the field '%s' of a table", text);
      break;
    }
    case LP_TINTEGER:
      lua_pushfstring(L, "element %I of a table", (LUAI_UACINT)s->key);
      break;
    case GDL_SLOT_LENGTH:
      lua_pushliteral(L, "the length of a table");
      break;
    case GDL_SLOT_META:
      lua_pushliteral(L, "the metatable of a table");
      break;
    case GDL_SLOT_KEYS:
      lua_pushliteral(L, "the keys of a table");
      break;
    default:
      lua_pushliteral(L, "a field of a table");
      break;
  }
  lua_remove(L, -2);
}
