/*
** softplus.h - log(1 + e) for 0 <= e <= 1, of elements, in one place for all that
** work it out: with z = e/(2 + e), of which it is 2 atanh(z), b = 2z and s = z^2,
**   b + b*(s*F(s))
** F is (atanh(z)/z - 1)/s interpolated at the 10 Chebyshev nodes of [0, 1/9]: that
** is right to 5e-18. Half the time of a log1p for all arguments.
*/
#ifndef GDL_ARRAY_SOFTPLUS_H
#define GDL_ARRAY_SOFTPLUS_H

/* F(s), its terms added up in pairs (Estrin 1960); s2, s4, s8: powers of s. ADD, MUL
** and NUMBER are what adds, multiplies and makes a constant. */
#define GDL_SOFTPLUS_FACTOR(ADD, MUL, NUMBER, s, s2, s4, s8) \
  ADD(ADD(ADD(ADD(NUMBER(0.3333333333333333), \
                  MUL(NUMBER(0.20000000000007292), s)), \
              MUL(ADD(NUMBER(0.1428571428355438), \
                      MUL(NUMBER(0.11111111358713932), s)), s2)), \
          MUL(ADD(ADD(NUMBER(0.09090894718066429), \
                      MUL(NUMBER(0.07692785032479312), s)), \
                  MUL(ADD(NUMBER(0.06657072104827468), \
                          MUL(NUMBER(0.06000536404795356), s)), s2)), s4)), \
      MUL(ADD(NUMBER(0.04400369243072337), \
              MUL(NUMBER(0.08082022805971766), s)), s8))

#endif
