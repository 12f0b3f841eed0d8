/*
** pack_template.c - the side of a branch that a turn did not take
** All turns that took it are looked at together, place by place below what they
** add; each place is the same as a place below the guard, or the same in all of
** them, or an element that moves on with the turn, or an operation on places.
*/
#include <stdlib.h>
#include <string.h>

#include "graph/pack_choice.h"

#define PLACES_MAX 64

typedef enum rule { FROM_CONE, FIXED, MOVING, OPERATION } rule;

typedef struct place {
  uint8_t rule, op, arity;
  uint8_t operand[3];        /* OPERATION: places */
  uint32_t from;             /* FROM_CONE: place there; FIXED: the node */
  int64_t first, step;       /* MOVING: index at turn 0; per turn */
  uint32_t class;
} place;

typedef struct template {
  gdl_choice *c;
  const uint32_t *turn;      /* those that took this side */
  size_t count;
  uint8_t *missing;          /* by turn: took the other one */
  place at[PLACES_MAX];
  int places, depth;
} template;


static int add_to_cone (gdl_choice *c, const gdl_node *n) {
  size_t turns = c->turns.count;
  if (!gdl_pool_reserve(&c->cone, turns, sizeof(gdl_node))) {
    c->no_memory = 1;
    return 0;
  }
  memcpy((gdl_node *)c->cone.data + c->cone.count, n, turns * sizeof(*n));
  c->cone.count += turns;
  c->places++;
  return 1;
}


/* The operands of place 'from' (of the guards themselves where it is SIZE_MAX)
** as further places. */
static int add_operands (gdl_choice *c, size_t from, gdl_node *list) {
  const gdl_graph *g = c->wide;
  gdl_node first = from == SIZE_MAX ? TURN(c, 0)->guard : CONE(c, from, 0);
  int arity = gdl_op_table[NODE(g, first)->op].arity;
  for (int k = 0; k < arity && c->places < PLACES_MAX; k++) {
    for (size_t t = 0; t < c->turns.count; t++) {
      gdl_node n = from == SIZE_MAX ? TURN(c, t)->guard : CONE(c, from, t);
      list[t] = NODE(g, n)->operand[k];
    }
    if (!add_to_cone(c, list))
      return 0;
  }
  return 1;
}


int gdl_choice_cone (gdl_choice *c) {
  const gdl_pack *p = c->p;
  gdl_node *list = malloc((c->turns.count + 1) * sizeof(*list));
  c->cone.count = c->places = 0;
  if (list == NULL)
    c->no_memory = 1;
  else if (CLASS(p, p->class[TURN(c, 0)->guard])->kind == PACK_OPERATION &&
           add_operands(c, SIZE_MAX, list))
    for (size_t k = 0; k < c->places; k++)
      if (CLASS(p, p->class[CONE(c, k, 0)])->kind == PACK_OPERATION &&
          !add_operands(c, k, list))
        break;
  free(list);
  return !c->no_memory;
}


/* Are nodes x and y, of one class, the same value for sure? */
static int equal (const gdl_pack *p, gdl_node x, gdl_node y) {
  const gdl_pack_class *k = CLASS(p, p->class[x]);
  return x == y || (IS_LEAF_CLASS(k) &&
                    gdl_pack_alike(p, k, gdl_pack_item(p, k, x),
                                   gdl_pack_item(p, k, y)));
}


static int is_at_place (const template *t, const gdl_node *n, size_t from) {
  const gdl_pack *p = t->c->p;
  if (p->class[CONE(t->c, from, 0)] != p->class[n[0]])
    return 0;
  for (size_t i = 0; i < t->count; i++)
    if (!equal(p, n[i], CONE(t->c, from, t->turn[i])))
      return 0;
  return 1;
}


/* Would place 'from' of the cone be the node in all turns that are missing? */
static int agree (const template *t, size_t from, size_t other, gdl_node node) {
  for (size_t i = 0; i < t->c->turns.count; i++)
    if (t->missing[i] &&
        !equal(t->c->p, CONE(t->c, from, i),
               other == SIZE_MAX ? node : CONE(t->c, other, i)))
      return 0;
  return 1;
}


/* The index of a read, as it moves with the turns. */
static int is_moving (const template *t, const gdl_node *n, place *at) {
  const gdl_pack *p = t->c->p;
  const gdl_pack_class *k = CLASS(p, p->class[n[0]]);
  if (k->kind != PACK_PARAM && k->kind != PACK_ELEMENT)
    return 0;
  int64_t x0 = gdl_pack_item(p, k, n[0]), x1 = gdl_pack_item(p, k, n[1]);
  int64_t apart = (int64_t)t->turn[1] - (int64_t)t->turn[0];
  if ((x1 - x0) % apart != 0)
    return 0;
  at->step = (x1 - x0) / apart;
  at->first = x0 - at->step * (int64_t)t->turn[0];
  for (size_t i = 2; i < t->count; i++)
    if (gdl_pack_item(p, k, n[i]) != at->first + at->step * (int64_t)t->turn[i])
      return 0;
  int64_t last = at->first + at->step * (int64_t)(t->c->turns.count - 1);
  int64_t end = (int64_t)(k->kind == PACK_PARAM
                              ? gdl_graph_params(t->c->wide)
                              : gdl_shape_length(SHAPE_OF(t->c->wide, k->a)));
  return at->first >= 0 && last >= 0 && at->first < end && last < end;
}


