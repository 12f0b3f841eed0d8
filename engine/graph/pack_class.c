/*
** pack_class.c - which nodes are alike
** A class is a row of a table that is searched by what it is (operation and
** classes of operands), so equal classes mean equal structure, whatever the
** hashes. Classes of operands come before the classes that use them.
*/
#include <string.h>

#include "graph/pack_impl.h"


int gdl_pack_room (gdl_pack *p, gdl_pool *pool, size_t more, size_t size) {
  if (pool->count + more >= UINT32_MAX || !gdl_pool_reserve(pool, more, size)) {
    p->no_memory = 1;
    return 0;
  }
  return 1;
}


int gdl_pack_push (gdl_pack *p, gdl_pool *pool, uint32_t word) {
  if (!gdl_pack_room(p, pool, 1, sizeof(word)))
    return 0;
  WORD(*pool, pool->count++) = word;
  return 1;
}


/*
** The table
*/
typedef struct candidate {
  const gdl_pack *p;
  const gdl_pack_class *class;
  const gdl_pack_key *keys;
} candidate;


static int same_class (const gdl_graph *g, uint32_t id, const void *thing) {
  const candidate *c = thing;
  const gdl_pack_class *x = CLASS(c->p, id), *y = c->class;
  (void)g;
  if (x->kind != y->kind || x->op != y->op)
    return 0;
  if (x->kind == PACK_SUM)
    return x->b == y->b && memcmp(KEY(c->p, x->a), c->keys,
                                  x->b * sizeof(*c->keys)) == 0;
  return x->a == y->a && x->b == y->b && x->c == y->c;
}


static uint32_t mix (uint32_t h, uint32_t word) {
  uint64_t z = ((uint64_t)h << 32 | word) * 0x9e3779b97f4a7c15u;
  return (uint32_t)(z ^ (z >> 32));
}


static uint32_t hash_class (const gdl_pack_class *k, const gdl_pack_key *keys) {
  uint32_t h = mix(k->kind, k->op);
  if (k->kind != PACK_SUM)
    return mix(mix(mix(h, k->a), k->b), k->c);
  for (uint32_t i = 0; i < k->b; i++)
    h = mix(mix(h, keys[i].key), keys[i].count);
  return h;
}


static int keep_keys (gdl_pack *p, gdl_pack_class *k, const gdl_pack_key *keys) {
  if (!gdl_pack_room(p, &p->keys, k->b, sizeof(*keys)))
    return 0;
  k->a = (uint32_t)p->keys.count;
  memcpy(KEY(p, k->a), keys, k->b * sizeof(*keys));
  p->keys.count += k->b;
  return 1;
}


uint32_t gdl_pack_intern (gdl_pack *p, const gdl_pack_class *k,
                          const gdl_pack_key *keys) {
  candidate c = {p, k, keys};
  uint32_t hash = hash_class(k, keys);
  uint32_t id = gdl_table_find(&p->class_table, hash, p->raw, same_class, &c);
  if (id != GDL_NO_ID)
    return id;
  gdl_pack_class fresh = *k;
  fresh.demand = NONE;
  if (!gdl_pack_room(p, &p->classes, 1, sizeof(fresh)) ||
      (k->kind == PACK_SUM && k->b > 0 && !keep_keys(p, &fresh, keys)))
    return NONE;
  if (!gdl_table_reserve(&p->class_table)) {
    p->no_memory = 1;
    return NONE;
  }
  id = (uint32_t)p->classes.count++;
  *CLASS(p, id) = fresh;
  gdl_table_add(&p->class_table, hash, id);
  if (fresh.level >= p->levels)
    p->levels = fresh.level + 1u;
  return id;
}


/*
** Nodes
*/
int gdl_pack_is_addition (const gdl_pack *p, gdl_node n) {
  int op = NODE(p->raw, n)->op;
  return IS_SCALAR(p->raw, n) &&
         (op == GDL_OP_add || op == GDL_OP_sub || op == GDL_OP_neg);
}


int gdl_pack_is_inside (const gdl_pack *p, gdl_node n) {
  return (p->flag[n] & (PACK_SHARED | PACK_ADDED)) == PACK_ADDED &&
         gdl_pack_is_addition(p, n);
}


/* How many terms an addition has, with those of the additions inside it. */
static uint32_t count_terms (const gdl_pack *p, gdl_node n) {
  const gdl_node_data *d = NODE(p->raw, n);
  uint32_t terms = 0;
  for (int k = 0; k < gdl_op_table[d->op].arity; k++) {
    gdl_node x = d->operand[k];
    terms += gdl_pack_is_inside(p, x) ? p->terms[x] : 1;
  }
  return terms;
}


