/*
** limited.h - options of the quasi-Newton methods with limited memory
*/
#ifndef GDL_OPTIM_LIMITED_H
#define GDL_OPTIM_LIMITED_H

#include "optim/option.h"

enum {GDL_LIMITED_MEMORY, GDL_LIMITED_DECREASE, GDL_LIMITED_CURVATURE,
      GDL_LIMITED_EVALUATIONS, GDL_LIMITED_COUNT};

extern const gdl_option gdl_limited_options[];

/* Limits of their line searches that are nobody's choice. */
#define GDL_LIMITED_LARGEST   1e20
#define GDL_LIMITED_NARROWEST 1e-12

/* gdl_limited_read - their values into v; 'given' may be NULL: the defaults. */
void gdl_limited_read (const double *given, double v[GDL_LIMITED_COUNT]);

#endif
