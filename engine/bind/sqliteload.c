/*
** sqliteload.c - loading SQLite
*/
#include "bind/sqlite.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static gdl_sqlite functions;
static int loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;


/* Stores the address of function 'name' at 'slot', a pointer to function. */
static int find (void *library, const char *name, void *slot) {
  void *address = dlsym(library, name);
  memcpy(slot, &address, sizeof(address));
  return address != NULL;
}


static void load (void) {
  void *library = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL)
    return;
  loaded = 1;
#define X(result, name, parameters) \
  loaded = loaded && find(library, "sqlite3_" #name, &functions.name);
  GDL_SQLITE_FUNCTIONS(X)
#undef X
  if (!loaded)
    dlclose(library);
}


gdl_status gdl_sqlite_get (const gdl_sqlite **sqlite, gdl_error *err) {
  pthread_once(&once, load);
  *sqlite = &functions;
  if (loaded)
    return GDL_OK;
  return gdl_error_set(err, GDL_ENOLIB, "stores need SQLite, which is not installed (on Debian "
                       "and Ubuntu: apt install libsqlite3-0)");
}
