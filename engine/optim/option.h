/*
** option.h - numeric options of solvers and line searches
*/
#ifndef GDL_OPTIM_OPTION_H
#define GDL_OPTIM_OPTION_H

/* A numeric option: name, default and the range it must lie in. */
typedef struct gdl_option {
  const char *name;
  double value, low, high;
  int integer;
  const char *doc;
} gdl_option;

/* Names for the values of the option called so: 0 is the first of them. */
typedef struct gdl_choice {
  const char *option;
  const char *const *names;  /* ends with NULL */
} gdl_choice;

#endif
