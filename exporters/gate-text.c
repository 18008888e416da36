/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate for people, and its part of check's JSON: what fails, what is
 * missing, how to mend it.
 */
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/date.h"
#include "dossierfs/gate.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"

static const char sql_failed[] =
	"select constraint_id, id, verdict, why, mend, command"
	" from temp.gate_case where outcome = 'failed' order by place, n";

enum { CONSTRAINT, MEMBER, VERDICT, WHY, MEND, COMMAND };

/* One line of a table, whatever line ends the text has. */
static void put_line(struct buf *out, const char *text)
{
	for (; text && *text; text++)
		buf_putc(out, (unsigned char)*text < 0x20 ? ' ' : *text);
	buf_putc(out, '\n');
}

static void put_head(struct buf *out, struct store *st, const struct gate *g)
{
	char day[DAY_TEXT];

	buf_puts(out, "Gate");
	if (g->release)
		buf_printf(out, " of release %s", g->release);
	buf_printf(out, " as of %s: ", day_format(day, store_day(st)));
	if (g->failed)
		buf_printf(out, "does not hold, %lld of %lld fail\n",
			(long long)g->failed, (long long)g->cases);
	else
		buf_printf(out, "holds, none of %lld fails\n",
			(long long)g->cases);
}

static int put_failed(struct buf *out, struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, sql_failed, "");

	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "\n%-7s  %-8s  %s\n  missing  ",
			query_text(q, CONSTRAINT), query_text(q, VERDICT),
			query_text(q, MEMBER));
		put_line(out, query_text(q, WHY));
		buf_puts(out, "  mend     ");
		put_line(out, query_text(q, MEND));
		buf_puts(out, "  command  ");
		put_line(out, query_text(q, COMMAND));
		rc = 0;
	}
	return rc;
}

/* A line a constraint; "-" where no member was asked for. */
static int put_constraints(struct buf *out, struct store *st)
{
	static const char sql[] =
		"select constraint_id, iif(max(n), '', '-'),"
		" total(outcome = 'passed' and n), total(outcome = 'failed'),"
		" total(outcome = 'skipped' and n)"
		" from temp.gate_case group by place order by place";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	buf_puts(out, "\n         passed  failed  skipped\n");
	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "%-7s  %6lld  %6lld  %7lld%s\n",
			query_text(q, 0), (long long)query_int(q, 2),
			(long long)query_int(q, 3), (long long)query_int(q, 4),
			*query_text(q, 1) && !query_int(q, 3) ?
			"  nothing to judge" : "");
		rc = 0;
	}
	return rc;
}

int gate_text(struct buf *out, struct store *st, const struct gate *g)
{
	int rc;

	put_head(out, st, g);
	rc = put_failed(out, st);
	if (!rc)
		rc = put_constraints(out, st);
	return rc ? rc : buf_done(out);
}

static void put_field(struct buf *out, const char *before, const char *name,
	const char *text)
{
	buf_printf(out, "%s\"%s\": ", before, name);
	json_string(out, text);
}

/* RULES.md's object, and a member more. */
int gate_json(struct buf *out, struct store *st, const struct gate *g)
{
	static const char *const keys[] = { "constraint", "id", "verdict",
		"why", "mend", "command" };
	auto_query q = NULL;
	const char *comma = "";
	int rc = assess_json(out, st);

	if (rc)
		return rc;
	buf_cut(out, out->len - strlen("}\n"));
	buf_printf(out, ",\n  \"gate\": {\"holds\": %s, \"strict\": %s",
		g->failed ? "false" : "true", g->strict ? "true" : "false");
	put_field(out, ", ", "release", g->release);
	buf_puts(out, ",\n    \"failed\": [");
	rc = query_open(&q, st, sql_failed, "");
	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "%s\n      {", comma);
		for (int i = 0; i <= COMMAND; i++)
			put_field(out, i ? ", " : "", keys[i],
				query_text(q, i));
		buf_putc(out, '}');
		comma = ",";
		rc = 0;
	}
	buf_puts(out, *comma ? "\n    ]}}\n" : "]}}\n");
	return rc ? rc : buf_done(out);
}
