/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-hurry - a tree that does nothing that takes long.
 *
 * To judge a large dossier for the first time, to count its metrics or to get
 * the text of its documents takes seconds, in which nobody who asks for
 * something else may wait. A tree in a hurry answers -EAGAIN where it would
 * have to, without a sentence, and notes which parts it lacks. Another tree of
 * the same state makes them ready, and takes the place of the first.
 */
#ifndef TREE_HURRY_H
#define TREE_HURRY_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/tree.h"

/* Parts: bits of a set. */
enum {
	HURRY_VERDICTS = 1,
	HURRY_JUDGED = 2, /* which records each clause judges */
	HURRY_METRICS = 4,
	HURRY_TEXT = 8,   /* of documents, searched for aspects */
};

void tree_hurry(struct tree *t, bool hurry);

/* The parts lacked since they were last asked for. */
unsigned tree_lacked(struct tree *t);

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

/* The same for what a row's page takes; and after it was written. */
int hurry_row(struct tree *t, const struct tree_row *row);
bool hurry_lacks(const struct tree *t, const struct tree_row *row);
void hurry_made(struct tree *t, const struct tree_row *row);

#endif
