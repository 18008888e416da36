/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain - one constraint: the rule in words, its verdict, its members and
 * where they stand in the tree, the rule as SQL; or the script that gives the
 * same rows in the sqlite3 shell.
 */
#include <errno.h>

#include "cmd.h"
#include "dossierfs/assess.h"
#include "dossierfs/catalog.h"
#include "dossierfs/err.h"
#include "dossierfs/md.h"
#include "dossierfs/query.h"
#include "dossierfs/view.h"

static const struct option_row options[] = {
	OPTION_AS_OF,
	{ "sql", 0, NULL, "print a script for sqlite3 that gives the same rows" },
	OPTIONS_END
};

const struct usage explain_usage = { options,
	"    dossierfs explain 9.5-7 --as-of 2025-06-30\n"
	"    dossierfs explain 9.5-7 --sql | sqlite3 acme.dossier/dossier.db\n" };

/* Where the tree shows the record. */
static int print_path(struct store *st, const char *id)
{
	auto_buf path = BUF_INIT;
	int rc = view_path(&path, st, id);

	if (!rc && path.len)
		cmd_printf("    %s\n", buf_text(&path));
	return rc;
}

static int print_members(struct store *st, const char *constraint)
{
	static const char sql[] =
		"select id, verdict, why, record, until, since"
		"  from temp.member"
		" where constraint_id = ?1 order by id, verdict";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", constraint);

	while (!rc && (rc = query_next(q)) > 0) {
		cmd_printf("%s: %s", query_text(q, 0), query_text(q, 1));
		if (!query_null(q, 4))
			cmd_printf(" until %s", query_text(q, 4));
		if (!query_null(q, 5))
			cmd_printf(" since %s", query_text(q, 5));
		cmd_printf("\n    %s\n", query_text(q, 2));
		rc = query_null(q, 3) ? 0 : print_path(st, query_text(q, 3));
	}
	return rc;
}

static int print_reported(struct store *st, const char *constraint)
{
	static const char sql[] =
		"select distinct id, what from temp.reported"
		" where constraint_id = ?1 order by id, what";
	const char *head = "\nReported, without effect on the verdict:\n";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", constraint);

	while (!rc && (rc = query_next(q)) > 0) {
		cmd_printf("%s%s: %s\n", head, query_text(q, 0),
			query_text(q, 1));
		head = "";
		rc = 0;
	}
	return rc;
}

/* In a fence that its own text cannot end. */
static int print_rule(const struct constraint *c)
{
	auto_buf fenced = BUF_INIT;

	buf_puts(&fenced, "\nThe rule as SQL, over the views of dossier(5):"
		"\n\n");
	md_code(&fenced, "sql", c->sql);
	if (!fenced.err)
		cmd_print(buf_text(&fenced), fenced.len - 1);
	return buf_done(&fenced);
}

static int print_verdict(struct store *st, const struct constraint *c)
{
	static const char sql[] =
		"select verdict, rule, why from temp.verdict"
		" where constraint_id = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", c->id);

	cmd_printf("%s %s\n%s, %s\n\n%s\n", c->id, c->title, c->clause->source,
		c->clause->id, c->text);
	if (!rc)
		rc = query_next(q);
	if (rc > 0)
		cmd_printf("\n%s by rule %s: %s\n\n", query_text(q, 0),
			query_text(q, 1), query_text(q, 2));
	if (rc >= 0)
		rc = print_members(st, c->id);
	if (!rc)
		rc = print_reported(st, c->id);
	return rc || !c->sql ? rc : print_rule(c);
}

static int print_sql(struct store *st, const struct constraint *c)
{
	auto_buf out = BUF_INIT;
	int rc = assess_sql(&out, st, c);

	if (!rc)
		cmd_print(buf_text(&out), out.len);
	return rc;
}

int cmd_explain(struct call *c)
{
	const char *id = call_arg(c, 0);
	const struct constraint *k = NULL;
	const struct catalog *catalog;
	auto_store st = NULL;
	int rc = call_store(c, -1, STORE_READ, &st);

	if (!rc)
		rc = catalog_open(&catalog, st);
	if (rc)
		return cmd_status(rc);
	if (id)
		k = catalog_find(catalog, id);
	if (!k)
		return cmd_status(refuse(-ENOENT, "explain: %s: expected a "
			"constraint such as 9.5-7", id ? id : "no argument"));
	if (call_has(c, "sql"))
		return cmd_status(print_sql(st, k));
	if (!rc)
		rc = assess(st, NULL);
	if (!rc)
		rc = print_verdict(st, k);
	return cmd_status(rc);
}
