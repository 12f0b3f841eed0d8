/*
** checkpoint.h - a run in a file, and out of it
** The format is described in docs/checkpoint-format.md.
*/
#ifndef GDL_BIND_CHECKPOINT_H
#define GDL_BIND_CHECKPOINT_H

#include "bind/run.h"

/* gdl_checkpoint_write - saves 'run', whose table of values is at 'values',
** in the file 'path'. Raises where the run holds what no file can; GDL_EIO and
** GDL_ENOMEM are returned, their text in 'err'. */
gdl_status gdl_checkpoint_write (lua_State *L, gdl_run *run, int values,
                                 const char *path, gdl_error *err);

/* gdl_open_autosave - autosave.c: adds what our own scripts call. */
void gdl_open_autosave (lua_State *L, int core);

#endif
