/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk - the commits of a branch into a store. Private to model/sync.
 */
#ifndef DOSSIERFS_SYNC_WALK_H
#define DOSSIERFS_SYNC_WALK_H

#include <git2.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct store;

#define WALK_MAIN "refs/heads/main"

/* Calls fn for each file that differs between two trees (NULL: nothing); blob
 * is NULL for a file that went. Refuses names, modes and sizes that a dossier
 * cannot hold, by their path. */
typedef int walk_file_fn(const char *path, const git_tree_entry *entry,
	void *arg);
int walk_tree(git_repository *repo, const git_tree *from, const git_tree *to,
	walk_file_fn *fn, void *arg);

/* Takes every commit that refs/heads/main has and the store lacks, parents
 * first; those dated after `now`, and what stands on them, are left and said
 * in the report. head gets the id of the last commit taken on main's line, ""
 * for none. */
int walk_commits(struct store *st, git_repository *repo, int64_t now,
	struct buf *report, char head[65]);

/* The sentence for a failure of libgit2. */
int walk_fail(int rc, const char *what);

#endif
