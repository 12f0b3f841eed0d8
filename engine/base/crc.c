/*
** crc.c - checksums
** Eight bytes at a time: table k holds what a byte does to the checksum when
** k more bytes follow it (Kounavis and Berry 2005, "A systematic approach to
** building high performance software-based CRC generators").
*/
#include "base/crc.h"

#define POLYNOMIAL 0xc96c5795d7870f42u
#define SLICES 8

static uint64_t table[SLICES][256];


static void make_table (void) {
  for (int i = 0; i < 256; i++) {
    uint64_t c = (uint64_t)i;
    for (int bit = 0; bit < 8; bit++)
      c = c & 1 ? c >> 1 ^ POLYNOMIAL : c >> 1;
    table[0][i] = c;
  }
  for (int k = 1; k < SLICES; k++)
    for (int i = 0; i < 256; i++) {
      uint64_t c = table[k - 1][i];
      table[k][i] = c >> 8 ^ table[0][c & 0xff];
    }
}


uint64_t gdl_crc64 (uint64_t before, const void *data, size_t size) {
  const unsigned char *p = data;
  uint64_t c = ~before;
  if (table[0][1] == 0)
    make_table();
  for (; size >= SLICES; size -= SLICES, p += SLICES) {
    uint64_t next = 0;
    for (int k = 0; k < SLICES; k++)
      next ^= table[SLICES - 1 - k][(c >> 8*k & 0xff) ^ p[k]];
    c = next;
  }
  for (; size > 0; size--, p++)
    c = c >> 8 ^ table[0][(c & 0xff) ^ *p];
  return ~c;
}
