/*
** graph.h - graphs in the hands of our scripts (graph.c)
*/
#ifndef GDL_BIND_GRAPH_H
#define GDL_BIND_GRAPH_H

#include "bind/bind.h"
#include "graph/graph.h"

/* gdl_push_graph - pushes a new graph, as core.graph() does. */
gdl_graph *gdl_push_graph (lua_State *L, gdl_graph_kind kind);

#endif
