/*
** tracemath.h - the functions of gd and math where traced values are among the
** arguments. As in proxy.h: GDL_TRACED. 'math': it is the function of 'math',
** which takes and refuses what the stock one does.
*/
#ifndef GDL_BIND_TRACEMATH_H
#define GDL_BIND_TRACEMATH_H

#include "bind/proxy.h"

int gdl_traced_unary (lua_State *L, gdl_unary op, int math);
int gdl_traced_binary (lua_State *L, gdl_binary op, int math);
int gdl_traced_atan (lua_State *L, int math);
int gdl_traced_log (lua_State *L, int math);
int gdl_traced_modf (lua_State *L);
int gdl_traced_extreme (lua_State *L, gdl_binary which, int math);
int gdl_traced_clamp (lua_State *L);
int gdl_traced_where (lua_State *L);
int gdl_traced_logsumexp (lua_State *L);
int gdl_traced_softmax (lua_State *L);

/* gd.vector, gd.matrix (by rank); gd.linspace, gd.logspace. */
int gdl_traced_make (lua_State *L, int rank);
int gdl_traced_linspace (lua_State *L, int powers);

int gdl_traced_step (lua_State *L);

/* gdl_traced_same - what gd.equal says of two values; -1: nothing is traced
** about them, though there may be in what they hold. */
int gdl_traced_same (lua_State *L, int a, int b, double tol);

#endif
