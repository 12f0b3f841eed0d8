/*
** process.h - a child process that answers requests
** The child is forked from this process, so that all that is known here is known
** there; it does one request after the other and ends when there are no more, or
** when its parent dies. Frames, requests and answers alike, are a length of 8
** bytes and so many bytes, through pipes. What a child does before it dies is not
** lost: all that it had answered can still be taken.
**
** The child reads nothing from the terminal, is not asked by Ctrl-C, and may use
** one thread for each of its arrays unless it is told otherwise.
*/
#ifndef GDL_BASE_PROCESS_H
#define GDL_BASE_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/error.h"

/* What parent and child both see. Written by the child. */
typedef struct gdl_process_shared {
  volatile uint64_t item;    /* what it is at: a number of the caller's */
  volatile double since;     /* when it began with that, by gdl_clock_now;
                             ** 0: it is at nothing */
} gdl_process_shared;

typedef struct gdl_process {
  pid_t pid;                 /* 0: none */
  int to, from;              /* our ends of the pipes, -1: closed */
  gdl_process_shared *shared;
  gdl_bytes in;              /* what has come and not been taken */
  size_t taken;              /* of it */
} gdl_process;

#define GDL_PROCESS_NONE  {0, -1, -1, NULL, {NULL, 0, 0, 0}, 0}

/* gdl_process_fork - as fork: 1 in the parent, where *p is filled, 0 in the
** child, where p->from and p->to are its ends of the pipes, -1 with the reason
** in err. Streams are flushed before. In the child the processes of 'others'
** (count of them, p may be one) are closed, so that their pipes end with their
** parent. memory: bytes of address space that the child may have more than it
** has at the start; 0: any number. The child has to end by _exit. */
int gdl_process_fork (gdl_process *p, gdl_process *const *others, size_t count,
                      double memory, gdl_error *err);

/* gdl_process_send - a frame, to the other side; GDL_EIO: that has gone. For the
** parent: only to a child that waits, or has room in its pipe (64 KiB). */
gdl_status gdl_process_send (gdl_process *p, const void *data, size_t size);

/* gdl_process_receive - for the child: waits for a frame and puts it into 'out'
** (emptied before); false at the end. */
int gdl_process_receive (gdl_process *p, gdl_bytes *out);

/* gdl_process_poll - waits until one of the children has something to say or has
** died, a signal comes, or 'seconds' have passed, and takes in what has come.
** ready[i]: 1 something came, -1 the pipe has ended, 0 neither. GDL_ENOMEM. */
gdl_status gdl_process_poll (gdl_process *const *list, size_t count,
                             double seconds, int *ready);

/* gdl_process_take - the next frame that is there as a whole, or NULL; it stays
** valid until the next poll. */
const void *gdl_process_take (gdl_process *p, size_t *size);

/* gdl_process_end - closes the pipes, waits for the child, at once with SIGKILL if
** 'kill', frees what belongs to it, and leaves none. text (from 'size' bytes, may
** be NULL): how it ended, "signal 9 (Killed)" or "exit status 3"; "" where it ended
** well. */
void gdl_process_end (gdl_process *p, int kill, char *text, size_t size);

#endif
