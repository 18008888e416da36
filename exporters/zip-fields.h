/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zip-fields - the records of a zip file, byte by byte.
 */
#ifndef EXPORTERS_ZIP_FIELDS_H
#define EXPORTERS_ZIP_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct zip_entry {
	uint64_t size;
	uint64_t packed; /* bytes in the zip */
	uint64_t offset; /* of its local header */
	uint32_t crc;
	uint32_t time; /* MS-DOS date and time */
	uint16_t path_len;
	bool deflated;
};

/* MS-DOS date and time of a UTC time; what lies outside of 1980 to 2107 is
 * moved to the nearest that there is. */
uint32_t zip_time(int64_t t);

/* CRC-32 (ISO 3309) of more bytes after those that gave `crc`; 0 begins. */
uint32_t zip_crc(uint32_t crc, const void *bytes, size_t len);

/* As long before the bytes are known as after: only values change. */
void zip_local_header(struct buf *out, const struct zip_entry *e,
	const char *folder, const char *path);
void zip_directory_entry(struct buf *out, const struct zip_entry *e,
	const char *folder, const char *path);
void zip_directory_end(
	struct buf *out, uint64_t count, uint64_t begin, uint64_t len);

#endif
