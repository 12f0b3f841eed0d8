/*
** pack_choice.h - branches that a loop takes this way or that
** The trace of a loop with an 'if' in it has a guard each turn and the terms of
** the side that was taken. Where both sides were seen, the side that a turn did
** not take is written down as the other turns have it, and a select takes the
** place of the term; the guards are not needed then.
**
** This is a conclusion from some turns to the others, all that a trace can
** offer: reads on the untaken side must be the same in all turns that took it,
** or what the condition reads, or elements that follow one another; where two
** of these would do and differ, nothing is concluded. It cannot see what a
** script does to plain numbers of its own (counting turns, say). The caller
** therefore has to compare the result with the function itself whenever
** 'pattern', a number that tells which sides are taken, has not been seen yet.
**
**   pack_choice.c      which turns there are, and what each adds
**   pack_template.c    the other side of a turn
*/
#ifndef GDL_GRAPH_PACK_CHOICE_H
#define GDL_GRAPH_PACK_CHOICE_H

#include "graph/pack_impl.h"

/* As few turns as this on a side tell what that side is. */
#define CHOICE_LEAST 3

/* A turn: a guard of the class in question. */
typedef struct gdl_choice_turn {
  gdl_node guard;
  uint32_t number;           /* of the guard */
  uint32_t end;              /* nodes up to here belong to it */
  uint32_t first, count;     /* what it adds: 'add' of the choice */
  uint8_t taken;
} gdl_choice_turn;

/* Something that is added, to a chain. */
typedef struct gdl_choice_add {
  gdl_node add, term, root;  /* the addition, what is added, end of the chain */
  uint32_t at;               /* which of all additions to chains */
  uint8_t minus;
} gdl_choice_add;

typedef struct gdl_choice {
  gdl_pack *p;               /* which has classes; of graph 'wide' */
  gdl_graph *wide;
  gdl_pool turns;            /* gdl_choice_turn */
  gdl_pool adds;             /* gdl_choice_add, by turn */
  gdl_pool cone;             /* gdl_node: by place below the guard, by turn */
  size_t places;
  int no_memory;
} gdl_choice;

#define TURN(c, i)  (((gdl_choice_turn *)(c)->turns.data) + (i))
#define ADDED(c, i) (((gdl_choice_add *)(c)->adds.data) + (i))
#define CONE(c, place, turn) \
  (((gdl_node *)(c)->cone.data)[(place) * (c)->turns.count + (turn)])

/* gdl_choice_cone - what is below each guard. */
int gdl_choice_cone (gdl_choice *c);

/* gdl_choice_side - what turns of outcome 'taken' add at place 'at' of what they
** add, for all turns: side[turn] is a node of 'wide'. False where that cannot be
** told. */
int gdl_choice_side (gdl_choice *c, int taken, size_t at, gdl_node *side);

/* A graph in which choices were made of guards. */
typedef struct gdl_pack_wide {
  gdl_graph *graph;          /* raw; NULL: there was nothing to be made */
  gdl_node *out;             /* the outputs, behind them the pattern */
  size_t outs;
  gdl_pack_guard *guard;     /* those that are left */
  size_t guards;
  size_t choices;            /* turns that have become choices */
} gdl_pack_wide;

/* gdl_pack_choose - makes choices of the guards of one class. p: with classes.
** pattern: of choices made before, or GDL_NO_NODE. False where memory runs out. */
int gdl_pack_choose (gdl_pack *p, const gdl_node *out, size_t outs,
                     gdl_node pattern, const gdl_pack_guard *guard,
                     size_t guards, gdl_pack_wide *w);
void gdl_pack_wide_free (gdl_pack_wide *w);

#endif
