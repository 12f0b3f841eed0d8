/*
** lower_fuse.c - pairs of steps of a body made one
** A step costs a pass over a block, whose time goes into loading and storing:
** what only the next one needs is better kept in a register. What a sum does
** with its terms costs nothing beside the latency of its additions.
*/
#include "exec/lower_impl.h"

#include <string.h>

/* A part that is being made. */
typedef struct fusion {
  gdl_step *step;
  size_t steps;
  const gdl_operand *operand;
  struct history {
    uint32_t reads;      /* of an operand, by steps of the part */
    uint32_t made;       /* 1 + the step that makes it */
  } *history;
} fusion;


static void count_reads (fusion *f) {
  struct history *h = f->history;
  for (size_t k = 0; k < f->steps; k++) {
    const gdl_step *s = &f->step[k];
    switch (s->code) {
      case GDL_STEP_SELECT: h[s->c].reads++;  /* FALLTHROUGH */
      case GDL_STEP_BINARY: h[s->b].reads++;  /* FALLTHROUGH */
      case GDL_STEP_UNARY: case GDL_STEP_COPY:
        h[s->a].reads++;
        h[s->to].made = (uint32_t)k + 1;
        break;
      case GDL_STEP_SUM_OF: h[s->b].reads++;  /* FALLTHROUGH */
      case GDL_STEP_SUM: case GDL_STEP_LARGEST: h[s->a].reads++; break;
      default: break;
    }
  }
}


static int is_number (const fusion *f, uint32_t x) {
  return f->operand[x].kind == GDL_OPERAND_NUMBER;
}


static int is_cheap (const gdl_step *s) {
  return s->code == GDL_STEP_BINARY &&
         (s->row == GDL_OP_add || s->row == GDL_OP_sub || s->row == GDL_OP_mul);
}


/* The cheap step whose result, a temporary, is read 'reads' times, by whom it
** may be merged into; NULL: none. */
static gdl_step *maker (const fusion *f, uint32_t x, uint32_t reads) {
  const struct history *h = &f->history[x];
  if (h->reads != reads || h->made == 0 ||
      f->operand[x].kind != GDL_OPERAND_BLOCK)
    return NULL;
  gdl_step *m = &f->step[h->made - 1];
  return is_cheap(m) ? m : NULL;
}


/* Step s does what m did. A number goes second, where that is the same. */
static void absorb (const fusion *f, gdl_step *s, gdl_step *m) {
  int swap = is_number(f, m->a) && m->row != GDL_OP_sub;
  s->row = m->row;
  s->a = swap ? m->b : m->a;
  s->b = swap ? m->a : m->b;
  m->code = GDL_STEP_NONE;
}


static void fuse_sum (const fusion *f, gdl_step *s) {
  gdl_step *m = s->code == GDL_STEP_SUM ? maker(f, s->a, 1) : NULL;
  if (m != NULL) {
    absorb(f, s, m);
    s->code = GDL_STEP_SUM_OF;
  }
  if (s->code == GDL_STEP_SUM_OF && s->row == GDL_OP_mul && s->a == s->b &&
      (m = maker(f, s->a, 2)) != NULL) {
    absorb(f, s, m);
    s->code = GDL_STEP_SUM_SQUARE;
  }
}


static gdl_outer outer_of (uint8_t row, int from) {
  return row == GDL_OP_add ? GDL_OUTER_ADD : row == GDL_OP_mul ? GDL_OUTER_MUL
         : from ? GDL_OUTER_FROM : GDL_OUTER_SUB;
}


static void fuse_binary (const fusion *f, gdl_step *s) {
  uint32_t a = s->a, b = s->b;
  gdl_step *m;
  if (a == b) {
    if (s->row != GDL_OP_mul || (m = maker(f, a, 2)) == NULL)
      return;
    s->outer = GDL_OUTER_SQUARE;
    s->c = m->a;    /* something to be there */
  }
  else if ((m = maker(f, a, 1)) != NULL) {
    s->outer = (uint8_t)outer_of(s->row, 0);
    s->c = b;
  }
  else if ((m = maker(f, b, 1)) != NULL) {
    s->outer = (uint8_t)outer_of(s->row, 1);
    s->c = a;
  }
  else
    return;
  absorb(f, s, m);
  s->code = GDL_STEP_FUSED;
}


/* -v is v * -1, to the bit. */
static void fuse_neg (const fusion *f, gdl_step *s, uint32_t minus_one) {
  gdl_step *m = s->row == GDL_OP_neg ? maker(f, s->a, 1) : NULL;
  if (m == NULL)
    return;
  absorb(f, s, m);
  s->code = GDL_STEP_FUSED;
  s->outer = GDL_OUTER_MUL;
  s->c = minus_one;
}


/* Drops the steps that are none; how many are left. */
static size_t drop_none (gdl_step *step, size_t steps) {
  size_t left = 0;
  for (size_t k = 0; k < steps; k++)
    if (step[k].code != GDL_STEP_NONE)
      step[left++] = step[k];
  return left;
}


void gdl_lower_fuse (gdl_lower *l, gdl_loop *loop, gdl_part *part) {
  gdl_operand *minus_one = ADD_TO(l, &l->p->operand, gdl_operand);
  *minus_one = (gdl_operand){GDL_OPERAND_NUMBER, MINUS_ONE, 0};
  loop->operands++;
  l->last.count = 0;
  fusion f = {.steps = part->steps};
  f.history = gdl_lower_add(l, &l->last, 2 * loop->operands, sizeof(uint32_t));
  if (FAILED(l))
    return;
  f.step = (gdl_step *)l->p->step.data + part->step;
  f.operand = (gdl_operand *)l->p->operand.data + loop->operand;
  count_reads(&f);
  for (size_t k = 0; k < f.steps; k++)    /* sums first: they take most */
    if (f.step[k].code == GDL_STEP_SUM || f.step[k].code == GDL_STEP_SUM_OF)
      fuse_sum(&f, &f.step[k]);
  for (size_t k = 0; k < f.steps; k++)
    if (is_cheap(&f.step[k]))
      fuse_binary(&f, &f.step[k]);
    else if (f.step[k].code == GDL_STEP_UNARY)
      fuse_neg(&f, &f.step[k], (uint32_t)loop->operands - 1);
  part->steps = drop_none(f.step, f.steps);
  l->p->step.count = part->step + part->steps;
}
