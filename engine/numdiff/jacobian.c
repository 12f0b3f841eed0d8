/*
** jacobian.c - derivatives of several numbers by differences
*/
#include "numdiff/stencil.h"


/* One column, from the points that its stencil has. */
static gdl_status column (const gdl_stencil *s, gdl_diff_map map, void *ctx,
                          double *x, size_t n, size_t j, size_t m,
                          const double *r, double *jac, double *room) {
  size_t points = gdl_stencil_count(s);
  double was = x[j];
  gdl_status status = GDL_OK;
  for (size_t k = 0; k < points && status == GDL_OK; k++) {
    x[j] = s->at[k];
    status = map(ctx, x, room + k*m);
  }
  x[j] = was;
  for (size_t i = 0; i < m && status == GDL_OK; i++) {
    double v[2] = {room[i], room[m + i]};
    jac[i*n + j] = gdl_stencil_quotient(s, r[i], v);
  }
  return status;
}


gdl_status gdl_diff_jacobian (const gdl_diff *how, gdl_diff_map map, void *ctx,
                              double *x, size_t n, size_t m, const double *r,
                              double *jac, double *room) {
  gdl_status status = GDL_OK;
  for (size_t j = 0; j < n && status == GDL_OK; j++) {
    gdl_stencil s;
    gdl_stencil_place(how, x, j, &s);
    status = column(&s, map, ctx, x, n, j, m, r, jac, room);
  }
  return status;
}
