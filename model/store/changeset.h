/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changeset - the row of one change-set, and its hash. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_CHANGESET_H
#define DOSSIERFS_STORE_CHANGESET_H

#include "db.h"

struct changeset {
	int64_t n;
	int64_t parent[2];    /* n of the parents, 0: none */
	char parent_hash[2][65];
	int64_t seq;
	bool mainline;
	int64_t recorded;
	const char *author;
	const char *mail;
	const char *reason;
	const char *commit_id;
	const void *raw;
	size_t raw_len;
};

/*
 * SHA-256 over this text, numbers in decimal, each text as length, colon,
 * bytes, newline:
 *
 *	dossierfs change-set 1
 *	parent <hash of the first parent's change-set>     (none, one or two)
 *	author <text>mail <text>recorded <seconds>
 *	reason <text>
 *	<mode in octal> <SHA-256 of the bytes, or -> <path as a text>
 *
 * the last line once for each path that it sets or removes, in byte order.
 */
int changeset_hash(char hash[65], struct store *st, const struct changeset *c);

/* Adds the row; its versions are there already. */
int changeset_add(struct store *st, const struct changeset *c);

/* n that the next one gets. */
int changeset_next(struct store *st, int64_t *n);

#endif
