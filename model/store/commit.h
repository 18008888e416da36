/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commit - a git commit object, read. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_COMMIT_H
#define DOSSIERFS_STORE_COMMIT_H

#include <stdint.h>

#include "repo.h"

struct commit {
	char tree[GIT_HEX];
	int parents; /* at most two */
	char parent[2][GIT_HEX];
	struct buf name; /* the author's; bytes that are no UTF-8 as "?" */
	struct buf mail;
	struct buf reason; /* without line ends behind */
	int64_t when;      /* the committer's time */
};

/* Refuses more than two parents and what is no commit. */
int commit_read(struct commit *out, const char *raw, size_t len);
void commit_free(struct commit *c);

#endif
