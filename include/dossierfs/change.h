/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change - one change-set: everything in it is recorded, or nothing.
 *
 * A change-set is one SQLite transaction and one git commit. Between begin
 * and commit it holds the dossier's write lock; readers are not disturbed.
 */
#ifndef DOSSIERFS_CHANGE_H
#define DOSSIERFS_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct change;
struct json;
struct store;

/* Who, when and why. `when` is seconds UTC; it is raised to the time of the
 * change-set before. mail may be NULL: unknown@invalid. */
struct authorship {
	const char *name;
	const char *mail;
	const char *reason;
	int64_t when;
};

/* Waits at most five seconds for another writer. The store is in
 * STORE_WRITE. The change borrows the store until it ends. */
int change_begin(struct change **out, struct store *st,
	const struct authorship *by);

/* Adds or replaces a record. Refuses what record_refuse refuses and ids that
 * differ from another record's only in case. References are looked at in
 * change_commit, so records of one change-set may name each other. */
int change_put(struct change *c, const struct json *record);

/* Stores the bytes as file `name` of record `owner`; gives their SHA-256. */
int change_put_file(struct change *c, const char *owner, const char *name,
	const void *bytes, size_t len, char sha256[65]);

/* Replaces the findings of an activity: lines of JSON, in their order. */
int change_put_findings(struct change *c, const char *activity,
	const void *lines, size_t len);

/* Refuses while other records name it. */
int change_withdraw(struct change *c, const char *id);

/* Whether anything would be recorded. */
bool change_is_empty(const struct change *c);

/* Records it: references are checked, SQLite commits, git follows. An empty
 * change records nothing. seq may be NULL. Frees c, also when it fails. */
int change_commit(struct change *c, int64_t *seq);
void change_drop(struct change *c); /* NULL is allowed */

/*
 * Taking in what git brings (sync/): commits as they are, defects kept.
 */

/* One path that a commit sets or removes (oid NULL), against its first
 * parent. The bytes are borrowed. */
struct change_path {
	const char *path;
	const char *oid; /* hex */
	unsigned mode;
	const void *bytes;
	size_t len;
};

/* All commits between begin and end are taken, or none (keep false). A commit
 * follows its parents: store_take with the commit object and its hex id, then
 * store_take_path for each path, then store_take_done. `mainline` says that it
 * lies on main's first-parent line; *raised gets whether it was recorded later
 * than its committer says, as a parent was. */
int store_take_begin(struct store *st);
int store_take(struct store *st, const char *commit_id, const void *raw,
	size_t len, bool mainline, bool *raised);
int store_take_path(struct store *st, const struct change_path *path);
int store_take_done(struct store *st);
int store_take_end(struct store *st, bool keep);

/* Whether the commit is known. */
bool store_has_commit(struct store *st, const char *commit_id);

/* Writes every object and main of git/ anew from the store. */
int store_rebuild_git(struct store *st);

/* Recomputes every digest: bodies, change-set hashes, blobs, git's objects,
 * derived tables. Calls found once per damage. 0, or a failure to look. */
int store_verify(struct store *st, void (*found)(const char *what, void *arg),
	void *arg);

#endif
