/*
** blend.h - all known paths through a function at once, in numbers
** Where paths part both sides are worked out and one is chosen: for a handful of
** operations that is quicker than to find the path first.
*/
#ifndef GDL_EXEC_BLEND_H
#define GDL_EXEC_BLEND_H

#include "exec/paths.h"
#include "graph/scalars.h"

/* As many paths as this are blended; of more, only the one taken last. */
#define GDL_BLEND_PATHS 8

/* gdl_paths_blend - builds in 'to' what 'want' says of the function, element by
** element, into result[] (room for 'width'); leaves and 'most' as for
** gdl_graph_scalars. *known: a number that is not 0 where a known path with this
** tag is taken; elsewhere the results mean nothing. GDL_EINVAL, where it cannot be
** taken apart into numbers, has no path with that tag, or has not 'width' results;
** GDL_ENOMEM. */
gdl_status gdl_paths_blend (gdl_paths *ps, gdl_want want, uint64_t tag,
                            gdl_graph *to, const gdl_scalar_leaves *leaves,
                            size_t most, size_t width, gdl_node *result,
                            gdl_node *known, gdl_error *err);

#endif
