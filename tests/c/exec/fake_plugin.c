/*
** fake_plugin.c - a compiler that does not compile, for tests of those who call it
** What it does instead is in the variable FAKE:
**   none      there is no compiler for this machine
**   version   it is of another version
**   fails     every compilation fails
**   memory    memory runs out at the first; another must not be begun
**   slow      every compilation takes 0.2 seconds, then fails
**   stuck     compilations do not end
*/
#include "exec/provider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>


static int does (const char *what) {
  const char *s = getenv("FAKE");
  return s != NULL && strcmp(s, what) == 0;
}


static gdl_status fail (gdl_error *err, gdl_status status, const char *text) {
  snprintf(err->text, sizeof(err->text), "%s", text);
  return status;
}


/* How many compilations have begun. */
extern __attribute__((visibility("default"))) int fake_begun;
int fake_begun;


static gdl_status compile (const gdl_loops *p, gdl_native *code, gdl_error *err) {
  static int calls;
  (void)p;
  *code = (gdl_native){0};
  __atomic_add_fetch(&fake_begun, 1, __ATOMIC_SEQ_CST);
  if (does("memory"))
    return calls++ == 0 ? fail(err, GDL_ENOMEM, "not enough memory to compile") : (abort(), 0);
  if (does("slow"))
    usleep(200000);
  while (does("stuck"))
    usleep(10000);
  return fail(err, GDL_ENOLIB, "it fails");
}


static void release (gdl_native *code) {
  (void)code;
  abort();    /* it never made any */
}


static gdl_provider provider = {GDL_PROVIDER_VERSION, "Fake 1.0", compile, release};

GDL_API const gdl_provider *gdl_provider_get (const gdl_host *host, gdl_error *err);

const gdl_provider *gdl_provider_get (const gdl_host *host, gdl_error *err) {
  (void)host;
  if (does("none")) {
    fail(err, GDL_ENOLIB, "it does not know this machine");
    return NULL;
  }
  if (does("version"))
    provider.version++;
  return &provider;
}
