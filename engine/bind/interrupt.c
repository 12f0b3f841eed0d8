/*
** interrupt.c - Ctrl-C during a descent
** The first asks the descents that run to end with their results; by then the
** signal has its default action again, so that a second ends the program, as
** in the stock interpreter. It keeps that action when the descent is over:
** else a script that makes one descent after the other could not be ended.
** (The stock interpreter gives the signal its own action at each chunk.)
*/
#include <signal.h>
#include <string.h>

#include "base/cancel.h"
#include "bind/run.h"

static int depth = 0;
static int spent = 0;        /* the signal has its default action by our doing */
static struct sigaction before;


static void on_interrupt (int sig) {
  signal(sig, SIG_DFL);
  gdl_cancel_raise();
}


void gdl_interrupt_enter (void) {
  if (depth++ > 0)
    return;
  struct sigaction a;
  sigaction(SIGINT, NULL, &before);
  if (before.sa_handler != SIG_DFL)
    spent = 0;
  if (spent)
    return;
  memset(&a, 0, sizeof(a));
  a.sa_handler = on_interrupt;
  sigemptyset(&a.sa_mask);
  gdl_cancel_clear();
  sigaction(SIGINT, &a, NULL);
}


void gdl_interrupt_leave (int honoured) {
  if (--depth > 0 || spent)
    return;
  int asked = gdl_cancel_asked();
  if (asked && honoured)
    spent = 1;
  else
    sigaction(SIGINT, &before, NULL);
  gdl_cancel_clear();
  if (asked && !honoured)      /* the descent was over already: to the others */
    raise(SIGINT);
}
