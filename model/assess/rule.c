/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running a rule: its first statement gives the members, a second one, where
 * there is one, what is reported.
 */
#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/foreign.h"
#include "dossierfs/query.h"
#include "judge.h"

enum { ID, VERDICT, WHY, UNTIL, PRODUCT, RECORD, TYPE, SINCE };

static const char *const member_columns[] = {
	"id", "verdict", "why", "until", "product", "record", "type", "since?",
	NULL,
};
static const char *const reported_columns[] = { "id", "what", "product", NULL };

static int columns_check(struct query *q, const struct constraint *c,
	const char *const *names)
{
	int n = query_columns(q);

	for (int i = 0; i < n || names[i]; i++) {
		const char *name = names[i] ? names[i] : "no column";

		if (!foreign_column(i < n ? query_column(q, i) : NULL, names[i]))
			return refuse(-EINVAL, "rule %s: expected %.*s in place "
				"%d", c->id, (int)strcspn(name, "?"), name,
				i + 1);
	}
	return 0;
}

static bool is_verdict(const char *s)
{
	static const char *const all[] = {
		"met", "partly", "not-met", "unknown", "not-applicable",
	};

	for (size_t i = 0; s && i < sizeof(all) / sizeof(*all); i++) {
		if (!strcmp(s, all[i]))
			return true;
	}
	return false;
}

/* Whether a row is of the product asked for; all are where none is. A
 * notification may be of several products: ids have no blanks. */
static bool is_wanted(struct query *q, int column, const char *product)
{
	const char *of = query_text(q, column);

	if (!product)
		return true;
	while (of && *of) {
		size_t len = strcspn(of, " ");

		if (len == strlen(product) && !strncmp(of, product, len))
			return true;
		of += len;
		of += *of == ' ';
	}
	return false;
}

static int take_member(struct store *st, const struct constraint *c,
	struct query *q)
{
	static const char sql[] = "insert into temp.member"
		" values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

	if (!is_verdict(query_text(q, VERDICT)))
		return refuse(-EINVAL, "rule %s: %s: expected a verdict", c->id,
			query_text(q, ID) ? query_text(q, ID) : "a row");
	if (!query_text(q, ID) || !query_text(q, WHY))
		return refuse(-EINVAL, "rule %s: expected id and why in every "
			"row", c->id);
	return query_run(st, sql, "sssssssss", c->id, query_text(q, ID),
		query_text(q, VERDICT), query_text(q, WHY),
		query_text(q, UNTIL), query_text(q, PRODUCT),
		query_text(q, RECORD), query_text(q, TYPE),
		SINCE < query_columns(q) ? query_text(q, SINCE) : NULL);
}

static int take_members(struct store *st, const struct constraint *c,
	const char *product, const char **tail)
{
	struct outside_sum sum = { 0 };
	auto_query q = NULL;
	int rc = c->catalog ? foreign_open(&q, st, c->sql) :
		query_open_text(&q, st, c->sql, tail);

	if (!rc)
		rc = columns_check(q, c, member_columns);
	while (!rc && (rc = query_next(q)) > 0) {
		rc = c->catalog ? outside_check(q, c, &sum) : 0;
		if (!rc && is_wanted(q, PRODUCT, product))
			rc = take_member(st, c, q);
	}
	return rc;
}

static int take_reported(struct store *st, const struct constraint *c,
	const char *product, const char *sql)
{
	static const char insert[] = "insert into temp.reported"
		" values (?1, ?2, ?3)";
	struct outside_sum sum = { 0 };
	auto_query q = NULL;
	int rc = c->catalog ? foreign_open(&q, st, sql) :
		query_open_text(&q, st, sql, NULL);

	if (!rc && query_columns(q) == 0)
		return 0; /* only comments are left */
	if (!rc)
		rc = columns_check(q, c, reported_columns);
	while (!rc && (rc = query_next(q)) > 0) {
		rc = c->catalog ? outside_check(q, c, &sum) : 0;
		if (!rc && is_wanted(q, 2, product))
			rc = query_run(st, insert, "sss", c->id,
				query_text(q, 0), query_text(q, 1));
	}
	return rc;
}

int rule_compile(const struct constraint *c, const char **tail)
{
	return outside_compile(c->sql, member_columns, reported_columns, tail);
}

/* One from outside: whatever is wrong with it stays with its constraint. */
static int run_outside(struct store *st, const struct constraint *c,
	const char *product)
{
	static const char *const forget[] = {
		"delete from temp.member where constraint_id = ?1",
		"delete from temp.reported where constraint_id = ?1",
	};
	static const char fault[] =
		"insert into temp.rule_fault values (?1, ?2, ?3)";
	auto_buf why = BUF_INIT;
	const char *tail = NULL;
	bool here;
	int rc = query_run(st, "delete from temp.rule_fault"
		" where constraint_id = ?1", "s", c->id);

	if (!rc)
		rc = rule_compile(c, &tail);

	if (!rc)
		rc = take_members(st, c, product, NULL);
	if (!rc && *tail)
		rc = take_reported(st, c, product, tail);
	if (!rc || rc == -ENOMEM)
		return rc;
	here = rc == -ETIME;
	buf_printf(&why, "%s", err_sentence());
	err_clear();
	rc = buf_done(&why);
	for (size_t i = 0; i < 2 && !rc; i++)
		rc = query_run(st, forget[i], "s", c->id);
	return rc ? rc : query_run(st, fault, "ssi", c->id, buf_text(&why),
		(int64_t)here);
}

int rule_run(struct store *st, const struct constraint *c, const char *product)
{
	const char *tail = NULL;
	int rc;

	if (!c->sql)
		return 0;
	if (c->catalog)
		return run_outside(st, c, product);
	rc = take_members(st, c, product, &tail);
	if (!rc && tail && *tail)
		rc = take_reported(st, c, product, tail);
	return rc ? err_in(rc, "rule %s", c->id) : 0;
}
