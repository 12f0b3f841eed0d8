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
**   pack_turns.c       which turns there are, and what each adds
**   pack_template.c    the other side of a turn
**   pack_choice.c      choices in the place of guards
*/
#ifndef GDL_GRAPH_PACK_CHOICE_H
#define GDL_GRAPH_PACK_CHOICE_H

#include "graph/pack_impl.h"

/* As few turns as this on a side tell what that side is. */
#define CHOICE_LEAST 3

/* A turn: a guard of the class in question. */
typedef struct gdl_choice_turn {
  gdl_node guard;
  uint32_t begin, end;       /* times that belong to it */
  uint32_t first, count;     /* what it adds: 'add' of the choice */
  uint8_t taken;
} gdl_choice_turn;

/* Something that is added, to a chain. */
typedef struct gdl_choice_add {
  gdl_node add, term, root;  /* the addition, what is added, end of the chain */
  uint32_t time;
  uint32_t at;               /* which of all additions to chains */
  uint8_t minus;
} gdl_choice_add;

typedef struct gdl_choice {
  gdl_pack *p;               /* which has classes */
  const gdl_pack_guard *guard;
  size_t guards;
  gdl_node pattern;          /* of choices made before; or GDL_NO_NODE */
  uint32_t *kind;            /* by guard */
  uint32_t *often;           /* by 2*kind + outcome: how many guards */
  gdl_pool time;             /* uint32_t by node: when it was written down, as the
                                node was called then that was written then */
  gdl_node *root;            /* by node: end of the chain it is an addition of */
  gdl_node *start;           /* by end of a chain: what it starts with */
  uint32_t *begin;           /* by end of a chain: time of its first addition */
  uint32_t *last_use;        /* by node: when it is used last; NONE: an output */
  gdl_pool chain;            /* gdl_choice_add: all of them, by time */

  uint32_t kind_now;         /* of the guards in question */
  gdl_pool turns;            /* gdl_choice_turn */
  gdl_pool adds;             /* gdl_choice_add, by turn */
  gdl_pool behind[2];        /* uint32_t: classes of what is used behind a turn,
                                by the outcome of the next */
  gdl_graph *wide;           /* a copy of the graph, in which choices are made */
  gdl_pool cone;             /* gdl_node: by place below the guard, by turn */
  size_t places;
  gdl_node *term;            /* by addition in 'chain': what is added instead */
  gdl_node *map;             /* by node: the chain that takes its place */
  gdl_pool extra;            /* gdl_node: added at the end of the only chain */
  int no_memory;
} gdl_choice;

#define TURN(c, i)  (((gdl_choice_turn *)(c)->turns.data) + (i))
#define ADDED(c, i) (((gdl_choice_add *)(c)->adds.data) + (i))
#define CONE(c, place, turn) \
  (((gdl_node *)(c)->cone.data)[(place) * (c)->turns.count + (turn)])

#define CHAIN(c, i) (((gdl_choice_add *)(c)->chain.data) + (i))
#define TIME(c, n)  WORD((c)->time, n)

/* A graph in which choices were made of guards. */
typedef struct gdl_pack_wide {
  gdl_graph *graph;          /* raw; NULL: there was nothing to be made */
  uint32_t *time;            /* by node: see gdl_choice */
  gdl_node *out;             /* the outputs, behind them the pattern */
  size_t outs;
  gdl_pack_guard *guard;     /* those that are left */
  size_t guards;
  size_t choices;            /* turns that have become choices */
} gdl_pack_wide;

/*
** pack_turns.c
*/
/* gdl_choice_begin - finds all chains; once. before: as for gdl_pack_choose. False
** where guards are in no order, or memory runs out. */
int gdl_choice_begin (gdl_choice *w, const gdl_node *out, size_t outs,
                      const gdl_pack_wide *before);
/* gdl_choice_find_kinds - the kinds of guards: their classes, or finer, with the
** numbers that they are compared with. False where none is two-sided, or memory
** runs out. */
int gdl_choice_find_kinds (gdl_choice *w, int finer);
/* gdl_choice_is_two_sided - has a kind enough guards of either outcome? */
int gdl_choice_is_two_sided (const gdl_choice *w, uint32_t kind);
/* gdl_choice_find_turns - the turns of 'kind_now', and what they add. False where
** they do not do, or memory runs out. */
int gdl_choice_find_turns (gdl_choice *w);
/* gdl_choice_first - the first turn of an outcome. */
const gdl_choice_turn *gdl_choice_first (const gdl_choice *w, int taken);
/* gdl_choice_same - are two things that are added of one class and sign? */
int gdl_choice_same (const gdl_choice *w, const gdl_choice_add *x,
                     const gdl_choice_add *y);

/*
** pack_template.c
*/
/* gdl_choice_cone - what is below each guard. */
int gdl_choice_cone (gdl_choice *c);

/* gdl_choice_side - what turns of outcome 'taken' add at place 'at' of what they
** add, for all turns: side[turn] is a node of 'wide'. False where that cannot be
** told. */
int gdl_choice_side (gdl_choice *c, int taken, size_t at, gdl_node *side);

/*
** pack_choice.c
*/
/* gdl_choice_stamp - nodes that have no time yet get that of 'like'. */
void gdl_choice_stamp (gdl_choice *c, gdl_node like);

/* gdl_pack_choose - makes choices of the guards of one class. p: with classes.
** before: what it was made of, if choices have been made before. False where
** memory runs out. */
int gdl_pack_choose (gdl_pack *p, const gdl_node *out, size_t outs,
                     const gdl_pack_wide *before, const gdl_pack_guard *guard,
                     size_t guards, gdl_pack_wide *w);
void gdl_pack_wide_free (gdl_pack_wide *w);

#endif
