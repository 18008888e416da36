/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A day is made with a store connection and a tree of its own, so that the
 * thread that makes it shares nothing with the one that asked.
 */
#include "tree-day.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/record.h"
#include "tree-at.h"
#include "tree-diff.h"
#include "tree-row.h"

struct tree_day {
	struct tree_date date;
	int64_t seq;
	char dir[];
};

/* diff/<from>..<to>.md, or .json */
static int span_wanted(struct tree *t, const char *path, int32_t *day)
{
	char span[VALUE_MAX];
	const char *dot = strrchr(path, '.');
	size_t len = dot ? (size_t)(dot - path) : 0;
	int32_t days[2];
	int rc;

	if (!t->asked || !len || len >= sizeof(span))
		return 0;
	memcpy(span, path, len);
	span[len] = '\0';
	rc = diff_days(t, span, days);
	for (int i = 0; rc == 1 && i < 2; i++) {
		*day = days[i];
		if (at_wants(t, days[i]))
			return 1;
	}
	return rc < 0 ? rc : 0;
}

bool tree_may_be_day(const char *path)
{
	return !strcmp(path, "at") || !strncmp(path, "at/", 3) ||
		!strcmp(path, "diff") || !strncmp(path, "diff/", 5);
}

int tree_day_wanted(struct tree *t, const char *path, int32_t *day)
{
	int rc;

	if (strncmp(path, "at/", 3) != 0 && strncmp(path, "diff/", 5) != 0)
		return 0;
	rc = state_sync(t);
	if (rc < 0)
		return rc;
	if (*path == 'd')
		return span_wanted(t, path + 5, day);
	return at_day(t, path, day) && at_wants(t, *day);
}

bool tree_is_day(struct tree *t, const char *path)
{
	int32_t day;

	return at_day(t, path, &day) && !strchr(path + 3, '/');
}

int tree_day_begin(struct tree_day **out, struct tree *t, int32_t day)
{
	size_t len = strlen(store_dir(t->store)) + 1;
	struct tree_day *d = calloc(1, sizeof(*d) + len);

	if (!d)
		return fail(-ENOMEM, "tree: no memory");
	d->date.day = day;
	d->seq = t->seq;
	memcpy(d->dir, store_dir(t->store), len);
	*out = d;
	return 0;
}

int tree_day_make(struct tree_day *d)
{
	int rc = date_open(&d->date, d->dir, d->seq);

	if (rc == 0)
		rc = state_judge(d->date.tree);
	return rc;
}

int32_t tree_day_of(const struct tree_day *d)
{
	return d->date.day;
}

int tree_day_give(struct tree *t, struct tree_day *d)
{
	return at_give(t, &d->date);
}

void tree_day_close(struct tree_day *d)
{
	if (d)
		date_close(&d->date);
	free(d);
}

void tree_days_close(struct tree *t)
{
	at_close(t);
}

void tree_days_hand_on(struct tree *from, struct tree *to)
{
	at_hand_on(from, to);
}
