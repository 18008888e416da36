/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a record came to be as it is: every change with who, when and why, and
 * the fields with their old and new values.
 */
#include <stdio.h>

#include "page.h"

static void heading(struct buf *out, struct page *p, struct query *q)
{
	char when[24];
	const char *t = query_text(q, 1);

	page_seen(p, query_int(q, 5));
	snprintf(when, sizeof(when), "%.10s", t ? t : "");
	buf_printf(out, "## %s, ", when);
	md_cell(out, query_text(q, 2));
	buf_puts(out, "\n\n");
	md_block(out, query_text(q, 3));
}

static const char sql_versions[] =
	"select h.version, h.recorded_on, c.author, c.reason, h.withdrawn,"
	" h.recorded from record_history h join changeset c"
	"  on c.seq = h.seq and c.mainline = 1"
	" where h.id = ?1 order by h.seq";

/* One version against the one before, which *last holds and takes over. */
static void version(struct buf *out, struct page *p, struct query *q,
	struct json **last)
{
	struct json *now = NULL;
	int rows = 0;

	heading(out, p, q);
	if (query_int(q, 4)) {
		buf_puts(out, "Withdrawn.\n\n");
		return;
	}
	if (page_version(out, p, query_int(q, 0), &now) < 0)
		return;
	if (*last)
		rows = page_compare(out, *last, now, NULL);
	else
		buf_puts(out, "First recorded.\n\n");
	if (*last && rows == 0)
		buf_puts(out, "No field differs.\n\n");
	json_free(*last);
	*last = now;
}

int view_history(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	auto_json last = NULL;

	buf_printf(out, "# History of [%s](%s.md)\n\n", p->id, p->id);
	page_query(out, &q, p, sql_versions, "s", p->id);
	while (page_next(out, q))
		version(out, p, q, &last);
	return page_done(out);
}
