/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader - who walks by names alone, and who looks at what is named.
 *
 * A name given with its attributes costs the kernel and us ten times what the
 * name costs, and the writing of the page where nothing is known of it. A walk
 * such as find's never asks for them. So who lists a folder gets names alone
 * until a file is looked at in the folder that he listed last; from then on he
 * gets attributes with them, which spares him a request each.
 */
#ifndef DOSSIERFS_FS_READER_H
#define DOSSIERFS_FS_READER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { READERS_MAX = 16 }; /* remembered; the one unused longest goes */

struct reader {
	pid_t thread;
	bool looks;
	uint64_t folder; /* the node that he listed last */
	uint64_t used;
};

struct readers {
	struct reader known[READERS_MAX];
	uint64_t uses;
};

/* He lists the folder: whether he looks at what is named. */
bool readers_list(struct readers *all, pid_t thread, uint64_t folder);

/* Somebody looks at a file in the folder: maybe another thread of his. */
void readers_look(struct readers *all, uint64_t folder);

#endif
