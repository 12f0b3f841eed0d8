/*
** setting.h - what the environment says
*/
#ifndef GDL_BASE_SETTING_H
#define GDL_BASE_SETTING_H

#include "base/error.h"

/* gdl_setting_text - the value of an environment variable; NULL where it is not set,
** or empty, which means the same. */
const char *gdl_setting_text (const char *name);

/* gdl_setting_bad - GDL_EINVAL, with a text that names variable, value and what was
** expected: "bad value 'x' of the environment variable NAME (a name expected)". */
gdl_status gdl_setting_bad (gdl_error *err, const char *name, const char *value,
                            const char *expected);

/* gdl_setting_whole - a whole number from 'least' to 'most' into *n, which stays as
** it is where the variable is not set. GDL_EINVAL: it is something else. */
gdl_status gdl_setting_whole (gdl_error *err, const char *name, double least,
                              double most, double *n);

#endif
