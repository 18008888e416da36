/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages of by/: which fields there are, and the issues of one folder.
 */
#include <string.h>

#include "dossierfs/asked.h"
#include "filter.h"
#include "page.h"

enum { ROWS_MAX = 50 };

int view_fields(struct buf *out, struct page *p)
{
	(void)p;
	buf_puts(out, "# Issues by field\n\n"
		"A folder for each value on record, with links to the issues "
		"that have it. More fields nest by name, in any order, each "
		"once: `by/level=high/state=confirmed/` is not listed and "
		"holds the issues that have both.\n\n"
		"A value whose characters are not safe in a name is shown "
		"with dashes in their place, and people, who are compared "
		"without case, in lower case: `owner=ann-bell`.\n\n"
		"| Field | Value |\n|---|---|\n");
	for (const struct filter_field *f = filter_fields; f->name; f++)
		buf_printf(out, "| `%s` | %s |\n", f->name, f->what);
	buf_puts(out, "\nThese folders are in a mount only: exported folders "
		"and packages leave them out.\n");
	return page_done(out);
}

static const char sql_count[] =
	"select count(*), max(recorded) from temp.filter where name = ?1";

static const char sql_rows[] =
	"select i.id, i.title, i.state, i.severity_level, i.product,"
	" i.identified_on from temp.filter f"
	" cross join issue i on i.id = f.id where f.name = ?1"
	" order by f.id limit 50";

static void issue_rows(struct buf *out, struct page *p, const char *names,
	int64_t n)
{
	auto_query q = NULL;

	buf_puts(out, "\n| Id | Title | State | Level | Product |"
		" Identified |\n"
		"|---|---|---|---|---|---|\n");
	page_query(out, &q, p, sql_rows, "s", names);
	while (page_next(out, q)) {
		buf_printf(out, "| [%s](%s.md)", query_text(q, 0),
			query_text(q, 0));
		for (int i = 1; i < 6; i++) {
			buf_puts(out, " | ");
			md_cell(out, query_text(q, i));
		}
		page_fact_end(out);
	}
	if (n > ROWS_MAX)
		buf_printf(out, "\nThe first %d; the folder has a link to "
			"each.\n", ROWS_MAX);
}

static void filter_title(struct buf *out, const struct page *p)
{
	buf_printf(out, "# Issues by `%s`", p->value);
	for (const char *s = p->filter; s && *s;) {
		size_t len = strcspn(s, "/");

		buf_puts(out, " and `");
		buf_put(out, s, len);
		buf_putc(out, '`');
		s += len + (s[len] == '/');
	}
	buf_puts(out, "\n\n");
}

int view_filtered(struct buf *out, struct page *p)
{
	auto_buf names = BUF_INIT;
	auto_query q = NULL;
	int64_t n = 0;

	page_fail(out, view_filter_of(p->store, p->value, p->filter));
	page_fail(out, filter_join(&names, p->value, p->filter));
	filter_title(out, p);
	page_query(out, &q, p, sql_count, "s", buf_text(&names));
	if (page_next(out, q)) {
		n = query_int(q, 0);
		page_seen(p, query_int(q, 1));
	}
	buf_printf(out, "%lld on record.\n", (long long)n);
	if (n > 0)
		issue_rows(out, p, buf_text(&names), n);
	return page_done(out);
}
