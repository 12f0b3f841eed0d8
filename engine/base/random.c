/*
** random.c - random numbers
*/
#include "base/random.h"

#include <math.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>


static uint64_t rotl (uint64_t x, int k) {
  return (x << k) | (x >> (64 - k));
}


static uint64_t splitmix (uint64_t *s) {
  uint64_t z = (*s += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}


void gdl_random_seed (gdl_random *r, uint64_t seed) {
  for (int i = 0; i < 4; i++)
    r->s[i] = splitmix(&seed);
}


uint64_t gdl_random_entropy (void) {
  uint64_t e;
  if (getrandom(&e, sizeof(e), GRND_NONBLOCK) == (ssize_t)sizeof(e))
    return e;
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  e = (uint64_t)t.tv_sec * 1000000007u ^ (uint64_t)t.tv_nsec
      ^ ((uint64_t)getpid() << 32);
  return splitmix(&e);
}


uint64_t gdl_random_bits (gdl_random *r) {
  uint64_t *s = r->s;
  uint64_t result = rotl(s[0] + s[3], 23) + s[0];
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotl(s[3], 45);
  return result;
}


double gdl_random_uniform (gdl_random *r) {
  return (double)(gdl_random_bits(r) >> 11) * 0x1p-53;
}


/* Lemire 2019, "Fast random integer generation in an interval": the high
** word of a product, rejecting the few low words that would bias it. */
uint64_t gdl_random_below (gdl_random *r, uint64_t n) {
  unsigned __int128 m = (unsigned __int128)gdl_random_bits(r) * n;
  if ((uint64_t)m < n) {
    uint64_t floor = (0 - n) % n;
    while ((uint64_t)m < floor)
      m = (unsigned __int128)gdl_random_bits(r) * n;
  }
  return (uint64_t)(m >> 64);
}


double gdl_random_normal (gdl_random *r) {
  double u, s;
  do {
    u = 2 * gdl_random_uniform(r) - 1;
    double v = 2 * gdl_random_uniform(r) - 1;
    s = u * u + v * v;
  } while (s >= 1 || s == 0);
  return u * sqrt(-2 * log(s) / s);
}


void gdl_random_permutation (gdl_random *r, size_t *p, size_t n) {
  gdl_random own = *r;    /* which no store to p can be taken to change */
  for (size_t i = 0; i < n; i++) {
    size_t j = (size_t)gdl_random_below(&own, i + 1);
    p[i] = p[j];
    p[j] = i;
  }
  *r = own;
}
