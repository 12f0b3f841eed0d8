/*
** interrupt.c - Ctrl-C during a descent
** The first asks the outermost descent to end with its result; by then the
** signal has its default action again, so that a second ends the program, as
** in the stock interpreter.
*/
#include <signal.h>
#include <string.h>

#include "base/cancel.h"
#include "bind/run.h"

static int depth = 0;
static struct sigaction before;


static void on_interrupt (int sig) {
  signal(sig, SIG_DFL);
  gdl_cancel_raise();
}


void gdl_interrupt_enter (void) {
  if (depth++ > 0)
    return;
  struct sigaction a;
  memset(&a, 0, sizeof(a));
  a.sa_handler = on_interrupt;
  sigemptyset(&a.sa_mask);
  gdl_cancel_clear();
  sigaction(SIGINT, &a, &before);
}


void gdl_interrupt_leave (void) {
  if (--depth > 0)
    return;
  sigaction(SIGINT, &before, NULL);
  gdl_cancel_clear();
}
