/*
** cancel.c - the flag that asks a running descent to end
*/
#include "base/cancel.h"

volatile sig_atomic_t gdl_cancel_flag = 0;
