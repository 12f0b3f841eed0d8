/*
** pack_lanes.c - which nodes of a class are the lanes of one operation
** From the outputs down: when the turn of a class comes, all that is demanded of
** it is known, since users come after what they use. Demands that have nodes in
** common are answered by one cluster, the others by clusters of their own, so
** that what a loop does twice in a turn does not alternate in one vector.
*/
#include <stdlib.h>
#include <string.h>

#include "graph/pack_impl.h"


/*
** Demands
*/
uint32_t gdl_pack_item (const gdl_pack *p, const gdl_pack_class *k, gdl_node n) {
  if (k->kind == PACK_PARAM || k->kind == PACK_ELEMENT)
    return (uint32_t)gdl_graph_view(p->raw, n).offset;
  return k->kind == PACK_INPUT ? gdl_graph_slot(p->raw, n) : n;
}


int gdl_pack_alike (const gdl_pack *p, const gdl_pack_class *k, uint32_t x,
                    uint32_t y) {
  if (k->kind != PACK_CONSTANT || x == y)
    return x == y;
  return memcmp(gdl_graph_numbers(p->raw, x), gdl_graph_numbers(p->raw, y),
                sizeof(double)) == 0;
}


uint32_t gdl_pack_demand_new (gdl_pack *p, uint32_t class, uint32_t count,
                              uint32_t cols) {
  gdl_pack_class *k = CLASS(p, class);
  uint32_t at = (uint32_t)p->items.count - count;
  const uint32_t *item = ITEMS(p) + at;
  if (!gdl_pack_room(p, &p->demands, 1, sizeof(gdl_pack_demand)))
    return NONE;
  uint32_t id = (uint32_t)p->demands.count++;
  gdl_pack_demand *d = DEMAND(p, id);
  *d = (gdl_pack_demand){.class = class, .at = at, .count = count, .cols = cols,
                         .joint = id, .mate = NONE, .cluster = NONE};
  uint32_t i = 1;
  while (i < count && gdl_pack_alike(p, k, item[0], item[i]))
    i++;
  if (i >= count) {
    d->same = 1;
    p->items.count = at + 1;
  }
  d->next = k->demand;
  k->demand = id;
  return id;
}


uint32_t gdl_pack_demand_nodes (gdl_pack *p, const gdl_node *n, size_t count) {
  const gdl_pack_class *k = CLASS(p, p->class[n[0]]);
  if (!gdl_pack_room(p, &p->items, count, sizeof(uint32_t)))
    return NONE;
  for (size_t i = 0; i < count; i++)
    ITEMS(p)[p->items.count++] = gdl_pack_item(p, k, n[i]);
  return gdl_pack_demand_new(p, p->class[n[0]], (uint32_t)count, 0);
}


/* How many items a demand has in the list. */
static uint32_t listed (const gdl_pack_demand *d) {
  return d->same ? 1 : d->count;
}


/*
** What a cluster needs
*/
static int demand_operand (gdl_pack *p, const gdl_pack_cluster *c, int side,
                           uint32_t class) {
  const gdl_pack_class *k = CLASS(p, class);
  if (!gdl_pack_room(p, &p->items, c->lanes, sizeof(uint32_t)))
    return 0;
  const uint32_t *lane = ITEMS(p) + c->at;
  uint32_t *to = ITEMS(p) + p->items.count;
  for (uint32_t i = 0; i < c->lanes; i++)
    to[i] = gdl_pack_item(p, k, NODE(p->raw, lane[i])->operand[side]);
  p->items.count += c->lanes;
  return gdl_pack_demand_new(p, class, c->lanes, c->cols) != NONE;
}


