/*
** pages.h - large pieces of memory
** In pages of the usual size, the first look at each costs more than the work that
** is done on it. Large pieces are put where the system can give large pages.
*/
#ifndef GDL_BASE_PAGES_H
#define GDL_BASE_PAGES_H

#include <stddef.h>

/* gdl_pages_new - so many bytes, all 0, aligned for any use; NULL: no memory. Free
** with gdl_pages_free, which has to be told how many there were. */
void *gdl_pages_new (size_t bytes);
void gdl_pages_free (void *p, size_t bytes);      /* NULL is allowed */

/* gdl_pages_any - the same, but what is in them means nothing: a piece of this size
** that was freed last may be had again, which the system need not clear. */
void *gdl_pages_any (size_t bytes);

/* gdl_pages_wish - so many bytes of somebody else, not looked at yet, are better off
** in large pages. Small pieces stay as they are. */
void gdl_pages_wish (void *p, size_t bytes);

#endif
