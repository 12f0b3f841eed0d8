/*
** progress.c - one line on the terminal that says how a descent goes
*/
#include <inttypes.h>
#include <stdio.h>

#include "bind/run.h"

#define AFTER 0.5            /* seconds before the line appears */
#define ERASE "\r\033[K"


gdl_status gdl_progress_tick (void *ctx, const gdl_state *s) {
  gdl_run *run = ctx;
  if (gdl_descent_elapsed(run->d) < AFTER)
    return GDL_OK;
  fprintf(stderr, ERASE "epoch %" PRIu64 "  cost %.6g  |g| %.2g  step %.3g  "
                  "%.1f s", s->epoch, run->cost.sign * s->cost,
          s->gradient_norm, s->step, gdl_descent_elapsed(run->d));
  fflush(stderr);
  run->line_shown = 1;
  return GDL_OK;
}


void gdl_progress_end (gdl_run *run) {
  if (run->line_shown) {
    fputs(ERASE, stderr);
    fflush(stderr);
    run->line_shown = 0;
  }
}
