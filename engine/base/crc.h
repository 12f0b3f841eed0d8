/*
** crc.h - checksums
** CRC-64 with the polynomial of ECMA-182 (1992, "Data interchange on 12,7 mm
** 48-track magnetic tape cartridges", annex B), bits reflected, all ones
** before and after, as in the .xz format. It sees every change of up to 64
** bits in a row.
*/
#ifndef GDL_BASE_CRC_H
#define GDL_BASE_CRC_H

#include <stddef.h>
#include <stdint.h>

/* gdl_crc64 - the checksum of 'size' bytes; 'before' is that of what comes
** before them, 0 for nothing: crc(crc(0, a), b) is that of a and b in one. */
uint64_t gdl_crc64 (uint64_t before, const void *data, size_t size);

#endif
