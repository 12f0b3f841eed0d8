/*
** print_impl.h - what the printers share
*/
#ifndef GDL_GRAPH_PRINT_IMPL_H
#define GDL_GRAPH_PRINT_IMPL_H

#include "graph/print.h"

/* gdl_print_number - 'v' as Lua or LaTeX writes it. */
gdl_status gdl_print_number (double v, gdl_print_style style, gdl_text *t);

/* gdl_print_leaf - a leaf: its number, or the name of what it reads. */
gdl_status gdl_print_leaf (const gdl_graph *g, gdl_node n,
                           const gdl_names *names, gdl_print_style style,
                           gdl_text *t);

/* gdl_print_detail - what node n carries besides operands: an axis, a shape,
** the indices of a part. */
gdl_status gdl_print_detail (const gdl_graph *g, gdl_node n, gdl_text *t);

/* gdl_print_part - the elements of a part, "2:5" say; counted from 1. */
gdl_status gdl_print_part (gdl_view v, gdl_shape s, gdl_text *t);

/* gdl_text_insert - 'piece' at position 'at'. */
gdl_status gdl_text_insert (gdl_text *t, size_t at, const char *piece);

#endif
