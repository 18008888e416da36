/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blob - bytes by their SHA-256, written once. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_BLOB_H
#define DOSSIERFS_STORE_BLOB_H

#include "db.h"
#include "dossierfs/blob.h"
#include "dossierfs/hash.h"

/* Stores the bytes unless they are there; *made says that they were not. They
 * are on the disk for good after blob_flush. */
int blob_put(struct store *st, char sha256[SHA256_HEX], const void *bytes,
	size_t len, bool *made);
int blob_flush(struct store *st);

/* Removes bytes that a dropped change-set had added: digests, a line each. */
void blob_remove_all(struct store *st, struct buf *digests);

#endif
