/*
** nested.h - values of a traced function as trees of nodes
** What has the shape of a tree (tree.h), a number, an array, a table of these,
** but with proxies among its parts. Nodes are those of the leaves (numbers and
** arrays), in the order of the tree.
**
**   nestedtree.c   such values
**   nested.c       derivatives inside a function that is being traced
**   nestedgraph.c  the graph in which they are worked out
**   custom.c       gd.detach, and functions that bring their own derivative
*/
#ifndef GDL_BIND_NESTED_H
#define GDL_BIND_NESTED_H

#include "bind/trace.h"
#include "bind/tree.h"

/* gdl_push_traced_tree - pushes the shape of the value at 'idx'; errors are
** those of gdl_push_tree. */
gdl_tree *gdl_push_traced_tree (lua_State *L, int idx, const char *what);

/* gdl_tree_leaves - how many leaves there are. */
size_t gdl_tree_leaves (const gdl_tree *s);

/* gdl_push_tree_nodes - pushes a userdata with the nodes of the value at 'idx',
** which must have the shape at 'shape': errors are those of
** gdl_tree_flatten. */
gdl_node *gdl_push_tree_nodes (lua_State *L, int shape, int idx,
                               const char *what);

/* gdl_tree_push_nodes - pushes a value of the shape at 'shape' with these
** nodes; its tables are the trace's own. Numbers that are constants are plain
** numbers. gdl_tree_push_proxies - the same, all its numbers being proxies. */
void gdl_tree_push_nodes (lua_State *L, int shape, const gdl_node *node);
void gdl_tree_push_proxies (lua_State *L, int shape, const gdl_node *node);

/* gdl_nested_variable - is 'n' one of the variables by which a derivative is
** being taken just now, inside the current trace? */
int gdl_nested_variable (lua_State *L, gdl_node n);

#endif
