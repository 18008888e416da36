/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-kept - pages, links and listings that outlive a mount, in cache.db.
 *
 * What is kept there is only believed for the state, the day and the build of
 * the program that it was made with, and only while its bytes have the digest
 * that was noted. A mount asks for it with tree_keep; its watch, which waits
 * for nobody, writes what the trees have noted.
 */
#ifndef TREE_KEPT_H
#define TREE_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"
#include "dossierfs/hash.h"
#include "dossierfs/tree.h"

enum {
	KEPT_OF = 160,
	KEPT_STATE = 320,
	HELD_MAX = 16, /* folders */
};

/* A part of the names of a folder, as they are kept. */
struct tree_held {
	uint64_t used;    /* when last; 0: nothing is held */
	bool first;       /* of the folder's parts */
	size_t found;     /* the last name that was found in it */
	struct buf names; /* empty: none are kept of the folder */
	struct buf index; /* uint32_t: where they begin */
	char folder[TREE_PATH_MAX];
};

/* What a tree knows of it; part of struct tree. */
struct tree_kept {
	bool used;
	uint64_t shown;           /* by what was taken from there */
	char build[HASH_HEX_MAX];
	uint64_t seed;            /* of marks: of this build's rows */
	char of[KEPT_OF];         /* the kind of tree, and the build */
	char state[KEPT_STATE];   /* what a row must hold for: commit, day, of */
	struct ZSTD_DCtx_s *unpack;
	struct tree_held held[HELD_MAX];
	uint64_t uses;
	struct buf noted;
};

/* What is not written yet, and what it holds for. */
struct tree_noted {
	struct buf pages;
	char state[KEPT_STATE];
	int64_t shown;
};

/* Keeps pages in cache.db, and so many bytes of them in memory from being
 * listed to being read. tree_show must precede a move to another state. */
int tree_keep(struct tree *t, uint64_t bytes);

/* Where the last mount of this build ended, if pages are kept from there and
 * none of the state looked at: 1, 0 or negative. What was shown there counts as
 * shown here. */
int tree_kept_last(struct tree *t, int64_t *seq, int32_t *day);

/* So many entries, from one path to another in the same folder, are about to
 * be asked for their attributes: reads what is kept of them at once. */
int tree_look_ahead(struct tree *t, const char *first, const char *last,
	size_t entries);

/* Whether every folder of the row's kind has it, by the same name. */
bool tree_is_fixed(const struct tree_row *row);

/* Takes what is kept of a text into memory, to be read next; or of a folder its
 * names, and if they are looked at their attributes. Whether any was. */
bool tree_fetch(struct tree *t, const struct tree_node *node, bool looks);

/* Lets go of those bytes, and of what the store has read. */
void tree_let_go(struct tree *t);

/* How many bytes were noted since they were last taken; taking them; writing
 * them through another tree of the same dossier, in transactions of its own:
 * 1 when nothing is written as another process is writing. Between two pages
 * it calls `pause`. */
size_t tree_noted(const struct tree *t);
void tree_take_noted(struct tree *t, struct tree_noted *out);
int tree_write_noted(struct tree *t, const struct tree_noted *from,
	void (*pause)(void *arg), void *arg);

/* Bytes were not as long as was said: nothing kept of the state is believed
 * from now on. */
void tree_doubt(struct tree *t);

/*
 * For the tree's own files.
 */

/* Digest over the build ids of the program and its libraries. */
int tree_build(char hex[HASH_HEX_MAX]);

int kept_open(struct tree *t);
void kept_close(struct tree *t);

/* The store looks at another state, or a first one. */
void kept_look(struct tree *t);

/* Size and mtime of what stands at the path. 1, 0 or negative. */
int kept_find(struct tree *t, const char *path, struct tree_stat *out);

/* Of its bytes. 1, 0 or negative. */
int kept_digest(struct tree *t, const char *path, char sha256[SHA256_HEX]);

/* Appends the bytes: a page, the target of a link, the names in a folder.
 * 1, 0 or negative. */
int kept_bytes(struct tree *t, const char *path, struct buf *out,
	struct tree_stat *stat);

void kept_note(struct tree *t, const char *path, const struct buf *bytes,
	int64_t mtime);

/* After a change: rows of the state before whose paths are not in tree_named
 * hold for this one, too. `shown` says what was compared. */
int kept_move(struct tree *t, const char *before, uint64_t shown);

/* Of a row's path, size, mtime and digest. */
int64_t kept_mark(const struct tree *t, const char *path, uint64_t size,
	int64_t mtime, const char *sha256);

#endif
