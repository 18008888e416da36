/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blobs - recorded bytes that are being read: a few open descriptors.
 */
#ifndef DOSSIERFS_FS_BLOBS_H
#define DOSSIERFS_FS_BLOBS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "dossierfs/tree.h"

enum { BLOBS_OPEN = 32 };

struct blobs {
	struct {
		char sha256[65];
		int fd;
		uint64_t used; /* 0: free */
	} open[BLOBS_OPEN];
	uint64_t uses;
};

/* Reads exactly len bytes at offset, which lie inside the blob. */
int blobs_read(struct blobs *b, struct tree *t, const struct tree_node *what,
	char *to, size_t len, off_t offset);

void blobs_close(struct blobs *b);

#endif