/* The terms of one key: as many as 'count' a lane, from place 'from' on. */
static int demand_terms (gdl_pack *p, const gdl_pack_cluster *c, gdl_pack_key key,
                         uint32_t from) {
  const gdl_pack_class *k = CLASS(p, key.key / 2);
  size_t count = (size_t)c->lanes * key.count;
  if (!gdl_pack_room(p, &p->items, count, sizeof(uint32_t)))
    return 0;
  const uint32_t *lane = ITEMS(p) + c->at;
  uint32_t *to = ITEMS(p) + p->items.count;
  for (uint32_t i = 0; i < c->lanes; i++) {
    const uint32_t *term = TERMS(p) + p->terms[lane[i]] + from;
    for (uint32_t j = 0; j < key.count; j++)
      *to++ = gdl_pack_item(p, k, term[j]);
  }
  p->items.count += count;
  int rows = c->lanes > 1 && key.count > 1;
  uint32_t d = gdl_pack_demand_new(p, key.key / 2, (uint32_t)count,
                                   rows ? key.count : 0);
  if (d == NONE)
    return 0;
  DEMAND(p, d)->summed = (uint8_t)rows;
  return 1;
}


static int demand_all (gdl_pack *p, uint32_t id) {
  gdl_pack_cluster c = *CLUSTER(p, id);
  gdl_pack_class k = *CLASS(p, c.class);
  c.demand = (uint32_t)p->demands.count;
  if (k.kind == PACK_SUM) {
    uint32_t from = 0;
    for (uint32_t i = 0; i < k.b; i++) {
      gdl_pack_key key = *KEY(p, k.a + i);
      if (!demand_terms(p, &c, key, from))
        return 0;
      from += key.count;
    }
  }
  else {
    uint32_t class[3] = {k.a, k.b, k.c};
    for (int side = 0; side < gdl_op_table[k.op].arity; side++)
      if (!demand_operand(p, &c, side, class[side]))
        return 0;
  }
  c.demands = (uint32_t)p->demands.count - c.demand;
  *CLUSTER(p, id) = c;
  return 1;
}


/*
** Clusters of a class
*/
static uint32_t joint_of (gdl_pack *p, uint32_t d) {
  while (DEMAND(p, d)->joint != d) {
    uint32_t up = DEMAND(p, d)->joint;
    DEMAND(p, d)->joint = DEMAND(p, up)->joint;
    d = up;
  }
  return d;
}


/* Finds which demands of the chain have nodes in common. */
static void join (gdl_pack *p, uint32_t first) {
  for (uint32_t i = first; i != NONE; i = DEMAND(p, i)->next) {
    gdl_pack_demand *d = DEMAND(p, i);
    const uint32_t *item = ITEMS(p) + d->at;
    uint32_t last = NONE;
    for (uint32_t k = 0; k < listed(d); k++) {
      uint32_t owner = p->owner[item[k]];
      if (owner == NONE)
        p->owner[item[k]] = i;
      else if (owner == i)
        d->repeats = 1;
      else if (owner != last) {
        /* the one that was met first stays the root */
        uint32_t a = joint_of(p, owner), b = joint_of(p, i);
        if (a != b)
          DEMAND(p, b)->joint = a;
        last = owner;
      }
    }
  }
}


/* The demand of the chain that was met first is not always a root where three
** meet; any member will do as the head of its list. */
static void list_mates (gdl_pack *p, uint32_t first) {
  for (uint32_t i = first; i != NONE; i = DEMAND(p, i)->next) {
    uint32_t root = joint_of(p, i);
    if (root == i)
      continue;
    DEMAND(p, i)->mate = DEMAND(p, root)->mate;
    DEMAND(p, root)->mate = i;
  }
}


/* Are all demands of a cluster for the same nodes in the same order, once? */
static int all_equal (const gdl_pack *p, uint32_t root) {
  const gdl_pack_demand *r = DEMAND(p, root);
  if (r->repeats)
    return 0;
  for (uint32_t i = r->mate; i != NONE; i = DEMAND(p, i)->mate) {
    const gdl_pack_demand *d = DEMAND(p, i);
    if (d->repeats || listed(d) != listed(r) ||
        memcmp(ITEMS(p) + d->at, ITEMS(p) + r->at, listed(d) * sizeof(uint32_t)))
      return 0;
  }
  return 1;
}


static int by_number (const void *x, const void *y) {
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return (a > b) - (a < b);
}


