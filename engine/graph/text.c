/*
** text.c - texts that grow, numbers and leaves
*/
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "graph/graph_impl.h"
#include "graph/print_impl.h"


static int make_room (gdl_text *t, size_t more) {
  size_t capacity = t->capacity == 0 ? 64 : t->capacity;
  while (capacity - t->length < more)
    capacity *= 2;
  if (capacity != t->capacity) {
    char *text = realloc(t->text, capacity);
    if (text == NULL)
      return 0;
    t->text = text;
    t->capacity = capacity;
  }
  return 1;
}


gdl_status gdl_text_put (gdl_text *t, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  int n = vsnprintf(NULL, 0, fmt, ap);
  va_end(ap);
  if (n < 0 || !make_room(t, (size_t)n + 1))
    return GDL_ENOMEM;
  va_start(ap, fmt);
  vsnprintf(t->text + t->length, (size_t)n + 1, fmt, ap);
  va_end(ap);
  t->length += (size_t)n;
  return GDL_OK;
}


gdl_status gdl_text_insert (gdl_text *t, size_t at, const char *piece) {
  size_t n = strlen(piece);
  if (!make_room(t, n + 1))
    return GDL_ENOMEM;
  memmove(t->text + at + n, t->text + at, t->length - at + 1);
  memcpy(t->text + at, piece, n);
  t->length += n;
  return GDL_OK;
}


/* 1.5e+20 as 1.5 \cdot 10^{20}. */
static gdl_status latex_number (double v, gdl_text *t) {
  char text[GDL_NUMBER_TEXT];
  if (isinf(v))
    return gdl_text_put(t, "%s\\infty", v < 0 ? "-" : "");
  if (isnan(v))
    return gdl_text_put(t, "\\text{NaN}");
  char *e = strchr(gdl_number_write(v, text), 'e');
  if (e == NULL)
    return gdl_text_put(t, "%s", text);
  int digits = (int)(e - text);
  return gdl_text_put(t, "%.*s \\cdot 10^{%d}", digits, text, atoi(e + 1));
}


gdl_status gdl_print_number (double v, gdl_print_style style, gdl_text *t) {
  char text[GDL_NUMBER_TEXT];
  if (style == GDL_PRINT_LATEX)
    return latex_number(v, t);
  if (isinf(v))
    return gdl_text_put(t, "%smath.huge", v < 0 ? "-" : "");
  if (isnan(v))
    return gdl_text_put(t, "(0/0)");
  if (v == 0 && signbit(v))
    return gdl_text_put(t, "-0.0");    /* Lua has no -0 among the integers */
  return gdl_text_put(t, "%s", gdl_number_write(v, text));
}


static const char *const greek[] = {
  "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota",
  "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon",
  "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi",
  "Sigma", "Phi", "Psi", "Omega"
};


static int is_greek (const char *name, size_t length) {
  for (size_t k = 0; k < sizeof(greek) / sizeof(greek[0]); k++)
    if (strlen(greek[k]) == length && memcmp(greek[k], name, length) == 0)
      return 1;
  return 0;
}


/* theta1 as \theta_{1}, rate as \mathrm{rate}; what follows a _ is below. */
static gdl_status latex_name (const char *name, gdl_text *t) {
  size_t length = strlen(name), stem = strcspn(name, "_");
  const char *below = name + stem + (name[stem] == '_');
  if (stem == length) {
    while (stem > 0 && name[stem - 1] >= '0' && name[stem - 1] <= '9')
      stem--;
    below = name + stem;
  }
  const char *before = is_greek(name, stem) ? "\\" : stem == 1 ? "" : "\\mathrm{";
  gdl_status status = gdl_text_put(t, "%s%.*s%s", before, (int)stem, name,
                                   before[0] != '\0' && before[1] != '\0' ? "}" : "");
  if (status == GDL_OK && *below != '\0')
    status = gdl_text_put(t, "_{%s}", below);
  return status;
}


