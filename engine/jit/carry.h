/*
** carry.h - what becomes of the numbers that a program carries from turn to turn
*/
#ifndef GDL_JIT_CARRY_H
#define GDL_JIT_CARRY_H

#include "jit/jit.h"

typedef enum gdl_carry {
  GDL_CARRY_ON,      /* in a register from turn to turn */
  GDL_CARRY_STAYS,   /* no turn changes it */
  GDL_CARRY_OUT,     /* no turn reads it: memory gets it */
  GDL_CARRY_PICKED   /* a turn changes it or does not, and does nothing else with
                        it: memory gets what is new */
} gdl_carry;

#define GDL_CARRY_NONE  UINT32_MAX

/* gdl_carry_find - how[k]: carried number k; picks[i]: which one of them it is that
** instruction i, a select, picks, or GDL_CARRY_NONE. 0: no memory. */
int gdl_carry_find (const gdl_jit *j, unsigned char *how, uint32_t *picks);

/* gdl_carry_operands - the numbers that instruction i reads: numbers[0], ...;
** answers how many. 'room' has space for three. */
size_t gdl_carry_operands (const gdl_jit *j, size_t i, uint32_t *room,
                           const uint32_t **numbers);

/* gdl_carry_loaded - the carried number that is loaded, or GDL_CARRY_NONE. */
uint32_t gdl_carry_loaded (const gdl_jit *j, const gdl_instruction *i);

/* gdl_carry_result - which result a GDL_CODE_store is of. */
uint32_t gdl_carry_result (const gdl_jit *j, const gdl_instruction *i);

#endif
