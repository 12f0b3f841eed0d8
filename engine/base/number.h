/*
** number.h - numbers as text, in the C locale whatever the program's is
*/
#ifndef GDL_BASE_NUMBER_H
#define GDL_BASE_NUMBER_H

#define GDL_NUMBER_TEXT 32   /* bytes that hold any number's text */

/* gdl_number_read - the number that 'text' is, as strtod reads it (hexadecimal
** floats, inf, infinity and nan included), spaces and tabs around it allowed,
** into *x. Returns false where text is empty or holds anything else. */
int gdl_number_read (const char *text, double *x);

/* gdl_number_write - x with as few of 15 to 17 significant digits as read back
** to the same double, "inf", "-inf" or "nan", into 'buffer' of
** GDL_NUMBER_TEXT bytes, which it returns. */
char *gdl_number_write (double x, char *buffer);

#endif
