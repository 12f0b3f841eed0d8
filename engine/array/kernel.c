/*
** kernel.c - which kernels this machine runs, and libsleef
*/
#include "array/kernel_impl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/setting.h"

/* From the plainest up. */
static const gdl_kernels *const all[] = {
  &gdl_kernels_sse2,
#if defined(__x86_64__)
  &gdl_kernels_avx2, &gdl_kernels_avx512,
#endif
};

#define SETS  (sizeof(all) / sizeof(all[0]))

static const gdl_kernels *chosen;
static pthread_once_t choosing = PTHREAD_ONCE_INIT;

static void *library;
static pthread_once_t loading = PTHREAD_ONCE_INIT;


/* Has the processor, and the system, what set k needs? */
static int runs (size_t k) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return k == 0 || (__builtin_cpu_supports("avx2") &&
                    __builtin_cpu_supports("fma") &&
                    (k == 1 || __builtin_cpu_supports("avx512f")));
#else
  return k == 0;
#endif
}


static size_t find (const char *name) {
  size_t k = 0;
  while (k < SETS && !(strcmp(all[k]->name, name) == 0 && runs(k)))
    k++;
  return k;
}


gdl_status gdl_kernels_check (gdl_error *err) {
  const char *wanted = gdl_setting_text("GDLUA_ISA");
  for (size_t k = 0; wanted != NULL && k < SETS; k++)
    if (strcmp(all[k]->name, wanted) == 0)
      wanted = NULL;
  return wanted == NULL ? GDL_OK
         : gdl_setting_bad(err, "GDLUA_ISA", wanted, "sse2, avx2 or avx512");
}


static void choose (void) {
  const char *wanted = gdl_setting_text("GDLUA_ISA");
  size_t k = wanted != NULL ? find(wanted) : SETS;
  if (k == SETS)
    while (!runs(--k)) ;
  __atomic_store_n(&chosen, all[k], __ATOMIC_RELAXED);
}


const gdl_kernels *gdl_kernels_get (void) {
  const gdl_kernels *k = __atomic_load_n(&chosen, __ATOMIC_RELAXED);
  if (k != NULL)
    return k;
  pthread_once(&choosing, choose);
  return chosen;
}


const gdl_kernels *gdl_kernels_named (const char *name) {
  size_t k = find(name);
  return k < SETS ? all[k] : NULL;
}


/*
** libsleef stays loaded. All of its functions named here multiply and add in
** one; the plain variants, for processors that cannot, have other bits.
*/
static void load (void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("fma"))
    library = dlopen("libsleef.so.3", RTLD_NOW | RTLD_LOCAL);
#endif
}


gdl_sleef_fn gdl_sleef_find (const char *name) {
  pthread_once(&loading, load);
  if (library == NULL)
    return NULL;
  union { void *data; gdl_sleef_fn code; } u = {dlsym(library, name)};
  return u.code;
}


int gdl_kernels_exact (void) {
  pthread_once(&loading, load);
  return library != NULL;
}