static unsigned level_of (const gdl_pack *p, gdl_node n) {
  return CLASS(p, p->class[n])->level;
}


/* Numbers that are worked out come one level before arrays made of them. */
static unsigned opaque_level (const gdl_pack *p, gdl_node n) {
  size_t count;
  const gdl_node *x = gdl_graph_operands(p->raw, n, &count);
  unsigned level = 0;
  for (size_t k = 0; k < count; k++) {
    const gdl_pack_class *c = CLASS(p, p->class[x[k]]);
    unsigned least = c->level + (c->kind == PACK_OPERATION ||
                                 c->kind == PACK_SUM);
    if (least > level)
      level = least;
  }
  return level;
}


#define LEVELS_MAX 64

static uint32_t classify_opaque (gdl_pack *p, gdl_node n) {
  unsigned level = opaque_level(p, n);
  if (level >= LEVELS_MAX) {
    p->refusal = GDL_PACK_MIXED;
    return NONE;
  }
  gdl_pack_class k = {.kind = PACK_OPAQUE, .a = n, .level = (uint16_t)level};
  return gdl_pack_push(p, &p->opaque, n) ? gdl_pack_intern(p, &k, NULL) : NONE;
}


static uint32_t classify_operation (gdl_pack *p, gdl_node n, int arity) {
  const gdl_node_data *d = NODE(p->raw, n);
  gdl_pack_class k = {.kind = PACK_OPERATION, .op = d->op, .b = NONE, .c = NONE};
  uint32_t *class[3] = {&k.a, &k.b, &k.c};
  for (int i = 0; i < arity; i++) {
    *class[i] = p->class[d->operand[i]];
    unsigned level = CLASS(p, *class[i])->level;
    if (level > k.level)
      k.level = (uint16_t)level;
  }
  return gdl_pack_intern(p, &k, NULL);
}


static uint32_t classify_addition (gdl_pack *p, gdl_node n) {
  p->terms[n] = count_terms(p, n);
  if (p->terms[n] < GDL_PACK_LEAST)
    return classify_operation(p, n, gdl_op_table[NODE(p->raw, n)->op].arity);
  p->flag[n] |= PACK_MANY;
  return gdl_pack_is_inside(p, n) ? NONE : gdl_pack_sum(p, n);
}


static uint32_t classify (gdl_pack *p, gdl_node n) {
  const gdl_node_data *d = NODE(p->raw, n);
  if (d->shape != 0)
    return classify_opaque(p, n);
  switch (d->op) {
    case GDL_OP_param:
      if (gdl_graph_view(p->raw, n).offset >= UINT32_MAX) {
        p->refusal = GDL_PACK_LARGE;
        return NONE;
      }
      return PACK_PARAM;
    case GDL_OP_constant: return PACK_CONSTANT;
    case GDL_OP_input: return PACK_INPUT;
    case GDL_OP_add: case GDL_OP_sub: case GDL_OP_neg:
      return classify_addition(p, n);
    case GDL_OP_select: return classify_operation(p, n, 3);
    case GDL_OP_detach: return classify_operation(p, n, 1);
    case GDL_OP_slice: {
      gdl_pack_class k = {.kind = PACK_ELEMENT, .a = d->a,
                          .level = (uint16_t)level_of(p, d->a)};
      if (gdl_shape_length(SHAPE_OF(p->raw, d->a)) >= UINT32_MAX) {
        p->refusal = GDL_PACK_LARGE;
        return NONE;
      }
      return gdl_pack_intern(p, &k, NULL);
    }
    default: break;
  }
  switch (gdl_op_table[d->op].kind) {
    case GDL_KIND_UNARY: return classify_operation(p, n, 1);
    case GDL_KIND_BINARY: return classify_operation(p, n, 2);
    default: return classify_opaque(p, n);
  }
}


int gdl_pack_classify (gdl_pack *p) {
  for (unsigned kind = PACK_PARAM; kind <= PACK_INPUT; kind++) {
    gdl_pack_class k = {.kind = (uint8_t)kind};
    if (gdl_pack_intern(p, &k, NULL) == NONE)
      return 0;
  }
  for (size_t n = 0; n < p->count; n++) {
    p->class[n] = NONE;
    if (!(p->flag[n] & PACK_NEEDED))
      continue;
    p->class[n] = classify(p, (gdl_node)n);
    if (2 * p->classes.count > p->needed)
      p->refusal = GDL_PACK_UNLIKE;
    if (p->no_memory || p->refusal != GDL_PACK_DONE)
      return 0;
  }
  return 1;
}
