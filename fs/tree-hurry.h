/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-hurry - a tree that does nothing that takes long.
 *
 * To judge a large dossier for the first time, to count its metrics, to get the
 * text of its documents or to index its words takes seconds, in which nobody
 * who asks for something else may wait. A tree in a hurry answers -EAGAIN where
 * it would have to, without a sentence, and notes which parts it lacks. Another
 * tree of the same state makes them ready, and takes the place of the first.
 * Pages of a large dossier that show many records are written by another tree,
 * too, and given to the first, as is what is found by words that stand in many,
 * and the digest of a large blob.
 */
#ifndef TREE_HURRY_H
#define TREE_HURRY_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/hash.h"
#include "dossierfs/tree.h"

/* Parts: bits of a set. */
enum {
	HURRY_VERDICTS = 1,
	HURRY_METRICS = 2,
	HURRY_TEXT = 4,   /* of documents, searched for aspects */
	HURRY_PAGE = 8,   /* one page */
	HURRY_WORDS = 16, /* of records and documents, indexed */
	HURRY_ANEW = 32,  /* cache.db, which seems to be damaged */
};

void tree_hurry(struct tree *t, bool hurry);

/* The parts lacked since they were last asked for; or HURRY_PAGE when there is
 * no other, and the path of the last such page. And after another error than
 * -EAGAIN: HURRY_ANEW, or none. */
unsigned tree_lacked(struct tree *t);
unsigned tree_doubted(const struct tree *t);
const char *tree_long_page(const struct tree *t);

/* A page that another tree of the same state has written; it is there for as
 * long as it is given, and borrowed for that time. */
struct tree_given {
	char path[TREE_PATH_MAX];
	struct buf bytes;
	char sha256[HASH_HEX_MAX]; /* of the bytes */
	struct buf found; /* if it is about a search: view_search_give */
	int64_t mtime;
	uint64_t shown; /* by the other tree */
};
int tree_write(struct tree *t, struct tree_given *page);
void tree_give(struct tree *t, const struct tree_given *page);

/* Makes the parts ready, and all else that was shown elsewhere (tree_shown).
 * No request may be under way in the tree; any thread may. */
int tree_prepare(struct tree *t, unsigned parts, uint64_t shown);

/* Takes over what another tree of the same state knows and still has to keep,
 * so that it can stand in its place. */
void tree_succeed(struct tree *t, struct tree *from);

/* What was made ready for one tree holds for one of a later state. */
void tree_hurry_on(const struct tree *from, struct tree *to);

/*
 * For the tree's own files.
 */

/* 0, or -EAGAIN when one of the parts is lacking and the tree is in a hurry. */
int hurry_for(struct tree *t, unsigned parts);

/* Looks how large the dossier is. */
int hurry_open(struct tree *t);

/* The same as hurry_for for what a page takes; and after it was written. */
int hurry_page(struct tree *t, const struct tree_node *node);

/* The same for a search, which finds a page's worth or very much. */
int hurry_search(struct tree *t, const char *words);
bool hurry_is_long(const struct tree *t, const struct tree_row *row);
bool hurry_lacks(const struct tree *t, const struct tree_row *row);
void hurry_made(struct tree *t, const struct tree_row *row);

#endif
