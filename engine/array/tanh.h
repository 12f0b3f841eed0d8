/*
** tanh.h - the hyperbolic tangent of elements, in one place for all that work it
** out: with t = exp(-2a), a = |x|,
**   a - a*(s*F(s)), s = a^2,    where a is below GDL_TANH_NEAR,
**   1 - 2t/(1 + t)              beyond, where that loses no digits,
** with the sign of x; 1.5 ulp at most, and half the time of a tanh that is right to
** one. F is (1 - tanh(a)/a)/s interpolated at the 11 Chebyshev nodes of [0,
** GDL_TANH_NEAR^2]: that is right to 4e-18.
*/
#ifndef GDL_ARRAY_TANH_H
#define GDL_ARRAY_TANH_H

#define GDL_TANH_NEAR  0.5625

/* F(s), its terms added up in pairs (Estrin 1960); s2, s4, s8: powers of s. ADD, MUL
** and NUMBER are what adds, multiplies and makes a constant. */
#define GDL_TANH_FACTOR(ADD, MUL, NUMBER, s, s2, s4, s8) \
  ADD(ADD(ADD(ADD(NUMBER(0.3333333333333333), \
                  MUL(NUMBER(-0.13333333333332392), s)), \
              MUL(ADD(NUMBER(0.0539682539670594), \
                      MUL(NUMBER(-0.021869488476962563), s)), s2)), \
          MUL(ADD(ADD(NUMBER(0.008863234021529514), \
                      MUL(NUMBER(-0.003592105532132769), s)), \
                  MUL(ADD(NUMBER(0.0014556239774192678), \
                          MUL(NUMBER(-0.0005887537111834804), s)), s2)), s4)), \
      MUL(ADD(ADD(NUMBER(0.00023410556936672797), \
                  MUL(NUMBER(-8.426522203958066e-05), s)), \
              MUL(NUMBER(2.0026740085317684e-05), s2)), s8))

#endif
