/*
** random.h - random numbers
** xoshiro256++ (Blackman and Vigna 2021, "Scrambled linear pseudorandom
** number generators"), seeded through splitmix64. The whole state is the four
** words, so a copy of the struct is a copy of the stream.
*/
#ifndef GDL_BASE_RANDOM_H
#define GDL_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct gdl_random {
  uint64_t s[4];
} gdl_random;

/* gdl_random_seed - the stream that belongs to 'seed'; every seed is good. */
void gdl_random_seed (gdl_random *r, uint64_t seed);

/* gdl_random_entropy - a seed that differs from process to process. */
uint64_t gdl_random_entropy (void);

/* gdl_random_bits - 64 random bits. */
uint64_t gdl_random_bits (gdl_random *r);

/* gdl_random_uniform - in [0, 1), a multiple of 2^-53. */
double gdl_random_uniform (gdl_random *r);

/* gdl_random_below - an integer in [0, n), without bias; n > 0. */
uint64_t gdl_random_below (gdl_random *r, uint64_t n);

/* gdl_random_normal - standard normal, by the polar method
** (Marsaglia and Bray 1964) without keeping the second number, so that the
** state stays four words. */
double gdl_random_normal (gdl_random *r);

/* gdl_random_permutation - fills p[0..n-1] with a random order of 0..n-1
** (Fisher and Yates). */
void gdl_random_permutation (gdl_random *r, size_t *p, size_t n);

#endif
