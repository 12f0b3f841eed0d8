/*
** linalg.c - gd.solve, lstsq, cholesky, inverse, det, eigh
*/
#include "bind/bind.h"
#include "array/linalg.h"


static gdl_array *check_matrix (lua_State *L, int arg, const char *fname) {
  gdl_array *a = gdl_check_array(L, arg, fname, "matrix");
  if (a->rank != 2)
    gdl_bad_argument(L, arg, fname, "matrix");
  return a;
}


static gdl_array *check_square (lua_State *L, int arg, const char *fname) {
  gdl_array *a = check_matrix(L, arg, fname);
  if (a->rows != a->cols)
    gdl_bad_argument(L, arg, fname, "square matrix");
  return a;
}


/* The right-hand sides at 2: as many rows as the matrix at 1. */
static gdl_array *check_sides (lua_State *L, const gdl_array *A,
                               const char *fname) {
  gdl_array *b = gdl_check_array(L, 2, fname, "vector or matrix");
  if (b->rows != A->rows)
    gdl_blame(L, "'%s': a %s has %I rows, the right-hand side is a %s", fname,
              gdl_describe(L, 1), (lua_Integer)A->rows, gdl_describe(L, 2));
  return b;
}


/* Raises "'solve': matrix is singular" and the like. */
static void check_status (lua_State *L, gdl_status s, const gdl_error *err,
                          const char *fname) {
  if (s == GDL_ENOMEM)
    gdl_blame_status(L, s, err);
  else if (s != GDL_OK)
    gdl_blame(L, "'%s': %s", fname,
              err->text[0] != '\0' ? err->text : gdl_status_text(s));
}


/* gd.solve(A, b): x with A x = b. */
static int solve (lua_State *L) {
  gdl_error err = {""};
  gdl_array *A = check_square(L, 1, "solve");
  gdl_array *b = check_sides(L, A, "solve");
  gdl_array *x = gdl_push_like(L, b);
  check_status(L, gdl_linalg_solve(A, b, x, &err), &err, "solve");
  return 1;
}


/* gd.lstsq(A, b): x of least norm that minimises |A x - b|, and A's rank. */
static int lstsq (lua_State *L) {
  gdl_error err = {""};
  int rank = 0;
  gdl_array *A = check_matrix(L, 1, "lstsq");
  gdl_array *b = check_sides(L, A, "lstsq");
  gdl_array *x = gdl_push_array(L, b->rank, A->cols, b->cols);
  check_status(L, gdl_linalg_lstsq(A, b, x, &rank, &err), &err, "lstsq");
  lua_pushinteger(L, rank);
  return 2;
}


/* gd.cholesky(A): lower triangular C with C times its transpose = A. */
static int cholesky (lua_State *L) {
  gdl_error err = {""};
  gdl_array *A = check_square(L, 1, "cholesky");
  gdl_array *out = gdl_push_like(L, A);
  check_status(L, gdl_linalg_cholesky(A, out, &err), &err, "cholesky");
  return 1;
}


static int inverse (lua_State *L) {
  gdl_error err = {""};
  gdl_array *A = check_square(L, 1, "inverse");
  gdl_array *out = gdl_push_like(L, A);
  check_status(L, gdl_linalg_inverse(A, out, &err), &err, "inverse");
  return 1;
}


static int det (lua_State *L) {
  gdl_error err = {""};
  double value = 0;
  gdl_array *A = check_square(L, 1, "det");
  check_status(L, gdl_linalg_det(A, &value, &err), &err, "det");
  lua_pushnumber(L, value);
  return 1;
}


/* gd.eigh(A): eigenvalues of a symmetric matrix, ascending, and a matrix
** whose columns are the eigenvectors. */
static int eigh (lua_State *L) {
  gdl_error err = {""};
  gdl_array *A = check_square(L, 1, "eigh");
  gdl_array *values = gdl_push_array(L, 1, A->rows, 1);
  gdl_array *vectors = gdl_push_like(L, A);
  check_status(L, gdl_linalg_eigh(A, values, vectors, &err), &err, "eigh");
  return 2;
}


static const luaL_Reg functions[] = {
  {"solve", solve},
  {"lstsq", lstsq},
  {"cholesky", cholesky},
  {"inverse", inverse},
  {"det", det},
  {"eigh", eigh},
  {NULL, NULL}
};


void gdl_open_linalg (lua_State *L, int gd, int core) {
  (void)core;
  gdl_set_functions(L, gd, functions);
}
