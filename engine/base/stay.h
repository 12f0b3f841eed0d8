/*
** stay.h - code that may not go
*/
#ifndef GDL_BASE_STAY_H
#define GDL_BASE_STAY_H

/* gdl_stay - this code stays where it is, even if the module that it is in is
** closed (a Lua state that ends does that): a thread runs in it. */
void gdl_stay (void);

#endif