/* Into rising order; most lists are runs that rise, one after the other. */
static int sort (gdl_pack *p, uint32_t *x, size_t n) {
  size_t i = 1;
  while (i < n && x[i - 1] < x[i])
    i++;
  if (i >= n)
    return 1;
  if (n < 256) {
    qsort(x, n, sizeof(*x), by_number);
    return 1;
  }
  uint32_t *other = malloc(n * sizeof(*x)), *from = x, *to = other;
  if (other == NULL) {
    p->no_memory = 1;
    return 0;
  }
  for (int shift = 0; shift < 32; shift += 8) {
    size_t start[257] = {0};
    for (size_t k = 0; k < n; k++)
      start[(from[k] >> shift & 255) + 1]++;
    for (int k = 0; k < 256; k++)
      start[k + 1] += start[k];
    for (size_t k = 0; k < n; k++)
      to[start[from[k] >> shift & 255]++] = from[k];
    uint32_t *turn = from;
    from = to;
    to = turn;
  }
  free(other);
  return 1;
}


/* All nodes of the demands from 'root' on, each once, into 'items'. */
static int collect (gdl_pack *p, uint32_t root, uint32_t *count) {
  size_t at = p->items.count;
  int several = DEMAND(p, root)->mate != NONE;
  for (uint32_t i = root; i != NONE; i = DEMAND(p, i)->mate) {
    const gdl_pack_demand *d = DEMAND(p, i);
    if (!gdl_pack_room(p, &p->items, listed(d), sizeof(uint32_t)))
      return 0;
    for (uint32_t k = 0; k < listed(d); k++) {
      uint32_t n = ITEMS(p)[d->at + k];
      if (p->lane[n] != NONE)
        continue;
      p->lane[n] = 0;
      ITEMS(p)[p->items.count++] = n;
    }
  }
  *count = (uint32_t)(p->items.count - at);
  if (several && !sort(p, ITEMS(p) + at, *count))
    return 0;
  for (uint32_t k = 0; k < *count; k++)
    p->lane[ITEMS(p)[at + k]] = k;
  return 1;
}


/* Nodes become lanes; is it all of them in their order? */
static void number_lanes (gdl_pack *p, gdl_pack_demand *d, uint32_t lanes) {
  uint32_t *item = ITEMS(p) + d->at, n = listed(d);
  int identity = n == lanes && d->count == lanes;
  for (uint32_t k = 0; k < n; k++) {
    item[k] = p->lane[item[k]];
    identity &= item[k] == k;
  }
  d->identity = (uint8_t)identity;
}


static int new_cluster (gdl_pack *p, uint32_t root) {
  if (!gdl_pack_room(p, &p->clusters, 1, sizeof(gdl_pack_cluster)))
    return 0;
  uint32_t id = (uint32_t)p->clusters.count;
  gdl_pack_demand *r = DEMAND(p, root);
  gdl_pack_cluster c = {.class = r->class, .at = r->at, .lanes = listed(r),
                        .value = {GDL_NO_NODE, FORM_FULL}};
  int equal = all_equal(p, root);
  if (!equal) {
    c.at = (uint32_t)p->items.count;
    if (!collect(p, root, &c.lanes))
      return 0;
  }
  c.summed = 1;
  for (uint32_t i = root; i != NONE; i = DEMAND(p, i)->mate) {
    gdl_pack_demand *d = DEMAND(p, i);
    d->cluster = id;
    if (!equal)
      number_lanes(p, d, c.lanes);
    else
      d->identity = !d->same || d->count == 1;
    if (d->identity && d->cols > 0)
      c.cols = d->cols;
    c.summed &= d->identity && d->summed;
  }
  if (CLASS(p, c.class)->kind == PACK_SUM || c.lanes == 1)
    c.cols = 0;
  CLUSTER(p, p->clusters.count++)[0] = c;
  return demand_all(p, id);
}


int gdl_pack_cluster_all (gdl_pack *p) {
  for (size_t i = p->classes.count; i-- > 0; ) {
    const gdl_pack_class *k = CLASS(p, i);
    if (k->kind != PACK_OPERATION && k->kind != PACK_SUM)
      continue;
    uint32_t first = k->demand;
    join(p, first);
    list_mates(p, first);
    for (uint32_t d = first; d != NONE; d = DEMAND(p, d)->next)
      if (DEMAND(p, d)->joint == d && !new_cluster(p, d))
        return 0;
  }
  return 1;
}
