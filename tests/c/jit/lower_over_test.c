/*
** lower_over_test.c - compiled programs with a result in the place of the parameters
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "exec/program.h"
#include "compiled.h"

int exec_main (void);
#define main  exec_main
#include "../exec/lower_over_test.c"
#undef main


int main (void) {
  use_compiler("sync");
  return is_there() ? exec_main() : run_nothing();
}
