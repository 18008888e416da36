/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff/<from>..<to>: which days are meant, and the stores of the trees of
 * those days, which stand below at/.
 */
#include "tree-diff.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/asked.h"
#include "tree-at.h"
#include "tree-row.h"

struct span {
	char word[2][VALUE_MAX]; /* from, to */
	int32_t day[2];
};

/* Ids may hold two dots, so every place of them is tried. 1, 0 or negative. */
static int span_parse(struct span *s, struct tree *t, const char *span)
{
	for (const char *dots = strstr(span, ".."); dots;
		dots = strstr(dots + 1, "..")) {
		int rc;

		snprintf(s->word[0], VALUE_MAX, "%.*s", (int)(dots - span),
			span);
		snprintf(s->word[1], VALUE_MAX, "%s", dots + 2);
		rc = view_moment(&s->day[0], t->store, s->word[0]);
		if (rc == 0)
			rc = view_moment(&s->day[1], t->store, s->word[1]);
		if (rc == 0 && s->day[0] <= s->day[1])
			return 1;
		if (rc < 0 && rc != -ENOENT)
			return rc;
	}
	return 0;
}

int diff_has(struct tree *t, const char *span)
{
	struct span s;

	return span_parse(&s, t, span);
}

int diff_days(struct tree *t, const char *span, int32_t day[2])
{
	struct span s;
	int rc = span_parse(&s, t, span);

	if (rc == 1)
		memcpy(day, s.day, sizeof(s.day));
	return rc;
}

int diff_render(struct tree *t, struct page *p, view_fn *show,
	const char *span, struct buf *out)
{
	struct span s;
	struct tree *tree[2];
	int rc = span_parse(&s, t, span);

	if (rc <= 0)
		return rc < 0 ? rc : -ENOENT;
	rc = 0;
	for (int i = 0; rc == 0 && i < 2; i++)
		rc = at_open(t, s.day[i], &tree[i]);
	if (rc < 0)
		return rc;
	p->from = s.word[0];
	p->to = s.word[1];
	p->before = tree[0]->store;
	p->store = tree[1]->store;
	return show(out, p);
}
