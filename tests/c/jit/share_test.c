/*
** share_test.c - compiled programs of long vectors have the same bits for any number
** of threads
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "exec/program.h"
#include "compiled.h"

#define SEEDS  15

int exec_main (void);
#define main  exec_main
#include "../exec/share_test.c"
#undef main


int main (void) {
  use_compiler("sync");
  return is_there() ? exec_main() : run_nothing();
}
