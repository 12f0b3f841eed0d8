/*
** sealed.h - binary files that are whole and unharmed, or refused
** A sealed file is
**    8 bytes   its kind's mark
**    4 bytes   version of the format, u32
**    4 bytes   zero
**    8 bytes   length of the contents, u64
**    ...       the contents
**    8 bytes   CRC-64 (crc.h) of everything before
*/
#ifndef GDL_BASE_SEALED_H
#define GDL_BASE_SEALED_H

#include "base/bytes.h"
#include "base/error.h"

typedef struct gdl_seal {
  const char *noun;          /* for messages: "checkpoint" */
  const char *mark;          /* 8 bytes */
  uint32_t version;
} gdl_seal;

/* gdl_sealed_write - writes 'contents' to 'path', so that at any time, also
** when the machine stops, there is the file of before or the new one. GDL_EIO,
** or GDL_ENOMEM when the contents could not be made. */
gdl_status gdl_sealed_write (const char *path, const gdl_seal *kind,
                             const gdl_bytes *contents, gdl_error *err);

/* gdl_sealed_read - the contents of the file: *size bytes within *data, which
** is from malloc, begin at *contents. No more is allocated than the file is
** long, and nothing before its first bytes were found to be right. GDL_EIO:
** what the system says; GDL_EFORMAT: what is wrong with the file. */
gdl_status gdl_sealed_read (const char *path, const gdl_seal *kind,
                            unsigned char **data, gdl_reader *contents,
                            gdl_error *err);

#endif
