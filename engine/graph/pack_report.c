/*
** pack_report.c - what was packed, and why not
*/
#include "graph/pack_impl.h"


/* How many elements a cluster works on: of a sum its terms. */
static size_t width_of (const gdl_pack *p, const gdl_pack_cluster *c) {
  size_t terms = 0;
  if (CLASS(p, c->class)->kind != PACK_SUM)
    return c->lanes;
  for (uint32_t i = 0; i < c->demands; i++) {
    const gdl_pack_demand *d = DEMAND(p, c->demand + i);
    if (d->count > 1)
      terms += d->count;
  }
  return terms > 0 ? terms : 1;
}


void gdl_pack_tell (const gdl_pack *p, gdl_pack_report *r) {
  r->refusal = p->refusal;
  r->before = p->needed;
  if (p->refusal != GDL_PACK_DONE)
    return;
  for (size_t i = p->clusters.count; i-- > 0; ) {
    const gdl_pack_cluster *c = CLUSTER(p, i);
    size_t width = width_of(p, c);
    if (width == 1) {
      r->scalars++;
      continue;
    }
    if (r->vectors < GDL_PACK_ENTRIES)
      r->entry[r->vectors] = (gdl_pack_entry){
          (gdl_op)CLASS(p, c->class)->op, width};
    r->vectors++;
  }
}


static const char *reason (gdl_pack_refusal why) {
  switch (why) {
    case GDL_PACK_SMALL: return "there is too little of it";
    case GDL_PACK_UNLIKE:
      return "hardly any of its operations are alike and independent of one "
             "another, as in a recurrence";
    case GDL_PACK_MIXED: return "numbers and vectors take turns in it too often";
    default: return "there is too much of it";
  }
}


gdl_status gdl_pack_explain (const gdl_pack_report *r, gdl_text *t) {
  gdl_status s;
  size_t shown = r->vectors < GDL_PACK_ENTRIES ? r->vectors : GDL_PACK_ENTRIES;
  if (r->refusal != GDL_PACK_DONE)
    return gdl_text_put(t, "not packed (%zu operations and reads): %s\n",
                        r->before, reason(r->refusal));
  s = gdl_text_put(t, "packed: %zu nodes became %zu\n", r->before, r->after);
  for (size_t i = 0; i < shown && s == GDL_OK; i++)
    s = gdl_text_put(t, "  %s of %zu\n", gdl_op_table[r->entry[i].op].name,
                     r->entry[i].lanes);
  if (s == GDL_OK && r->vectors > shown)
    s = gdl_text_put(t, "  and %zu more\n", r->vectors - shown);
  if (s == GDL_OK && r->scalars > 0)
    s = gdl_text_put(t, "  operations on single numbers: %zu\n", r->scalars);
  if (s == GDL_OK && r->guards > 0)
    s = gdl_text_put(t, "  guards: %zu became %zu\n", r->guards, r->checks);
  if (s == GDL_OK && r->choices > 0)
    s = gdl_text_put(t, "  guards of branches that became choices: %zu\n",
                     r->choices);
  return s;
}
