/*
** tree.h - the shape of a start: a number, an array, or a tree of them
** The optimizers work on one flat vector. A shape says how a Lua value maps
** to it: nodes in preorder, a table's array part first, then its keys by
** bytes, so that the order never depends on that of pairs().
**   tree.c        making shapes, the names of their parts
**   treevalue.c   values of a shape
*/
#ifndef GDL_BIND_TREE_H
#define GDL_BIND_TREE_H

#include "bind/bind.h"

typedef enum gdl_tree_kind {
  GDL_TREE_NUMBER, GDL_TREE_ARRAY, GDL_TREE_TABLE
} gdl_tree_kind;

typedef struct gdl_tree_node {
  gdl_tree_kind kind;
  int parent;                /* index of the table it is in; -1: the root */
  int end;                   /* index behind its last descendant */
  gdl_array shape;           /* of an array; data is NULL */
  size_t offset, length;     /* its part of the flat vector */
} gdl_tree_node;

/* A userdata without pointers into itself; its user value is the list of
** keys: keys[i + 1] is the key of node i in its parent. */
typedef struct gdl_tree {
  const void *tag;
  size_t n;                  /* doubles in all */
  int nodes;
  gdl_tree_node node[];
} gdl_tree;

/* gdl_push_tree - pushes the shape of the value at 'idx'. 'what' names it
** in errors: a start that is a string, a leaf that is no number, a ragged or
** empty array are blamed on the user. */
gdl_tree *gdl_push_tree (lua_State *L, int idx, const char *what);

/* gdl_tree_fits - is the shape at 'shape', of a number or a single array, that
** of the value at 'idx', too? False also where that would have to be looked
** into: a shape of tables, a table of tables. */
int gdl_tree_fits (lua_State *L, int shape, int idx);

/* gdl_to_tree - the shape at 'idx', which must be one. */
gdl_tree *gdl_to_tree (lua_State *L, int idx);

/* gdl_tree_is_nested - false for a number or a single array. */
#define gdl_tree_is_nested(s)  ((s)->node[0].kind == GDL_TREE_TABLE)

/* gdl_tree_flatten - writes the value at 'idx', which must have the shape at
** 'shape', into out[0..n-1]. With 'spread', a number may stand for a whole
** array or subtree. Errors name 'what' and the leaf, and are blamed on the
** user. */
void gdl_tree_flatten (lua_State *L, int shape, int idx, const char *what,
                        int spread, double *out);

/* gdl_tree_push - pushes a new value of the shape at 'shape' with the
** elements x[0..n-1]. */
void gdl_tree_push (lua_State *L, int shape, const double *x);

/* gdl_tree_push_parts - pushes a new value and, above it, what is needed to
** fill it again and again: for a tree the list of the tables and arrays it is
** made of (parts[i + 1] belongs to node i, false for numbers), for a short
** vector its mirror (mirror.h), otherwise nil. */
void gdl_tree_push_parts (lua_State *L, int shape);

/* gdl_tree_refill - puts x into a value made by gdl_tree_push_parts, whose
** parts are at 'parts'; what a user has put in place of a part is undone.
** Cannot fail where the value is a number or one array. */
void gdl_tree_refill (lua_State *L, int shape, int value, int parts,
                       const double *x);

/* gdl_tree_push_name - pushes the name of node i: "w", "layer.w", "[2]";
** "" for the root. */
const char *gdl_tree_push_name (lua_State *L, int shape, int i);

/* gdl_tree_push_full - the same behind what the whole is called: "start",
** "start.layer.w"; of a shape's nodes, and its list of keys at 'keys'. */
const char *gdl_tree_push_full (lua_State *L, const gdl_tree_node *node, int keys,
                                int i, const char *what);

#endif
