/*
** print.h - graphs as text
** Numbers are written as short as reads back to the same double, in the C
** locale; operands in the order of the graph, with as few parentheses as keep
** its order of evaluation. GDL_EINVAL for a node that is none, GDL_ENOMEM; then
** nothing is appended.
*/
#ifndef GDL_GRAPH_PRINT_H
#define GDL_GRAPH_PRINT_H

#include "graph/graph.h"

/* Names of leaves. Without one (or with NULL), parameter k is x[k+1], input k is t[k+1] and
** data k is data[k+1]. */
typedef struct gdl_names {
  const char *const *param;     /* of the numbers among the parameters */
  size_t params;
  const char *const *input;
  size_t inputs;
  const char *const *data;
  size_t datas;
} gdl_names;

/* A text that grows. Start with all fields 0; give text back with free(). */
typedef struct gdl_text {
  char *text;              /* always terminated; NULL before anything is put */
  size_t length, capacity;
} gdl_text;

/* gdl_text_put - appends a formatted piece; GDL_ENOMEM leaves it as it was. */
gdl_status gdl_text_put (gdl_text *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

typedef enum gdl_print_style { GDL_PRINT_TEXT, GDL_PRINT_LATEX } gdl_print_style;

/* gdl_print_expression - appends node 'n' as an expression in Lua's syntax
** (-400*x*(y - x^2), sums and the like as functions) or in LaTeX. A shared
** node is written out each time; after 'limit' bytes (0: no limit) the text
** ends in "...". names may be NULL. */
gdl_status gdl_print_expression (const gdl_graph *g, gdl_node n,
                                 const gdl_names *names, gdl_print_style style,
                                 size_t limit, gdl_text *t);

/* gdl_print_listing - appends a line for each node the outputs need,
** "%12 = mul %3 %7 : vector of 3", leaves with what they read. */
gdl_status gdl_print_listing (const gdl_graph *g, const gdl_node *out,
                              size_t outs, const gdl_names *names, gdl_text *t);

#endif
