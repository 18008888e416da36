/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-at - the trees of other days, below at/<date>/.
 *
 * Such a tree has a store connection of its own, which looks at that day as
 * the tree's own store sees it. A few are kept; whoever uses the tree, under
 * whatever lock, uses them too.
 */
#ifndef TREE_AT_H
#define TREE_AT_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/tree.h"

struct store;

/* The tree of a day, with its store. */
struct tree_date {
	int32_t day;
	uint64_t used;
	unsigned busy; /* listings under way */
	struct store *store;
	struct tree *tree; /* NULL: none */
};

/* Opens the tree of d->day as who looks at `seq` sees it. Touches no other
 * tree, so any thread may. */
int date_open(struct tree_date *d, const char *dir, int64_t seq);
void date_close(struct tree_date *d);

/* Whether the tree has such a day and it is not open. */
bool at_wants(struct tree *t, int32_t day);

/* Takes an open date, which is empty then. at_give: if it still is what the
 * tree sees there, or else closes it. */
int at_take(struct tree *t, struct tree_date *from);
int at_give(struct tree *t, struct tree_date *from);

/* Gives one tree's dates to another of the same dossier. */
void at_hand_on(struct tree *from, struct tree *to);

/* Whether the path is at/<date> or lies below: its day. */
bool at_day(const struct tree *t, const char *path, int32_t *day);

/* The tree of a day, borrowed until those of several others are asked for or
 * the tree moves. -ENOENT, without a sentence, for days before the first
 * change-set or behind the day that the tree is at. */
int at_open(struct tree *t, int32_t day, struct tree **out);

/* Whether it is the folder of a day whose tree is not open: 1, 0 or negative;
 * of the stat its number is left out. Who follows a link in at/ looks at it,
 * and no day is opened for that. */
int at_folder(struct tree *t, const char *path, struct tree_stat *stat);

/* Whether the path is at/<date> or lies below: 1, 0, or negative. Then *out is
 * that date's tree and *inner the path in it, a part of `path`. */
int at_enter(struct tree *t, const char *path, struct tree **out,
	const char **inner);

/* tree_list for a folder that at_enter led out of. */
int at_list(struct tree *t, struct tree *other, const struct tree_node *folder,
	const char *inner, const char *after, tree_entry_fn *fn, void *arg);

/* One of them that has noted pages; NULL where none has. */
struct tree *at_noted(const struct tree *t);

/* Lets go of all of them: the tree moves, or ends. */
void at_close(struct tree *t);

/* The bits of tree_shown that at/ adds, and taking them over. */
uint64_t at_shown(const struct tree *t);
void at_show(struct tree *t, uint64_t shown);

/* After a change of `path` in this tree: calls fn for what is the same file
 * below at/<day>, if anything was shown there. */
int at_changed(struct tree *t, int32_t day, const char *path,
	tree_change_fn *fn, void *arg);

#endif