static gdl_status put_name (const char *name, gdl_print_style style,
                            gdl_text *t) {
  return style == GDL_PRINT_LATEX ? latex_name(name, t)
                                  : gdl_text_put(t, "%s", name);
}


gdl_status gdl_print_part (gdl_view v, gdl_shape s, gdl_text *t) {
  size_t n = gdl_shape_length(s), first = v.offset + 1;
  ptrdiff_t step = s.cols > 1 ? v.col_step : v.row_step;
  int in_line = s.rows < 2 || s.cols < 2 ||
                v.row_step == (ptrdiff_t)s.cols * v.col_step;
  if (n == 0)
    return gdl_text_put(t, "1:0");
  if (n == 1)
    return gdl_text_put(t, "%zu", first);
  if (!in_line)
    return gdl_text_put(t, "%zu, %zu by %td, %zu by %td", first, s.rows,
                        v.row_step, s.cols, v.col_step);
  size_t last = first + (n - 1) * (size_t)step;
  if (step == 1)
    return gdl_text_put(t, "%zu:%zu", first, last);
  return gdl_text_put(t, "%zu:%zu:%td", first, last, step);
}


/* name[k] or name_{k}. */
static gdl_status put_indexed (const char *name, gdl_view v, gdl_shape s,
                               gdl_print_style style, gdl_text *t) {
  const char *open = style == GDL_PRINT_LATEX ? "_{" : "[",
             *close = style == GDL_PRINT_LATEX ? "}" : "]";
  gdl_status status = gdl_text_put(t, "%s%s", name, open);
  if (status == GDL_OK)
    status = gdl_print_part(v, s, t);
  return status == GDL_OK ? gdl_text_put(t, "%s", close) : status;
}


/* The name that 'names' has for slot k, or name[k+1] where it has none. */
static gdl_status put_slot (const char *const *names, size_t count, size_t k,
                            const char *name, gdl_print_style style,
                            gdl_text *t) {
  if (k < count && names[k] != NULL)
    return put_name(names[k], style, t);
  return put_indexed(name, (gdl_view){k, 0, 0}, gdl_shape_scalar(), style, t);
}


/* The first few numbers of an array. */
static gdl_status put_array (const gdl_graph *g, gdl_node n,
                             gdl_print_style style, gdl_text *t) {
  const double *v = gdl_graph_numbers(g, n);
  size_t count = gdl_shape_length(gdl_graph_shape(g, n));
  const char *brace = style == GDL_PRINT_LATEX ? "\\" : "";
  gdl_status status = gdl_text_put(t, "%s{", brace);
  for (size_t k = 0; k < count && k < 6 && status == GDL_OK; k++) {
    if (k > 0)
      status = gdl_text_put(t, ", ");
    if (status == GDL_OK)
      status = gdl_print_number(v[k], style, t);
  }
  if (status != GDL_OK)
    return status;
  return gdl_text_put(t, "%s%s}", count > 6 ? ", ..." : "", brace);
}


gdl_status gdl_print_leaf (const gdl_graph *g, gdl_node n,
                           const gdl_names *names, gdl_print_style style,
                           gdl_text *t) {
  static const gdl_names none = {NULL, 0, NULL, 0, NULL, 0};
  gdl_shape s = gdl_graph_shape(g, n);
  if (names == NULL)
    names = &none;
  switch (gdl_graph_op(g, n)) {
    case GDL_OP_constant:
      if (s.rank > 0)
        return put_array(g, n, style, t);
      return gdl_print_number(*gdl_graph_numbers(g, n), style, t);
    case GDL_OP_param: {
      gdl_view v = gdl_graph_view(g, n);
      if (s.rank == 0)
        return put_slot(names->param, names->params, v.offset, "x", style, t);
      return put_indexed("x", v, s, style, t);
    }
    case GDL_OP_input:
      return put_slot(names->input, names->inputs, gdl_graph_slot(g, n), "t",
                      style, t);
    default:
      return put_slot(names->data, names->datas, gdl_graph_slot(g, n), "data",
                      style, t);
  }
}
