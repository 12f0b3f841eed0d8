/*
** number.c - numbers as text, in the C locale whatever the program's is
*/
#define _GNU_SOURCE  /* newlocale, strtod_l */
#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;


/* The C library keeps this one ready: it takes no memory and cannot fail. */
static void make_c_locale (void) {
  c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}


static int is_space (char c) {
  return c == ' ' || c == '\t';
}


int gdl_number_read (const char *text, double *x) {
  char *end;
  pthread_once(&c_locale_once, make_c_locale);
  while (is_space(*text))
    text++;
  if (*text == '\n' || *text == '\v' || *text == '\f' || *text == '\r')
    return 0;  /* strtod would skip them */
  double value = strtod_l(text, &end, c_locale);
  if (end == text)
    return 0;
  while (is_space(*end))
    end++;
  if (*end != '\0')
    return 0;
  *x = value;
  return 1;
}


char *gdl_number_write (double x, char *buffer) {
  if (isnan(x))
    return strcpy(buffer, "nan");
  pthread_once(&c_locale_once, make_c_locale);
  locale_t callers = uselocale(c_locale);
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(buffer, GDL_NUMBER_TEXT, "%.*g", digits, x);
    if (digits == 17 || strtod_l(buffer, NULL, c_locale) == x)
      break;
  }
  uselocale(callers);
  return buffer;
}
