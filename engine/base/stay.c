/*
** stay.c - code that may not go
*/
#define _GNU_SOURCE  /* dladdr */
#include "base/stay.h"

#include <dlfcn.h>
#include <stddef.h>


void gdl_stay (void) {
  Dl_info info;
  if (dladdr((const void *)&gdl_stay, &info) != 0 && info.dli_fname != NULL)
    dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}
