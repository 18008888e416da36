/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was judged, as the JSON of RULES.md: status.json, check --json.
 */
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/date.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"

/* `"name": "text"`, with what stands before it. */
static void put_field(struct buf *out, const char *before, const char *name,
	const char *text)
{
	buf_printf(out, "%s\"%s\": ", before, name);
	json_string(out, text);
}

static int put_members(struct buf *out, struct store *st, const char *id)
{
	static const char sql[] =
		"select id, verdict, why, until, since from temp.member"
		" where constraint_id = ?1 order by id, verdict";
	const char *comma = "";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	buf_puts(out, "      \"members\": [");
	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "%s\n        {", comma);
		put_field(out, "", "id", query_text(q, 0));
		put_field(out, ", ", "verdict", query_text(q, 1));
		put_field(out, ", ", "why", query_text(q, 2));
		if (!query_null(q, 3))
			put_field(out, ", ", "until", query_text(q, 3));
		if (!query_null(q, 4))
			put_field(out, ", ", "since", query_text(q, 4));
		buf_putc(out, '}');
		comma = ",";
		rc = 0;
	}
	buf_puts(out, *comma ? "\n      ],\n" : "],\n");
	return rc;
}

static int put_reported(struct buf *out, struct store *st, const char *id)
{
	static const char sql[] =
		"select distinct id, what from temp.reported"
		" where constraint_id = ?1 order by id, what";
	const char *comma = "";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	buf_puts(out, "      \"reported\": [");
	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "%s\n        {", comma);
		put_field(out, "", "id", query_text(q, 0));
		put_field(out, ", ", "what", query_text(q, 1));
		buf_putc(out, '}');
		comma = ",";
		rc = 0;
	}
	buf_puts(out, *comma ? "\n      ]" : "]");
	return rc;
}

static int put_constraint(struct buf *out, struct store *st, struct query *q)
{
	const char *id = query_text(q, 0);
	int rc;

	put_field(out, "    {", "id", id);
	put_field(out, ", ", "clause", query_text(q, 1));
	put_field(out, ",\n      ", "verdict", query_text(q, 2));
	put_field(out, ", ", "rule", query_text(q, 3));
	put_field(out, ",\n      ", "why", query_text(q, 4));
	buf_puts(out, ",\n");
	rc = put_members(out, st, id);
	if (!rc)
		rc = put_reported(out, st, id);
	buf_puts(out, "\n    }");
	return rc;
}

int assess_clause_json(struct buf *out, struct store *st, const char *clause)
{
	static const char sql[] =
		"select constraint_id, clause, verdict, rule, why"
		"  from temp.verdict"
		" where ?1 is null or clause = ?1"
		"    or substr(clause, 1, length(?1) + 1) = ?1 || '.'"
		" order by place";
	const char *comma = "";
	auto_query q = NULL;
	char day[DAY_TEXT];
	int rc = query_open(&q, st, sql, "s", clause);

	put_field(out, "{", "as_of", day_format(day, store_day(st)));
	buf_printf(out, ", \"seq\": %lld, \"constraints\": [",
		(long long)store_seq(st));
	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "%s\n", comma);
		rc = put_constraint(out, st, q);
		comma = ",";
	}
	buf_puts(out, *comma ? "\n  ]}\n" : "]}\n");
	return rc ? rc : buf_done(out);
}

int assess_json(struct buf *out, struct store *st)
{
	return assess_clause_json(out, st, NULL);
}
