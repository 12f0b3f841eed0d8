/*
** product_kernel.c - inner products, many at once: the sets there are
*/
#include "array/product_kernel.h"

#include <string.h>

#include "array/kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#if GDL_LANES != 8
#error "the kernels are written for eight lanes"
#endif

#define SET_FILE  "array/product_kernel_set.h"
#include "array/sets.h"

#define SET(n, w, c) \
  {.name = #n, .width = w, .rows = rows_##n, .columns = columns_##n, \
   .columns_at_once = c, .block = block_##n}

/* By the names of array/kernel.h. */
static const gdl_product_kernels all[] = {
  SET(sse2, 2, 2),
#if defined(__x86_64__)
  SET(avx2, 4, 4), SET(avx512, 8, 24)
#endif
};

#define SETS  (sizeof(all) / sizeof(all[0]))

static const gdl_product_kernels *chosen;


static const gdl_product_kernels *find (const char *name) {
  size_t k = 0;
  while (k < SETS && strcmp(all[k].name, name) != 0)
    k++;
  return k < SETS ? &all[k] : NULL;
}


const gdl_product_kernels *gdl_product_kernels_get (void) {
  const gdl_product_kernels *k = __atomic_load_n(&chosen, __ATOMIC_RELAXED);
  if (k == NULL) {
    k = find(gdl_kernels_get()->name);
    __atomic_store_n(&chosen, k, __ATOMIC_RELAXED);
  }
  return k;
}


const gdl_product_kernels *gdl_product_kernels_named (const char *name) {
  return gdl_kernels_named(name) != NULL ? find(name) : NULL;
}
