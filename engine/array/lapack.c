/*
** lapack.c - loading LAPACK
*/
#include "array/lapack.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static gdl_lapack routines;
static int loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;


/* Stores the address of function 'name' at 'slot', a pointer to function. */
static int find (void *library, const char *name, void *slot) {
  void *address = dlsym(library, name);
  memcpy(slot, &address, sizeof(address));
  return address != NULL;
}


static int find_all (void *library) {
  return find(library, "dgesv_", &routines.dgesv) &&
         find(library, "dgelsd_", &routines.dgelsd) &&
         find(library, "dpotrf_", &routines.dpotrf) &&
         find(library, "dgetrf_", &routines.dgetrf) &&
         find(library, "dgetri_", &routines.dgetri) &&
         find(library, "dsyevd_", &routines.dsyevd) &&
         find(library, "dgeqrf_", &routines.dgeqrf) &&
         find(library, "dgesdd_", &routines.dgesdd);
}


/* More than one thread changes the bits of results from machine to machine
** and does not survive a fork. */
static void use_one_thread (void *library) {
  void (*set_threads) (int n);
  if (find(library, "openblas_set_num_threads", &set_threads))
    set_threads(1);
}


static void load (void) {
  static const char *const names[] =
      {"libopenblas.so.0", "liblapack.so.3", NULL};
  for (int i = 0; !loaded && names[i] != NULL; i++) {
    void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
      continue;
    use_one_thread(library);
    loaded = find_all(library);
    if (!loaded)
      dlclose(library);
  }
}


gdl_status gdl_lapack_get (const gdl_lapack **lapack, gdl_error *err) {
  pthread_once(&once, load);
  *lapack = &routines;
  if (loaded)
    return GDL_OK;
  return gdl_error_set(err, GDL_ENOLIB, "linear algebra needs OpenBLAS or "
                       "LAPACK, and neither is installed (on Debian and "
                       "Ubuntu: apt install libopenblas0-pthread)");
}
