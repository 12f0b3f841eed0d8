/*
** setting.c - what the environment says
*/
#include "base/setting.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"


const char *gdl_setting_text (const char *name) {
  const char *text = getenv(name);
  return text != NULL && text[0] != '\0' ? text : NULL;
}


gdl_status gdl_setting_bad (gdl_error *err, const char *name, const char *value,
                            const char *expected) {
  return gdl_error_set(err, GDL_EINVAL, "bad value '%s' of the environment variable "
                       "%s (%s expected)", value, name, expected);
}


gdl_status gdl_setting_whole (gdl_error *err, const char *name, double least,
                              double most, double *n) {
  const char *text = gdl_setting_text(name);
  char expected[80];
  double x;
  if (text == NULL)
    return GDL_OK;
  if (gdl_number_read(text, &x) && x >= least && x <= most && x == floor(x)) {
    *n = x;
    return GDL_OK;
  }
  snprintf(expected, sizeof(expected), "a whole number from %.0f to %.0f", least, most);
  return gdl_setting_bad(err, name, text, expected);
}
