/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check - judges the constraints and prints the verdicts: as a table for
 * people, as JSON, as a gate with an exit status that CI systems show.
 */
#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/gate.h"
#include "dossierfs/query.h"

static const struct option_row options[] = {
	OPTION_AS_OF,
	{ "product", 0, "ID", "only the members of this product" },
	{ "release", 0, "ID", "only the members that concern this release" },
	OPTION_JSON,
	{ "format", 0, "FORMAT", "text, json, junit or sarif" },
	{ "gate", 0, "[=met]", "exit 1 when a constraint is not-met, or, with "
		"=met, when one is not met or not-applicable" },
	OPTIONS_END
};

const struct usage check_usage = { options,
	"Prints a line a constraint, and below it the members that are not met;\n"
	"with --gate, each member that fails, what is missing and what mends it.\n"
	"\n"
	"    dossierfs check acme.dossier --as-of 2025-06-30\n"
	"    dossierfs check --product GW --gate\n"
	"    dossierfs check --gate --release GW-2.1 --format junit >gate.xml\n"
	"\n"
	"With --release these members count: the release itself and its product\n"
	"as a whole (9.5-7's spans: the one in which it came); issues that affect\n"
	"it, or do not say what they affect and are not fixed in it; updates that\n"
	"apply to it or do not say to what, and notifications of these; changes,\n"
	"surfaces and all else that names it; activities that name it or ran on\n"
	"its commit; in 9.5-5 what it is told. The gate then fails for any of them\n"
	"that is not-met, and while the release is not out on the day judged for;\n"
	"with =met for any that is neither met nor not-applicable. A constraint\n"
	"without such a member fails nothing.\n"
	"\n"
	"Exit status: 0 judged; 1 the gate does not hold; 2 refused; 3 the\n"
	"system failed.\n" };

/* Members that are shown of one constraint; the rest is counted. */
enum { MEMBERS_SHOWN = 20 };

static int print_some(struct store *st, const char *constraint,
	const char *verdict, int64_t *left)
{
	static const char sql[] =
		"select id, verdict, why from temp.member"
		" where constraint_id = ?1 and verdict = ?2"
		" order by id limit ?3";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "ssi", constraint, verdict, *left);

	while (!rc && (rc = query_next(q)) > 0) {
		cmd_printf("        %-14s  %s: %s\n", query_text(q, 1),
			query_text(q, 0), query_text(q, 2));
		--*left;
		rc = 0;
	}
	return rc;
}

/* Those that fail, the worst first. */
static int print_members(struct store *st, const char *constraint,
	int64_t failing)
{
	static const char *const verdicts[] = { "not-met", "partly", "unknown" };
	int64_t left = MEMBERS_SHOWN;
	int rc = 0;

	for (size_t i = 0; i < 3 && !rc && left; i++)
		rc = print_some(st, constraint, verdicts[i], &left);
	if (!rc && failing > MEMBERS_SHOWN)
		cmd_printf("        and %lld more: dossierfs explain %s\n",
			(long long)(failing - MEMBERS_SHOWN), constraint);
	return rc;
}

static int print_verdicts(struct store *st)
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
		rc = print_members(st, query_text(q, 0), query_int(q, 3) +
			query_int(q, 4) + query_int(q, 5));
	}
	return rc;
}

/* clang-format off */
static const struct format {
	const char *name;
	gate_format_fn *write;
} formats[] = {
	{ "text",  gate_text },
	{ "json",  gate_json },
	{ "junit", gate_junit },
	{ "sarif", gate_sarif },
};
/* clang-format on */

/* What is asked for: --json is the format json. */
static int find_format(const struct format **out, const struct call *c)
{
	const char *name = call_has(c, "format") ? call_option(c, "format") :
		call_has(c, "json") ? "json" : "text";

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		*out = &formats[i];
		if (!strcmp(name, formats[i].name))
			return 0;
	}
	return refuse(-EINVAL, "check: --format %.40s: expected text, json, "
		"junit or sarif", name);
}

static int print(struct store *st, const struct format *f,
	const struct gate *g)
{
	auto_buf out = BUF_INIT;
	int rc = f->write(&out, st, g);

	if (!rc)
		cmd_print(buf_text(&out), out.len);
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

/* A name that is mistyped has no members, and a gate would hold for it. Asked
 * of an earlier day without a gate, a product may not be on record yet. */
static int check_product(struct call *c, struct store *st, const char *product)
{
	static const char sql[] = "select 1 from product where id = ?1";
	auto_query q = NULL;
	int rc;

	if (!product || (!store_is_live(st) && !call_has(c, "gate")))
		return 0;
	rc = query_open(&q, st, sql, "s", product);
	if (!rc)
		rc = query_next(q);
	if (rc)
		return rc < 0 ? rc : 0;
	return refuse(-ENOENT, "%.80s: expected a product on record", product);
}

/* The verdicts, or the gate: asked for, or by the format. */
static int judge_and_print(struct call *c, struct gate *g,
	const struct format *f, struct store *st)
{
	const char *product = call_option(c, "product");
	int rc;

	if (g->release && product)
		return refuse(-EINVAL, "check: expected --release or "
			"--product, not both");
	rc = check_product(c, st, product);
	if (rc)
		return rc;
	rc = g->release ? assess_release(st, g->release) : assess(st, product);
	if (rc)
		return rc;
	if (!call_has(c, "gate") && f->write == gate_text)
		return print_verdicts(st);
	if (!call_has(c, "gate") && f->write == gate_json)
		return print_json(st);
	rc = gate_judge(g, st);
	return rc ? rc : print(st, f, g);
}

int cmd_check(struct call *c)
{
	const char *gate = call_has(c, "gate") ? call_option(c, "gate") : NULL;
	struct gate g = { .release = call_option(c, "release"),
		.strict = gate && *gate };
	const struct format *f = NULL;
	auto_store st = NULL;
	int rc;

	if (gate && *gate && strcmp(gate, "met"))
		return cmd_status(refuse(-EINVAL, "check: --gate=%s: expected "
			"--gate or --gate=met", gate));
	rc = find_format(&f, c);
	if (!rc)
		rc = call_store(c, 0, STORE_READ, &st);
	if (!rc)
		rc = judge_and_print(c, &g, f, st);
	if (rc)
		return cmd_status(rc);
	return gate && g.failed ? 1 : 0;
}
