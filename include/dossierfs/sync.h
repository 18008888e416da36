/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync - a dossier from git, and back.
 */
#ifndef DOSSIERFS_SYNC_H
#define DOSSIERFS_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct store;

/* Makes the dossier `dir` from the branch main of a git repository on this
 * machine (bare or not), or from a fast-import stream in a file. Commits dated
 * after `now` (seconds UTC) are not taken; report says so, a line each. Leaves
 * no `dir` behind when it fails. Needs the program git. */
int sync_clone(const char *repository, const char *dir, int64_t now,
	struct buf *report);

/* Whether main names a commit that the store has not, and which: somebody
 * pushed into git/. Cheap enough to be asked at every turn. */
bool sync_pushed(char commit[65], struct store *st);

/* Takes commits that were pushed into the dossier's own git/. */
int sync_take(struct store *st, int64_t now, struct buf *report);

#endif
