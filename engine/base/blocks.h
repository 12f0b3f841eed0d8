/*
** blocks.h - small blocks of memory, of which there are very many
** An interpreter allocates and frees objects of some tens of bytes by the million.
** Blocks of up to GDL_BLOCKS_MOST bytes are cut from one region of addresses, each
** size from lists of its own, without a word of bookkeeping in between: whoever
** frees one says how large it is. Larger ones are malloc's. What is freed is kept
** for the next of its size, of malloc's up to some number. Not for several threads.
*/
#ifndef GDL_BASE_BLOCKS_H
#define GDL_BASE_BLOCKS_H

#include <stddef.h>

#define GDL_BLOCKS_MOST  256

typedef struct gdl_blocks gdl_blocks;

/* gdl_blocks_new - NULL where the system gives no such region, for instance where
** the address space is limited: then malloc does. */
gdl_blocks *gdl_blocks_new (void);

/* gdl_blocks_free - all that is left of it; not what malloc has given. */
void gdl_blocks_free (gdl_blocks *b);

/* gdl_blocks_realloc - as realloc, of a block of 'old' bytes (p NULL: none), which
** malloc may have given, too; 'size' 0 frees it and answers NULL. NULL: no memory,
** the block is as it was. Making a block smaller never fails. */
void *gdl_blocks_realloc (gdl_blocks *b, void *p, size_t old, size_t size);

#endif
