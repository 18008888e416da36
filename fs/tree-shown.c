/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tree has shown of its state. tree_changed compares only that, so a
 * second tree that is to tell of changes for the first must know as much.
 */
#include "tree-row.h"

#include "dossierfs/assess.h"
#include "dossierfs/record.h"
#include "tree-at.h"

#define SHOWN_FILTERED ((uint64_t)1 << 58)
#define SHOWN_JUDGED ((uint64_t)1 << 62)

uint64_t shown_here(const struct tree *t)
{
	return (t->judged ? SHOWN_JUDGED : 0) |
		(t->verdicts ? TREE_VERDICTS : 0);
}

uint64_t tree_shown(const struct tree *t)
{
	return shown_here(t) | t->kept.shown |
		(t->filtered ? SHOWN_FILTERED : 0) | at_shown(t);
}

bool tree_is_answer(const struct tree_row *row)
{
	return (row->follows & (ROW_ASKED | ROW_TOLD)) == ROW_ASKED;
}

bool tree_is_told(const struct tree_row *row)
{
	return row->follows & ROW_TOLD;
}

int tree_show(struct tree *t, uint64_t shown)
{
	int rc = state_sync(t);

	at_show(t, shown);
	if (!rc && shown & SHOWN_JUDGED)
		rc = state_judge(t);
	if (!rc && shown & SHOWN_FILTERED)
		rc = state_filter(t);
	if (!rc && shown & TREE_VERDICTS)
		rc = state_assess(t);
	return rc;
}
