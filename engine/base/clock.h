/*
** clock.h - wall time
*/
#ifndef GDL_BASE_CLOCK_H
#define GDL_BASE_CLOCK_H

/* gdl_clock_now - seconds from some fixed point; never runs backwards. */
double gdl_clock_now (void);

#endif
