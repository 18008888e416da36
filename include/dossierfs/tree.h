/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree - the dossier as folders and files, declared in one table.
 *
 * The tree is a function of the state that a store looks at: it gives every
 * name and every byte. Mount, cat, export and snapshot all walk this one.
 * Paths are relative to the root, "" is the root, without slash in front or
 * behind.
 */
#ifndef DOSSIERFS_TREE_H
#define DOSSIERFS_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/buf.h"

enum tree_kind {
	TREE_FOLDER,
	TREE_TEXT, /* generated when read */
	TREE_BLOB, /* recorded bytes, in blobs/ */
	TREE_LINK, /* relative, inside the tree */
};

enum { TREE_PATH_MAX = 512 };

struct store;
struct tree;
struct tree_row; /* a line of the table */

/* What a path resolves to in the state it was looked up in. Filled by tree_find
 * and tree_list; plain values, copied freely. */
struct tree_node {
	const struct tree_row *row;
	enum tree_kind kind;
	char path[TREE_PATH_MAX];
	char sha256[65]; /* TREE_BLOB: which bytes */
	uint64_t blob_size;
	int64_t blob_recorded; /* when */
};

/* The tree borrows the store and follows its state. */
int tree_open(struct tree **out, struct store *st);
void tree_close(struct tree *t);

/* Adds at/, by/, diff/ and search/: ways of asking, which are neither in what
 * is packed nor inside at/. */
void tree_ask(struct tree *t);

/* -ENOENT, without a sentence, when nothing is there. */
int tree_find(struct tree *t, struct tree_node *out, const char *path);

/* Calls fn for each entry after the name `after` (NULL: from the start), by
 * name in byte order; a non-zero return stops and is returned. */
typedef int tree_entry_fn(const char *name, const struct tree_node *node,
	void *arg);
int tree_list(struct tree *t, const struct tree_node *folder,
	const char *after, tree_entry_fn *fn, void *arg);

/* Exact: size is the length that the bytes have, mtime the latest recorded
 * time among the records shown, ino the same in every mount. Renders a text
 * whose size is not known yet. */
struct tree_stat {
	enum tree_kind kind;
	uint64_t size;
	int64_t mtime;
	uint64_t ino;
};
int tree_stat(struct tree *t, const struct tree_node *node,
	struct tree_stat *out);

/* Whether tree_stat answers at once; whether it has to render, and what it then
 * renders will be so for the next mount, too. */
bool tree_is_known(struct tree *t, const struct tree_node *node);
bool tree_is_unmade(struct tree *t, const struct tree_node *node);

/* Another tree at the same state renders a text or link; this one takes what it
 * made as its own. `shown` is the other's tree_shown. */
int tree_make(struct tree *t, const struct tree_node *node, struct buf *out,
	int64_t *mtime);
void tree_take(struct tree *t, const struct tree_node *node,
	const struct buf *bytes, int64_t mtime, uint64_t shown);

/* The number alone, which follows from the path; the same link has one. */
uint64_t tree_ino(const struct tree_node *node);

/* Whether two links of one state say the same: both lead to one record, from
 * folders equally deep. */
bool tree_is_same_link(const struct tree_node *a, const struct tree_node *b);

/* Appends the bytes of a text, or the target of a link; stat may be NULL. */
int tree_read(struct tree *t, const struct tree_node *node, struct buf *out,
	struct tree_stat *stat);

/* How many pages and links this process has rendered. */
uint64_t tree_rendered(void);

/* A descriptor for a TREE_BLOB, checked against its digest: once, and where
 * pages are kept once for as long as nobody writes to the file. */
int tree_blob_open(struct tree *t, const struct tree_node *node);

/* Calls fn for each extended attribute of a file or folder, "user.dossier.id"
 * and the like, with its value as text; links have none. */
typedef int tree_attribute_fn(const char *name, const char *value, void *arg);
int tree_attributes(struct tree *t, const struct tree_node *node,
	tree_attribute_fn *fn, void *arg);

/* After store_refresh: calls fn for every path whose bytes, or for a folder
 * whose names, may differ from the state `before` (a seq; -1: only the day
 * turned). More than changed may be named, never less. */
typedef int tree_change_fn(const char *path, void *arg);
int tree_changed(struct tree *t, int64_t before, tree_change_fn *fn, void *arg);

/* What the tree has shown of its state, as a set of bits; and making another
 * tree at the same state know as much, so that its tree_changed tells of
 * changes to what the first one showed. */
uint64_t tree_shown(const struct tree *t);
int tree_show(struct tree *t, uint64_t shown);

/* tree_changed names no answers of by/, diff/ and search/: nobody knows which
 * were given. After any change each of them may differ. It does name folders
 * below by/ whose names may differ; how old they are follows every change. */
bool tree_is_answer(const struct tree_row *row);
bool tree_is_told(const struct tree_row *row);

/* In tree_shown: pages were given that show verdicts. */
#define TREE_VERDICTS ((uint64_t)1 << 63)

/* Whether what came since `before` was recorded on a day that is over: then
 * everything below at/ that was shown may differ. */
bool tree_reaches_back(struct tree *t, int64_t before);

/* store_renew for the tree's store and those of the trees below at/. */
int tree_renew(struct tree *t);

/* Walks everything below path, folders before what is in them. */
int tree_walk(struct tree *t, const char *path,
	int (*fn)(const struct tree_node *node, void *arg), void *arg);

#endif
