/*
** vm_call.c - the virtual machine: calls of kernels on whole arrays
*/
#include "exec/vm_impl.h"

#include <string.h>

#include "array/reduce.h"


static void pack (const gdl_vm *vm, const gdl_call *c, double *to) {
  const uint32_t *word = (const uint32_t *)vm->p->word.data + c->word;
  for (size_t k = 0; k < c->n; k++)
    to[k] = vm->number[word[k]];
}


static void put (const gdl_vm *vm, const gdl_call *c, double *to) {
  const double *x = gdl_vm_at(vm, c->x);
  for (size_t i = 0; i < c->m; i++, to += c->row_step, x += c->n)
    vm->kernels->store(x, to, c->col_step, c->n);
}


static void put_number (const gdl_vm *vm, const gdl_call *c, double *to) {
  double x = vm->number[c->number];
  for (size_t i = 0; i < c->m; i++, to += c->row_step)
    for (size_t j = 0; j < c->n; j++)
      to[(ptrdiff_t)j * c->col_step] = x;
}


static void scatter (const gdl_vm *vm, const gdl_call *c, double *to) {
  const uint32_t *word = (const uint32_t *)vm->p->word.data + c->word;
  const double *x = gdl_vm_at(vm, c->x);
  if (c->k * c->n > 0)
    memset(to, 0, c->k * c->n * sizeof(double));
  for (size_t i = 0; i < c->m; i++, x += c->n) {
    double *row = to + word[i] * c->n;
    for (size_t j = 0; j < c->n; j++)
      row[j] += x[j];
  }
}


static void matmul (const gdl_vm *vm, const gdl_call *c, double *to) {
  double *px = gdl_vm_at(vm, c->x), *py = gdl_vm_at(vm, c->y);
  int tx = (c->how & GDL_TRANSPOSE_A) != 0, ty = (c->how & GDL_TRANSPOSE_B) != 0;
  gdl_array x = tx ? gdl_array_matrix(px, c->k, c->m) : gdl_array_matrix(px, c->m, c->k),
            y = ty ? gdl_array_matrix(py, c->n, c->k) : gdl_array_matrix(py, c->k, c->n),
            out = gdl_array_matrix(to, c->m, c->n);
  gdl_array_product(&x, tx, &y, ty, &out);
}


static void transpose (const gdl_vm *vm, const gdl_call *c, double *to) {
  gdl_array x = gdl_array_matrix(gdl_vm_at(vm, c->x), c->m, c->n),
            out = gdl_array_matrix(to, c->n, c->m);
  gdl_array_transpose(&x, &out);
}


static void over_axis (const gdl_vm *vm, const gdl_call *c, double *to) {
  int axis = c->code == GDL_CALL_DOWN ? 0 : 1;
  gdl_array x = gdl_array_matrix(gdl_vm_at(vm, c->x), c->m, c->n),
            out = gdl_array_vector(to, axis == 0 ? c->n : c->m);
  gdl_array_reduce_axis((gdl_reduction)c->how, &x, axis, &out);
}


static double reduce (const gdl_vm *vm, const gdl_call *c) {
  gdl_array x = gdl_array_vector(gdl_vm_at(vm, c->x), c->n);
  return gdl_array_reduce((gdl_reduction)c->how, &x);
}


void gdl_vm_call (gdl_vm *vm, const gdl_call *c) {
  double *to = gdl_vm_at(vm, c->to);
  switch ((gdl_call_code)c->code) {
    case GDL_CALL_COPY:
      if (c->n > 0)
        memcpy(to, gdl_vm_at(vm, c->x), c->n * sizeof(double));
      break;
    case GDL_CALL_FILL: vm->kernels->fill(vm->number[c->number], to, c->n); break;
    case GDL_CALL_PACK: pack(vm, c, to); break;
    case GDL_CALL_PUT: put(vm, c, to); break;
    case GDL_CALL_PUT_NUMBER: put_number(vm, c, to); break;
    case GDL_CALL_SCATTER: scatter(vm, c, to); break;
    case GDL_CALL_TRANSPOSE: transpose(vm, c, to); break;
    case GDL_CALL_MATMUL: matmul(vm, c, to); break;
    case GDL_CALL_DOWN: case GDL_CALL_ALONG: over_axis(vm, c, to); break;
    case GDL_CALL_REDUCE: vm->number[c->number] = reduce(vm, c); break;
    case GDL_CALL_NORM2:
      vm->number[c->number] = gdl_reduce_norm2(gdl_vm_at(vm, c->x), c->n);
      break;
    case GDL_CALL_COUNT: break;
  }
}
