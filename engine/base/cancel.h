/*
** cancel.h - the flag that asks a running descent to end
** One flag for the process: an interrupt is a wish of the person at the
** keyboard, not of one run. Safe to raise from a signal handler.
*/
#ifndef GDL_BASE_CANCEL_H
#define GDL_BASE_CANCEL_H

#include <signal.h>

extern volatile sig_atomic_t gdl_cancel_flag;

#define gdl_cancel_raise()  ((void)(gdl_cancel_flag = 1))
#define gdl_cancel_clear()  ((void)(gdl_cancel_flag = 0))
#define gdl_cancel_asked()  (gdl_cancel_flag != 0)

#endif
