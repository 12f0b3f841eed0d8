/*
** program_test.c - compiled programs: every operation, all lengths, checks,
** results that are not wanted, as in the virtual machine
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
#include "../exec/program_test.c"
#undef main


int main (void) {
  use_compiler("sync");
  return is_there() ? exec_main() : run_nothing();
}
