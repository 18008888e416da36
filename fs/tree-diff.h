/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree-diff - diff/<from>..<to>: a view of two states of one tree.
 */
#ifndef TREE_DIFF_H
#define TREE_DIFF_H

#include "dossierfs/view.h"

struct tree;

/* Whether "<from>..<to>" names two days, the later one behind: 1, 0 or
 * negative. */
int diff_has(struct tree *t, const char *span);

/* The same, and the days. */
int diff_days(struct tree *t, const char *span, int32_t day[2]);

/* Shows the two states that the span names. */
int diff_render(struct tree *t, struct page *p, view_fn *show,
	const char *span, struct buf *out);

#endif