/* Does the place of the cone move in the same way? */
static int moves_alike (const template *t, size_t from, const place *at) {
  const gdl_pack *p = t->c->p;
  const gdl_pack_class *k = CLASS(p, at->class);
  for (size_t i = 0; i < t->c->turns.count; i++)
    if (t->missing[i] && gdl_pack_item(p, k, CONE(t->c, from, i)) !=
                             at->first + at->step * (int64_t)i)
      return 0;
  return 1;
}


static int match (template *t, const gdl_node *n);


static int match_operation (template *t, const gdl_node *n, place *at) {
  const gdl_graph *g = t->c->wide;
  gdl_node *below = malloc(t->count * sizeof(*below));
  if (below == NULL) {
    t->c->no_memory = 1;
    return 0;
  }
  at->rule = OPERATION;
  at->op = NODE(g, n[0])->op;
  at->arity = (uint8_t)gdl_op_table[at->op].arity;
  int good = t->depth++ < PLACES_MAX;
  for (int k = 0; k < at->arity && good; k++) {
    for (size_t i = 0; i < t->count; i++)
      below[i] = NODE(g, n[i])->operand[k];
    int child = match(t, below);
    good = child >= 0;
    at->operand[k] = (uint8_t)child;
  }
  free(below);
  t->depth--;
  return good;
}


/* The rule for a place, where the turns that took the side have n[]: its number,
** or -1. */
static int match (template *t, const gdl_node *n) {
  const gdl_pack *p = t->c->p;
  place at = {.class = p->class[n[0]], .rule = FIXED, .from = n[0]};
  size_t found = SIZE_MAX, fixed = 1;
  for (size_t i = 1; i < t->count; i++) {
    if (p->class[n[i]] != at.class)
      return -1;
    fixed &= (size_t)equal(p, n[0], n[i]);
  }
  for (size_t k = 0; k < t->c->places; k++)
    if (is_at_place(t, n, k)) {
      if (found != SIZE_MAX && !agree(t, k, found, 0))
        return -1;
      found = k;
    }
  if (fixed) {
    if (found != SIZE_MAX && !agree(t, found, SIZE_MAX, n[0]))
      return -1;
  }
  else if (found != SIZE_MAX) {
    if (is_moving(t, n, &at) && !moves_alike(t, found, &at))
      return -1;
    at.rule = FROM_CONE;
    at.from = (uint32_t)found;
  }
  else if (is_moving(t, n, &at))
    at.rule = MOVING;
  else if (CLASS(p, at.class)->kind != PACK_OPERATION ||
           !match_operation(t, n, &at))
    return -1;
  if (t->places == PLACES_MAX)
    return -1;
  t->at[t->places] = at;
  return t->places++;
}


static gdl_node read_moving (const template *t, const place *at, size_t turn) {
  const gdl_pack_class *k = CLASS(t->c->p, at->class);
  size_t index = (size_t)(at->first + at->step * (int64_t)turn);
  if (k->kind == PACK_PARAM)
    return gdl_graph_param_number(t->c->wide, index);
  return gdl_graph_element(t->c->wide, k->a, index);
}


static gdl_node write_operation (gdl_graph *g, const place *at,
                                 const gdl_node *n) {
  gdl_op op = (gdl_op)at->op;
  gdl_node x = n[at->operand[0]], y = at->arity > 1 ? n[at->operand[1]] : 0;
  if (op == GDL_OP_select)
    return gdl_graph_select(g, x, y, n[at->operand[2]]);
  if (op == GDL_OP_detach)
    return gdl_graph_detach(g, x);
  return at->arity == 1 ? gdl_graph_unary(g, op, x)
                        : gdl_graph_binary(g, op, x, y);
}


/* The side, written down for one turn. */
static gdl_node write_turn (const template *t, size_t turn) {
  gdl_node n[PLACES_MAX] = {0};
  for (int k = 0; k < t->places; k++) {
    const place *at = &t->at[k];
    switch (at->rule) {
      case FROM_CONE: n[k] = CONE(t->c, at->from, turn); break;
      case FIXED: n[k] = at->from; break;
      case MOVING: n[k] = read_moving(t, at, turn); break;
      default: n[k] = write_operation(t->c->wide, at, n);
    }
    if (n[k] == GDL_NO_NODE)
      t->c->no_memory = 1;
  }
  gdl_choice_stamp(t->c, TURN(t->c, turn)->guard);
  return n[t->places - 1];
}


int gdl_choice_side (gdl_choice *c, int taken, size_t at, gdl_node *side) {
  size_t turns = c->turns.count;
  template t = {.c = c};
  uint32_t *turn = malloc(turns * sizeof(*turn));
  gdl_node *n = malloc(turns * sizeof(*n));
  t.missing = calloc(turns, 1);
  int good = turn != NULL && n != NULL && t.missing != NULL;
  c->no_memory |= !good;
  for (size_t i = 0; good && i < turns; i++) {
    t.missing[i] = TURN(c, i)->taken != taken;
    if (t.missing[i])
      continue;
    turn[t.count] = (uint32_t)i;
    n[t.count++] = ADDED(c, TURN(c, i)->first + at)->term;
  }
  t.turn = turn;
  good = good && t.count >= CHOICE_LEAST && match(&t, n) >= 0;
  for (size_t i = 0; good && i < turns; i++)
    side[i] = t.missing[i] ? write_turn(&t, i)
                           : ADDED(c, TURN(c, i)->first + at)->term;
  free(turn);
  free(n);
  free(t.missing);
  return good && !c->no_memory;
}
