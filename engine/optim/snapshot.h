/*
** snapshot.h - a run as bytes, to go on from another time
** What is saved is all that decides how a run goes on, but for what its owner
** keeps (rules' memories, random numbers): a run that was saved, loaded and
** continued has the same bits as one that just went on.
*/
#ifndef GDL_OPTIM_SNAPSHOT_H
#define GDL_OPTIM_SNAPSHOT_H

#include "base/bytes.h"
#include "optim/descent.h"

/* gdl_descent_save - appends the run to 'out', as docs/checkpoint-format.md
** has it. Between calls of gdl_descent_run, and from parts.settled and
** parts.observe. */
void gdl_descent_save (const gdl_descent *d, gdl_bytes *out);

/* gdl_descent_save_apart - the same without its history, for going back within this
** process: what is loaded from it has none. gdl_descent_take_history - d, loaded so,
** gets the rows that 'from', the run as it went on from there, has up to where d is;
** 'from' loses them all. Rows that were dropped meanwhile stay so. */
void gdl_descent_save_apart (const gdl_descent *d, gdl_bytes *out);
void gdl_descent_take_history (gdl_descent *d, gdl_descent *from);

/* gdl_descent_load - a run that goes on from what gdl_descent_save wrote, made
** like 'like' with its options and parts, but another owner's problem and ctx
** (or the same). An ending by a limit that these options set higher, or by an
** interrupt, is none any more; with 'reopen' one by a stopping rule is none,
** too. A limit that has been reached already ends the run at once.
**
** GDL_EFORMAT: the bytes are not those of a run. GDL_EINVAL: they are those of
** a run 'like' cannot be: err says what differs. GDL_ENOMEM. No more memory is
** taken than a run like 'like' and the bytes together have. */
gdl_status gdl_descent_load (const gdl_descent *like, gdl_problem *problem,
                             void *ctx, int reopen, gdl_reader *in,
                             gdl_descent **out, gdl_error *err);

/* gdl_descent_has_landed - an update has been made that is not accepted yet:
** parts.keep may still be asked to go back. */
int gdl_descent_has_landed (const gdl_descent *d);

#endif
