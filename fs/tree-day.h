/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-day - the tree of another day, made apart.
 *
 * To judge a day that was never asked for takes seconds, in which nobody who
 * asks for something else may wait. So whoever shares a tree looks whether a
 * path needs such a day, has it made by another thread, and gives it to the
 * tree; then the path is answered from there.
 */
#ifndef TREE_DAY_H
#define TREE_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/tree.h"

struct tree_day;

/* Whether what lies at the path or in it may look at another day: asked of
 * every request, before more is found out. */
bool tree_may_be_day(const char *path);

/* Whether the path looks at a day that is not open in the tree: 1, 0, or
 * negative. Cheap. */
int tree_day_wanted(struct tree *t, const char *path, int32_t *day);

/* Whether it may be the folder of a day: what it is is told without opening
 * the day, which what lies in it is not. */
bool tree_is_day(struct tree *t, const char *path);

/* A day as the tree sees it. Nothing is opened yet. */
int tree_day_begin(struct tree_day **out, struct tree *t, int32_t day);

/* Opens and judges it. Any thread may, one at a time. */
int tree_day_make(struct tree_day *d);
int32_t tree_day_of(const struct tree_day *d);

/* The tree takes it, unless the day has become another. */
int tree_day_give(struct tree *t, struct tree_day *d);

void tree_day_close(struct tree_day *d); /* NULL is allowed */

/* Those that the tree has taken are asked for anew. */
void tree_days_close(struct tree *t);

/* What was made for one tree goes to another of the same dossier. */
void tree_days_hand_on(struct tree *from, struct tree *to);

#endif
