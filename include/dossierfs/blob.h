/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blob - the bytes of files, in blobs/ of a dossier.
 *
 * Each is named by its SHA-256 (64 hex digits, lower case), is written once and
 * never changed; what is there may all the same be damaged or gone.
 */
#ifndef DOSSIERFS_BLOB_H
#define DOSSIERFS_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct store;

/* Opens the bytes with this SHA-256 for reading: a descriptor, -ENOENT when
 * they are absent. The bytes are not checked. */
int store_blob_open(const struct store *st, const char sha256[65],
	uint64_t *size);

/* Appends the bytes, after checking them against their name: -EUCLEAN when
 * they hash otherwise. */
int store_blob_read(const struct store *st, struct buf *out,
	const char sha256[65], size_t max);

/* Looks which bytes that versions name are not in blobs/: from then on the view
 * `evidence` says so. mark gets a digest of what is lost, "" for nothing: a
 * part of the key under which anything that depends on it is kept. Costs a stat
 * of each folder of blobs/ where no name came or went since the last look. */
int store_lost(struct store *st, char mark[65]);

#endif
