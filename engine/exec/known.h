/*
** known.h - programs that are known, so that equal ones share their code
** The same function traced again gives the same loop program: it is compiled once.
** Code that nobody uses is kept for a while, for a program that is yet to come.
** Everything here is called under the lock of compiler.c.
*/
#ifndef GDL_EXEC_KNOWN_H
#define GDL_EXEC_KNOWN_H

#include "exec/compiler.h"

/* gdl_loops_hash - the same for programs that are the same. Of long lists only
** some elements are looked at. (Needs no lock.) */
uint64_t gdl_loops_hash (const gdl_loops *p);

/* gdl_known_find - one with the same loops, bit by bit; NULL. */
gdl_compiled *gdl_known_find (const gdl_loops *p, uint64_t hash);

/* gdl_known_add - c->hash is set. */
void gdl_known_add (gdl_compiled *c);

/* gdl_known_remove - not if it is kept. */
void gdl_known_remove (gdl_compiled *c);

/* gdl_known_keep - nobody uses c, which is known and has code. Answers what is to
** be freed to make room, removed here: a list by 'next', often NULL; it may be c
** itself. */
gdl_compiled *gdl_known_keep (gdl_compiled *c);

/* gdl_known_use - c, which was kept, is used again. */
void gdl_known_use (gdl_compiled *c);

/* gdl_known_spent - the seconds noted last for a program with this hash, or 0; and
** noting them. */
double gdl_known_spent (uint64_t hash);
void gdl_known_note (uint64_t hash, double spent);

#endif
