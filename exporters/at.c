/* SPDX-License-Identifier: Apache-2.0 */
/*
 * at/: which days have a name of their own, and the page that says so.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/date.h"
#include "page.h"

/* "2025-06": the last day of that month. */
static bool month_parse(int32_t *out, const char *word)
{
	char first[DAY_TEXT];
	int32_t day;

	if (strlen(word) != 7)
		return false;
	snprintf(first, sizeof(first), "%s-01", word);
	if (!day_parse(&day, first))
		return false;
	day_format(first, day + 31);
	memcpy(first + 8, "01", 2);
	return day_parse(&day, first) && (*out = day - 1, true);
}

static int release_day(int32_t *out, struct store *st, const char *id)
{
	static const char sql[] =
		"select released_on from release where id = ?1"
		" and not " VIEW_NO_MOMENT("id");
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0)
		return rc < 0 ? rc : -ENOENT;
	return query_text(q, 0) && day_parse(out, query_text(q, 0)) ? 0 :
		-ENOENT;
}

int view_moment(int32_t *day, struct store *st, const char *word)
{
	static const char sql[] = "select min(recorded) from changeset"
		" where mainline = 1";
	auto_query q = NULL;
	int rc = 0;

	if (!day_parse(day, word) && !month_parse(day, word))
		rc = release_day(day, st, word);
	if (rc == 0)
		rc = query_open(&q, st, sql, "");
	if (rc == 0)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	return rc == 0 || query_null(q, 0) || *day < day_of(query_int(q, 0)) ||
		*day > store_day(st) ? -ENOENT : 0;
}

/* The link of a release is as old as its record, that of a month as its last
 * day. */
int view_date_link(struct buf *out, struct page *p)
{
	static const char sql[] = "select recorded from release where id = ?1";
	auto_query q = NULL;
	char date[DAY_TEXT];
	int32_t day;
	int rc = view_moment(&day, p->store, p->moment);

	if (rc == 0)
		rc = query_open(&q, p->store, sql, "s", p->moment);
	if (rc == 0)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	if (rc == 0 || month_parse(&day, p->moment))
		page_seen(p, (int64_t)day * 86400);
	else
		page_seen(p, query_int(q, 0));
	buf_puts(out, day_format(date, day));
	return buf_done(out);
}

/* Releases by day, then months: what the folder lists by name. */
static const char sql_moments[] =
	"select word, day from (" VIEW_MOMENTS ") order by month, day, word";

int view_dates(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	bool any = false;

	page_seen_all(out, p);
	page_seen(p, (int64_t)store_day(p->store) * 86400);
	buf_puts(out, "# At other dates\n\n"
		"`at/<date>/` is this whole tree for that date, as "
		"`at/2025-06-30/`: what was recorded by the end of the day, "
		"judged for it by the rules of this version of the program. "
		"Every date from the first record to the present day can be "
		"entered by its name; a release stands for the day it went "
		"out, a month for its last day. What was said at the time is "
		"in the snapshots that were sealed then.\n\n");
	page_query(out, &q, p, sql_moments, "");
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "| Name | Date |\n|---|---|\n");
		any = true;
		buf_printf(out, "| [%s](%s/README.md) | ", query_text(q, 0),
			query_text(q, 0));
		md_cell(out, query_text(q, 1));
		page_fact_end(out);
	}
	return page_done(out);
}
