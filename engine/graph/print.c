/*
** print.c - nodes as expressions, after the templates of ops.def
** A stack of its own takes the place of recursion: expressions may be as deep
** as a graph is long.
*/
#include "graph/print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/graph_impl.h"
#include "graph/print_impl.h"

/* A node that is being written. */
typedef struct frame {
  gdl_node node;
  const char *at;          /* how far its template is done */
  size_t operand;          /* the next one of a list */
  size_t factor;           /* where the second factor began + 1, or 0 */
  int parentheses;
} frame;

typedef struct printer {
  const gdl_graph *g;
  const gdl_names *names;
  gdl_print_style style;
  gdl_text *t;
  gdl_pool frames;
} printer;


static frame *top (printer *p) {
  return (frame *)p->frames.data + p->frames.count - 1;
}


static const char *template_of (const printer *p, gdl_node n) {
  static const char *const products[2][4] = {
    {"matmul(@1, @2)", "matmul(transpose(@1), @2)", "matmul(@1, transpose(@2))",
     "matmul(transpose(@1), transpose(@2))"},
    {"#1 #2", "#1^{\\top} #2", "#1 #2^{\\top}", "#1^{\\top} #2^{\\top}"}
  };
  gdl_op op = gdl_graph_op(p->g, n);
  if (op == GDL_OP_gemv || op == GDL_OP_gemm)
    return products[p->style == GDL_PRINT_LATEX][gdl_graph_transposes(p->g, n)];
  return p->style == GDL_PRINT_LATEX ? gdl_op_table[op].latex
                                     : gdl_op_table[op].text;
}


static int level_of (const printer *p, gdl_node n) {
  double v;
  if (gdl_graph_is_number(p->g, n, &v))
    return signbit(v) && !isnan(v) ? LEVEL_SIGN : LEVEL_ATOM;
  return gdl_op_table[gdl_graph_op(p->g, n)].level;
}


/* Begins to write node n, in parentheses where it binds less tightly than
** 'least'. */
static gdl_status enter (printer *p, gdl_node n, int least) {
  int parentheses = level_of(p, n) < least;
  int tex = p->style == GDL_PRINT_LATEX;
  gdl_status status = GDL_OK;
  if (parentheses)
    status = gdl_text_put(p->t, tex ? "\\left(" : "(");
  if (status != GDL_OK)
    return status;
  if (gdl_op_table[gdl_graph_op(p->g, n)].kind == GDL_KIND_LEAF) {
    status = gdl_print_leaf(p->g, n, p->names, p->style, p->t);
    if (status == GDL_OK && parentheses)
      status = gdl_text_put(p->t, tex ? "\\right)" : ")");
    return status;
  }
  if (!gdl_pool_reserve(&p->frames, 1, sizeof(frame)))
    return GDL_ENOMEM;
  p->frames.count++;
  *top(p) = (frame){n, template_of(p, n), 0, 0, parentheses};
  return GDL_OK;
}


static gdl_status leave (printer *p) {
  int parentheses = top(p)->parentheses;
  p->frames.count--;
  if (!parentheses)
    return GDL_OK;
  return gdl_text_put(p->t, p->style == GDL_PRINT_LATEX ? "\\right)" : ")");
}


/* The next operand of a list; the template moves on after the last. */
static gdl_status list_item (printer *p, frame *f) {
  size_t count;
  const gdl_node *x = gdl_graph_operands(p->g, f->node, &count);
  if (f->operand == count) {
    f->at += 2;
    return GDL_OK;
  }
  gdl_node n = x[f->operand];
  if (f->operand++ > 0) {
    gdl_status status = gdl_text_put(p->t, ", ");
    if (status != GDL_OK)
      return status;
  }
  return enter(p, n, 0);
}


/* Between a factor and a number there is a dot: 2 \cdot 3. */
static gdl_status dot_factor (printer *p, frame *f) {
  size_t at = f->factor - 1;
  char first = p->t->text[at];
  f->factor = 0;
  if ((first >= '0' && first <= '9') || first == '-')
    return gdl_text_insert(p->t, at, "\\cdot ");
  return GDL_OK;
}


static gdl_status operand (printer *p, frame *f, char mark) {
  size_t count, k = (size_t)(f->at[1] - '1');
  int level = gdl_op_table[gdl_graph_op(p->g, f->node)].level;
  int least = mark == '@' ? 0 : mark == '#' ? level
              : mark == '~' ? level + 1 : LEVEL_SIGN;
  gdl_node x = gdl_graph_operands(p->g, f->node, &count)[k];
  f->at += 2;
  if (k == 1 && p->style == GDL_PRINT_LATEX && IS(p->g, f->node, mul))
    f->factor = p->t->length + 1;
  return enter(p, x, least);
}


/* One piece of the template of the node on top. */
static gdl_status step (printer *p) {
  frame *f = top(p);
  if (f->factor != 0)
    return dot_factor(p, f);
  char mark = *f->at;
  if (mark == '\0')
    return leave(p);
  if (mark == '$') {
    f->at++;
    return gdl_print_detail(p->g, f->node, p->t);
  }
  if (mark == '@' && f->at[1] == '*')
    return list_item(p, f);
  if (strchr("#~!@", mark) != NULL)
    return operand(p, f, mark);
  size_t n = strcspn(f->at, "#~!@$");
  const char *text = f->at;
  f->at += n;
  return gdl_text_put(p->t, "%.*s", (int)n, text);
}


gdl_status gdl_print_expression (const gdl_graph *g, gdl_node n,
                                 const gdl_names *names, gdl_print_style style,
                                 size_t limit, gdl_text *t) {
  printer p = {g, names, style, t, {NULL, 0, 0}};
  size_t start = t->length;
  if (n >= gdl_graph_count(g))
    return GDL_EINVAL;
  gdl_status status = enter(&p, n, 0);
  while (status == GDL_OK && p.frames.count > 0) {
    if (limit > 0 && t->length - start > limit) {
      t->length = start + limit;
      status = gdl_text_put(t, "...");
      break;
    }
    status = step(&p);
  }
  free(p.frames.data);
  if (status != GDL_OK && t->text != NULL) {
    t->length = start;
    t->text[start] = '\0';
  }
  return status;
}
