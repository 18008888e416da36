/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change - what change.c begins and commit.c ends. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_CHANGE_H
#define DOSSIERFS_STORE_CHANGE_H

#include "db.h"
#include "dossierfs/change.h"

struct change {
	struct store *st;
	struct head head; /* what it stands on */
	int64_t n;
	int64_t recorded;
	int32_t day;
	char *name;
	char *mail;
	char *reason;
	struct buf blobs; /* digests of the blobs added, a line each */
};

void change_free(struct change *c);

/* files.c: files that no record owns, or of other bytes than it names. */
int change_check_files(struct change *c);

#endif
