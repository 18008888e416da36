/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reading - what the bytes of one file in git say.
 *
 * It follows from the path, the bytes, the day on which they were recorded and
 * the record types of this program, and nothing is refused. Private to
 * model/store.
 */
#ifndef DOSSIERFS_STORE_READING_H
#define DOSSIERFS_STORE_READING_H

#include "version.h"

struct reading {
	bool canonical;      /* the bytes are body itself */
	bool fits;           /* id and type are those of the path */
	struct buf body;     /* canonical JSON of a record; else empty */
	struct buf defect;   /* as version.defect; empty: none */
	struct json *record; /* NULL where the path is not a record's */
};

/* Fills out, which is to be freed also when this fails: -ENOMEM. */
int reading_take(struct reading *out, const struct claim *c,
	int32_t recorded_day, const void *bytes, size_t len);
void reading_free(struct reading *c);
#define auto_reading __attribute__((cleanup(reading_free))) struct reading

#endif
