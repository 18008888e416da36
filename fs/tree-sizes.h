/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-sizes - sizes of pages that outlive a mount, in cache.db.
 *
 * A size kept there is only believed for the state, the day and the build of
 * the program that it was made with. A mount asks for it with tree_keep; its
 * watch, which waits for nobody, writes what the trees have noted.
 */
#ifndef TREE_SIZES_H
#define TREE_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"
#include "dossierfs/hash.h"

struct tree;

enum { SIZES_STATE = 320 };

/* What a tree knows of them; part of struct tree. */
struct tree_sizes {
	bool kept;
	bool promised;            /* a size told of verdicts unread */
	char build[HASH_HEX_MAX];
	uint64_t seed;            /* of marks: of this build's rows */
	char state[SIZES_STATE];  /* what a row must hold for */
	struct buf noted;
	size_t count;
};

/* Sizes that are not written yet, and what they hold for. */
struct tree_noted {
	struct buf sizes;
	char state[SIZES_STATE];
	int64_t shown;
};

/* Keeps sizes in cache.db, and so many bytes of pages in memory from being
 * listed to being read. tree_show must precede a move to another state. */
int tree_keep(struct tree *t, uint64_t bytes);

/* So many entries, from one path to another in the same folder, are about to
 * be asked for their attributes: reads what is kept of them at once. */
int tree_look_ahead(struct tree *t, const char *first, const char *last,
	size_t entries);

/* Lets go of those bytes. */
void tree_let_go(struct tree *t);

/* How many sizes were noted since they were last taken; taking them; writing
 * them through another tree of the same dossier, in transactions of its own. */
size_t tree_noted(const struct tree *t);
void tree_take_noted(struct tree *t, struct tree_noted *out);
int tree_write_noted(struct tree *t, const struct tree_noted *from);

/* Bytes were not as long as was said: nothing kept of the state is believed
 * from now on. */
void tree_doubt(struct tree *t);

/*
 * For the tree's own files.
 */

/* Digest over the build ids of the program and its libraries. */
int tree_build(char hex[HASH_HEX_MAX]);

int sizes_open(struct tree *t);

/* The store looks at another state, or a first one. */
void sizes_look(struct tree *t);

/* 1, 0 or negative. */
int sizes_find(struct tree *t, const char *path, uint64_t *size,
	int64_t *mtime);

/* Of the bytes that the size is of. 1, 0 or negative. */
int sizes_digest(struct tree *t, const char *path, char sha256[SHA256_HEX]);

void sizes_note(struct tree *t, const char *path, const struct buf *bytes,
	int64_t mtime);

/* After a change: rows of the state before whose paths are not in tree_named
 * hold for this one, too. `shown` says what was compared. */
int sizes_move(struct tree *t, const char *before, uint64_t shown);

#endif
