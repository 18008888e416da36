/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check - judges the constraints and prints the verdicts: as a table for
 * people, as RULES.md's JSON, as an exit status for a gate.
 */
#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"

static const struct option_row options[] = {
	OPTION_AS_OF,
	{ "product", 0, "ID", "only the members of this product" },
	OPTION_JSON,
	{ "gate", 0, "[=met]", "exit 1 when a constraint is not-met, or, with "
		"=met, when one is not met or not-applicable" },
	OPTIONS_END
};

const struct usage check_usage = { options,
	"Prints a line a constraint, and below it the members that are not met.\n"
	"\n"
	"    dossierfs check acme.dossier --as-of 2025-06-30\n"
	"    dossierfs check --product GW --gate\n"
	"\n"
	"Exit status: 0 judged; 1 the gate does not hold; 2 refused; 3 the\n"
	"system failed.\n" };

static int print_members(struct store *st, const char *constraint)
{
	static const char sql[] =
		"select id, verdict, why from temp.member"
		" where constraint_id = ?1"
		"   and verdict in ('not-met', 'partly', 'unknown')"
		" order by verdict <> 'not-met', verdict <> 'partly', id";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", constraint);

	while (!rc && (rc = query_next(q)) > 0) {
		cmd_printf("        %-14s  %s: %s\n", query_text(q, 1),
			query_text(q, 0), query_text(q, 2));
		rc = 0;
	}
	return rc;
}

static int print_table(struct store *st)
{
	static const char sql[] =
		"select constraint_id, verdict, met, partly, not_met, unknown,"
		" not_applicable, why from temp.verdict order by place";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (!rc && (rc = query_next(q)) > 0) {
		cmd_printf("%-6s  %-14s  met %lld, partly %lld, not met %lld, "
			"unknown %lld, not applicable %lld\n        %s\n",
			query_text(q, 0), query_text(q, 1),
			(long long)query_int(q, 2), (long long)query_int(q, 3),
			(long long)query_int(q, 4), (long long)query_int(q, 5),
			(long long)query_int(q, 6), query_text(q, 7));
		rc = print_members(st, query_text(q, 0));
	}
	return rc;
}

static int print_json(struct store *st)
{
	auto_buf out = BUF_INIT;
	int rc = assess_json(&out, st);

	if (!rc)
		cmd_print(buf_text(&out), out.len);
	return rc;
}

/* How many constraints stand in the way; `strict` asks that all are met. */
static int gate_count(int64_t *out, struct store *st, bool strict)
{
	static const char sql[] =
		"select count(*) from temp.verdict where case when ?1"
		" then verdict not in ('met', 'not-applicable')"
		" else verdict = 'not-met' end";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "i", (int64_t)strict);

	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	*out = query_int(q, 0);
	return 0;
}

int cmd_check(struct call *c)
{
	const char *gate = call_has(c, "gate") ? call_option(c, "gate") : NULL;
	auto_store st = NULL;
	int64_t bad = 0;
	int rc;

	if (gate && *gate && strcmp(gate, "met"))
		return cmd_status(refuse(-EINVAL, "check: --gate=%s: expected "
			"--gate or --gate=met", gate));
	rc = call_store(c, 0, STORE_READ, &st);
	if (!rc)
		rc = assess(st, call_has(c, "product") ?
			call_option(c, "product") : NULL);
	if (!rc)
		rc = call_has(c, "json") ? print_json(st) : print_table(st);
	if (!rc && gate)
		rc = gate_count(&bad, st, *gate);
	if (rc)
		return cmd_status(rc);
	return bad ? 1 : 0;
}
