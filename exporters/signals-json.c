/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals.json: the evidence signals of a clause for programs.
 */
#include "signals.h"

static void field(struct buf *out, const char *before, const char *key,
	const char *value)
{
	buf_printf(out, "%s\"%s\": ", before, key);
	json_string(out, value);
}

static void names(struct buf *out, struct page *p, const char *clause,
	bool near, const char **comma)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_signal_names, "si", clause, (int64_t)near);
	while (page_next(out, q)) {
		buf_printf(out, "%s\n    {", *comma);
		field(out, "", "document", query_text(q, 0));
		field(out, ", ", "name", query_text(q, 1));
		field(out, ", ", "result", query_text(q, 2));
		buf_printf(out, ", \"near_miss\": %s}", near ? "true" : "false");
		*comma = ",";
	}
}

static void hits(struct buf *out, struct page *p, struct query *aspect)
{
	auto_query q = NULL;
	const char *comma = "";

	buf_puts(out, ", \"hits\": [");
	page_query(out, &q, p, sql_signal_hits, "ss", query_text(aspect, 0),
		query_text(aspect, 1));
	while (page_next(out, q)) {
		buf_printf(out, "%s\n         {", comma);
		field(out, "", "document", query_text(q, 0));
		buf_printf(out, ", \"%s\": %lld", query_int(q, 2) ? "page" :
			"line", (long long)query_int(q, 1));
		field(out, ", ", "passage", query_text(q, 3));
		buf_putc(out, '}');
		comma = ",";
	}
	buf_puts(out, *comma ? "\n       ]}" : "]}");
}

static void attestations(struct buf *out, struct page *p, struct query *aspect)
{
	static const char *const keys[] = { "document", "answer", "by", "role",
		"on", "expires_on", "location", "stands" };
	auto_query q = NULL;
	const char *comma = "";

	buf_puts(out, ",\n       \"attestations\": [");
	page_query(out, &q, p, sql_signal_attested, "ss", query_text(aspect, 0),
		query_text(aspect, 1));
	while (page_next(out, q)) {
		buf_printf(out, "%s\n         {", comma);
		field(out, "", "id", query_text(q, 0));
		for (int i = 0; i < 8; i++)
			if (!query_null(q, i + 1))
				field(out, ", ", keys[i], query_text(q, i + 1));
		buf_putc(out, '}');
		comma = ",";
	}
	buf_puts(out, *comma ? "\n       ]}" : "]}");
}

static void aspects(struct buf *out, struct page *p, const char *clause,
	int64_t searched)
{
	auto_query q = NULL;
	const char *comma = "";

	buf_puts(out, ",\n    \"aspects\": [");
	page_query(out, &q, p, sql_signal_aspects, "s", clause);
	while (page_next(out, q)) {
		buf_printf(out, "%s\n      {", comma);
		field(out, "", "aspect", query_text(q, 1));
		field(out, ", ", "title", query_text(q, 2));
		buf_printf(out, ", \"attested\": %s",
			query_int(q, 4) ? "true" : "false");
		field(out, ",\n       \"machine\": {", "answer",
			signal_machine(query_int(q, 3), searched));
		hits(out, p, q);
		attestations(out, p, q);
		comma = ",";
	}
	buf_puts(out, *comma ? "\n    ]" : "]");
}

static void unread(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	const char *comma = "";

	buf_puts(out, ",\n    \"not_searchable\": [");
	page_query(out, &q, p, sql_signal_unread, "");
	while (page_next(out, q)) {
		buf_printf(out, "%s\n      {", comma);
		field(out, "", "document", query_text(q, 0));
		field(out, ", ", "why", query_text(q, 1));
		buf_putc(out, '}');
		comma = ",";
	}
	buf_puts(out, *comma ? "\n    ]" : "]");
}

static void signal_name(struct buf *out, struct page *p, const char *clause)
{
	auto_query q = NULL;

	page_query(out, &q, p, "select signal from temp.content_signal"
		" where clause = ?1", "s", clause);
	if (page_next(out, q))
		field(out, "", "signal", query_text(q, 0));
}

int view_signals_json(struct buf *out, struct page *p)
{
	auto_buf name = BUF_INIT;
	const struct clause *c = signal_begin(out, p, &name);
	const char *comma = "";
	const char *clause = buf_text(&name);
	int64_t attested;
	int64_t all;
	int64_t searched;
	bool met;

	if (!c)
		return page_done(out);
	searched = signal_searched(out, p);
	met = signal_is_met(out, p, clause, &attested, &all);
	buf_puts(out, "{\n  \"file_exists\": [");
	names(out, p, clause, false, &comma);
	names(out, p, clause, true, &comma);
	buf_puts(out, *comma ? "\n  ],\n  \"content_match\": {" :
		"],\n  \"content_match\": {");
	signal_name(out, p, clause);
	buf_printf(out, ", \"met\": %s, \"attested\": %lld, \"of\": %lld,"
		" \"searched\": %lld", met ? "true" : "false",
		(long long)attested, (long long)all, (long long)searched);
	aspects(out, p, clause, searched);
	unread(out, p);
	buf_puts(out, "\n  }\n}\n");
	return page_done(out);
}
