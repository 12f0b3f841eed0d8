/*
** ways.h - guards of new paths, in the order of those there are
** Paths make a decision tree as long as what is asked next depends on nothing
** but the answers so far. Most guards are like that. But 'x is what it is here'
** (of a key, or of the limit of a loop) asks for the value there was, and guards
** that were packed ask whether all lanes agree that agreed there. So the questions
** of the other paths are asked first: is it what it was there? Guards are compared
** as nodes of one graph, which has each of them once.
*/
#ifndef GDL_EXEC_WAYS_H
#define GDL_EXEC_WAYS_H

#include "exec/path.h"

/* gdl_ways_arrange - arranges the guards of 'p', which was traced at leaves 'at',
** so that it can be a path beside path[0 .. count-1]. asked: consed, the graph of
** all that is asked. GDL_ENOMEM. */
gdl_status gdl_ways_arrange (gdl_graph *asked, gdl_path *const *path,
                             size_t count, gdl_path *p, const gdl_bindings *at,
                             gdl_error *err);

#endif
