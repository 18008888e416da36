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

enum { ID, VERDICT, WHY, UNTIL, PRODUCT, RECORD, TYPE, SINCE, MEMBER_COLUMNS };

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

/* Where a row goes: among those kept, or, of a part, first to the fresh ones
 * that are held against what is there. */
static int put_member(const struct judging *j, const struct constraint *c,
	struct query *q)
{
	static const char kept[] = "insert into cache.judged_member"
		" values (?10, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?11,"
		" 9223372036854775807)";
	static const char fresh[] = "insert into temp.fresh_member"
		" values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
	const char *t[MEMBER_COLUMNS] = { NULL };

	for (int i = 0; i < query_columns(q); i++)
		t[i] = query_text(q, i);
	if (j->part)
		return query_run(j->st, fresh, "sssssssss", c->id, t[ID],
			t[VERDICT], t[WHY], t[UNTIL], t[SINCE], t[PRODUCT],
			t[RECORD], t[TYPE]);
	return query_run(j->st, kept, "sssssssssii", c->id, t[ID], t[VERDICT],
		t[WHY], t[UNTIL], t[SINCE], t[PRODUCT], t[RECORD], t[TYPE],
		j->line, j->gen);
}

static int take_member(const struct judging *j, const struct constraint *c,
	struct query *q)
{
	int rc;

	if (!is_verdict(query_text(q, VERDICT)))
		return refuse(-EINVAL, "rule %s: %s: expected a verdict", c->id,
			query_text(q, ID) ? query_text(q, ID) : "a row");
	if (!query_text(q, ID) || !query_text(q, WHY))
		return refuse(-EINVAL, "rule %s: expected id and why in every "
			"row", c->id);
	turn_take(j);
	rc = put_member(j, c, q);
	turn_give(j);
	return rc;
}

static int take_members(const struct judging *j, const struct constraint *c,
	struct query *q)
{
	struct outside_sum sum = { 0 };
	int rc = columns_check(q, c, member_columns);

	while (!rc && (rc = query_next(q)) > 0) {
		rc = c->catalog ? outside_check(q, c, &sum) : 0;
		if (!rc)
			rc = take_member(j, c, q);
	}
	return rc;
}

static int put_reported(const struct judging *j, const struct constraint *c,
	struct query *q)
{
	static const char kept[] = "insert into cache.judged_reported"
		" values (?5, ?1, ?2, ?3, ?4, 0, ?6, 9223372036854775807)";
	static const char fresh[] = "insert into temp.fresh_reported"
		" values (?1, ?2, ?3, ?4)";

	if (j->part)
		return query_run(j->st, fresh, "ssss", c->id, query_text(q, 0),
			query_text(q, 1), query_text(q, 2));
	return query_run(j->st, kept, "ssssii", c->id, query_text(q, 0),
		query_text(q, 1), query_text(q, 2), j->line, j->gen);
}

static int take_reported(const struct judging *j, const struct constraint *c,
	struct query *q)
{
	struct outside_sum sum = { 0 };
	int rc;

	if (query_columns(q) == 0)
		return 0; /* only comments are left */
	rc = columns_check(q, c, reported_columns);
	while (!rc && (rc = query_next(q)) > 0) {
		rc = c->catalog ? outside_check(q, c, &sum) : 0;
		turn_take(j);
		if (!rc)
			rc = put_reported(j, c, q);
		turn_give(j);
	}
	return rc;
}

int rule_compile(const struct constraint *c, const char **tail)
{
	return outside_compile(c->sql, member_columns, reported_columns, tail);
}

static int run_foreign(const struct judging *j, const struct constraint *c)
{
	auto_query members = NULL;
	auto_query reported = NULL;
	const char *tail = NULL;
	int rc = rule_compile(c, &tail);

	if (!rc)
		rc = foreign_open(&members, j->at, c->sql);
	if (!rc)
		rc = take_members(j, c, members);
	query_auto_close(&members);
	if (rc || !*tail)
		return rc;
	rc = foreign_open(&reported, j->at, tail);
	return rc ? rc : take_reported(j, c, reported);
}

static int forget(const struct judging *j, const struct constraint *c)
{
	static const char *const kept[] = {
		"delete from cache.judged_member where line = ?1"
		" and from_gen = ?2 and constraint_id = ?3",
		"delete from cache.judged_reported where line = ?1"
		" and from_gen = ?2 and constraint_id = ?3",
	};
	static const char *const fresh[] = {
		"delete from temp.fresh_member where constraint_id = ?1",
		"delete from temp.fresh_reported where constraint_id = ?1",
	};
	int rc = 0;

	for (size_t i = 0; i < 2 && !rc; i++)
		rc = j->part ? query_run(j->st, fresh[i], "s", c->id) :
			query_run(j->st, kept[i], "iis", j->line, j->gen,
				c->id);
	return rc;
}

/* One from outside: whatever is wrong with it stays with its constraint. */
static int run_outside(const struct judging *j, const struct constraint *c)
{
	static const char fault[] =
		"insert or replace into temp.rule_fault values (?1, ?2)";
	auto_buf why = BUF_INIT;
	int rc = run_foreign(j, c);

	if (!rc || rc == -ENOMEM)
		return rc;
	buf_printf(&why, "%s", err_sentence());
	err_clear();
	rc = buf_done(&why);
	if (!rc)
		rc = forget(j, c);
	return rc ? rc : query_run(j->st, fault, "ss", c->id, buf_text(&why));
}

int rule_members(const struct judging *j, const struct constraint *c)
{
	auto_query q = NULL;
	int rc = query_open(&q, j->at, c->sql, "");

	if (!rc)
		rc = take_members(j, c, q);
	return rc ? err_in(rc, "rule %s", c->id) : 0;
}

int rule_reported(const struct judging *j, const struct constraint *c)
{
	const char *sql = script_rest(c->sql);
	auto_query q = NULL;
	int rc = *sql ? query_open(&q, j->at, sql, "") : 0;

	if (!rc && q)
		rc = take_reported(j, c, q);
	return rc ? err_in(rc, "rule %s", c->id) : 0;
}

int rule_run(const struct judging *j, const struct constraint *c)
{
	static const char well[] =
		"delete from temp.rule_fault where constraint_id = ?1";
	int rc;

	if (!c->sql)
		return 0;
	if (c->catalog) {
		rc = query_run(j->st, well, "s", c->id);
		return rc ? rc : run_outside(j, c);
	}
	rc = rule_members(j, c);
	return rc ? rc : rule_reported(j, c);
}
