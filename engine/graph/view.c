/*
** view.c - where the elements of a part lie, and what is fit to be a part
*/
#include "graph/graph_impl.h"


gdl_view gdl_view_block (size_t offset, gdl_shape s) {
  return gdl_view_normal((gdl_view){offset, s.rank == 2 ? (ptrdiff_t)s.cols : 1, 1},
                         s);
}


gdl_view gdl_view_normal (gdl_view v, gdl_shape s) {
  size_t n = gdl_shape_length(s);
  if (n == 0)
    v.offset = 0;
  if (n == 0 || s.rows < 2)
    v.row_step = 0;
  if (n == 0 || s.cols < 2)
    v.col_step = 0;
  return v;
}


int gdl_view_whole (gdl_view v, gdl_shape part, size_t length) {
  gdl_view block = gdl_view_block(0, part);
  return gdl_shape_length(part) == length && v.offset == block.offset &&
         v.row_step == block.row_step && v.col_step == block.col_step;
}


size_t gdl_view_end (gdl_view v, gdl_shape s) {
  if (gdl_shape_length(s) == 0)
    return 0;
  size_t end = v.offset + 1;
  if (v.row_step > 0)
    end += (s.rows - 1) * (size_t)v.row_step;
  if (v.col_step > 0)
    end += (s.cols - 1) * (size_t)v.col_step;
  return end;
}


/* A step without its sign. */
static size_t step_size (ptrdiff_t step) {
  return step < 0 ? 0 - (size_t)step : (size_t)step;
}


/* Takes one extent of a part into account, whose elements lie between *low
** and *high; false where they leave [0, length). */
static int reach (size_t *low, size_t *high, size_t extent, ptrdiff_t step,
                  size_t length) {
  if (extent < 2)
    return 1;
  size_t size = step_size(step);
  if (size > length / (extent - 1))
    return 0;
  size_t far = size * (extent - 1);
  if (step < 0) {
    if (far > *low)
      return 0;
    *low -= far;
  }
  else {
    if (far >= length - *high)
      return 0;
    *high += far;
  }
  return 1;
}


/* True where no two elements meet: the larger step passes over all that the
** smaller ones reach. */
static int apart (gdl_view v, gdl_shape s) {
  size_t row = step_size(v.row_step), col = step_size(v.col_step);
  if ((s.rows > 1 && row == 0) || (s.cols > 1 && col == 0))
    return 0;
  if (s.rows < 2 || s.cols < 2)
    return 1;
  return row > col ? row > col * (s.cols - 1) : col > row * (s.rows - 1);
}


int gdl_graph_check_view (gdl_graph *g, const char *name, gdl_shape s,
                          gdl_view v, size_t length) {
  size_t n = gdl_shape_length(s), low = v.offset, high = v.offset;
  if (n == 0)
    return 1;
  if (v.offset >= length || !reach(&low, &high, s.rows, v.row_step, length) ||
      !reach(&low, &high, s.cols, v.col_step, length)) {
    gdl_graph_fail(g, GDL_ESHAPE, "%s: a part of %zu elements from %zu on is not "
                   "within %zu", name, n, v.offset, length);
    return 0;
  }
  if (!apart(v, s)) {
    gdl_graph_fail(g, GDL_ESHAPE, "%s: a part has an element twice", name);
    return 0;
  }
  return 1;
}


/* The steps of a part of a matrix whose rows are not in one line: each must
** go from row to row, or stay within a row. */
static int compose_steps (gdl_view v, gdl_shape part, gdl_view m, gdl_shape s,
                          gdl_view *out) {
  ptrdiff_t cols = (ptrdiff_t)s.cols, step[2] = {v.row_step, v.col_step}, to[2];
  ptrdiff_t low = (ptrdiff_t)(v.offset % s.cols), high = low;
  size_t extent[2] = {part.rows, part.cols};
  for (int k = 0; k < 2; k++) {
    if (step[k] % cols == 0)
      to[k] = step[k] / cols * m.row_step;
    else {
      ptrdiff_t far = step[k] * (ptrdiff_t)(extent[k] - 1);
      if (far < 0) low += far; else high += far;
      to[k] = step[k] * m.col_step;
    }
  }
  if (low < 0 || high >= cols)
    return 0;
  out->offset = m.offset + v.offset / s.cols * (size_t)m.row_step +
                v.offset % s.cols * (size_t)m.col_step;
  out->row_step = to[0];
  out->col_step = to[1];
  return 1;
}


int gdl_view_compose (gdl_view v, gdl_shape part, gdl_view m, gdl_shape s,
                      gdl_view *out) {
  v = gdl_view_normal(v, part);
  if (gdl_shape_length(part) == 0)
    return 0;
  if (s.rows > 1 && s.cols > 1 && m.row_step != (ptrdiff_t)s.cols * m.col_step)
    return compose_steps(v, part, m, s, out);
  ptrdiff_t step = s.cols > 1 ? m.col_step : m.row_step;
  out->offset = m.offset + v.offset * (size_t)step;
  out->row_step = v.row_step * step;
  out->col_step = v.col_step * step;
  return 1;
}
