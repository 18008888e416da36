/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The turn of a day. A verdict can differ for the day alone where a day that
 * its records name is reached, is past, or has a term end so many days after
 * it; so all days are looked for from which the terms there are lead to the
 * days that have come.
 */
#include <stdio.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/derive.h"
#include "dossierfs/query.h"
#include "dossierfs/scope.h"
#include "judge.h"

/* Days at once: over more of them nearly everything wakes. */
enum { DAYS_MAX = 40 };

static int put_day(struct store *st, int32_t day, int64_t near)
{
	static const char sql[] =
		"insert or ignore into temp.turned values (?1, ?2)";
	char text[DAY_TEXT];

	return query_run(st, sql, "si", day_format(text, day), near);
}

/* The last good day and the first day after, so many days from another. */
static int put_term(struct store *st, int32_t from, int32_t to, int64_t term)
{
	int rc = 0;

	if (term > 200000)
		return 0;
	for (int32_t day = from + 1; day <= to && !rc; day++) {
		rc = put_day(st, day - (int32_t)term, term == 0);
		if (!rc)
			rc = put_day(st, day - 1 - (int32_t)term, term == 0);
	}
	return rc;
}

/* The terms of all policies there were; of scans four times as well. */
static int put_days(struct store *st, int32_t from, int32_t to)
{
	static const char sql[] =
		"select distinct value from temp.policy_term"
		" where typeof(value) = 'integer'"
		" union select 4 * value from temp.policy_term"
		" where field = 'scan_days' and typeof(value) = 'integer'";
	struct store *at;
	auto_query q = NULL;
	int rc = scope_terms(&at, st);

	if (!rc)
		rc = put_term(st, from, to, 0);
	if (!rc)
		rc = query_open(&q, at, sql, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = put_term(st, from, to, query_int(q, 0));
	return rc;
}

static bool is_frame(const char *type)
{
	return !strcmp(type, "product") || !strcmp(type, "release") ||
		!strcmp(type, "policy");
}

/* What a day in a record of the type wakes. */
static const char *wakes(const char *type)
{
	if (store_is_narrow(type) || !strcmp(type, "applicability"))
		return "insert or ignore into temp.hit select s.id, s.type";
	if (is_frame(type) && strcmp(type, "product"))
		return "insert or ignore into temp.whole"
			" select coalesce(d.product, p.id), w.part";
	return NULL;
}

static void put_rows(struct buf *out, const struct derived_table *t,
	const char *column, const char *more)
{
	buf_printf(out, " from dossier.\"%s\" d join dossier.span s"
		" on s.version = d.version and s.withdrawn = 0"
		" and s.from_seq <= (select seq from judged)"
		" and s.to_seq > (select seq from judged)"
		" %s where d.\"%s\" in (select day from temp.turned",
		t->name, more, column);
}

/* Where one begins or ends, all is woken that scope-frame.sql finds. */
static void put_near(struct buf *out, const struct derived_table *t,
	const char *column)
{
	buf_puts(out, "insert or ignore into temp.hit select s.id, s.type");
	put_rows(out, t, column, "");
	buf_puts(out, " where near);");
	if (!strcmp(t->type->name, "policy"))
		return;
	buf_puts(out, "insert or ignore into temp.frame select s.id, s.type");
	put_rows(out, t, column, "");
	buf_puts(out, " where near);");
}

static int wake_column(struct store *st, const struct derived_table *t,
	const char *column)
{
	const char *type = t->type->name;
	const char *into = wakes(type);
	auto_buf sql = BUF_INIT;

	if (is_frame(type))
		put_near(&sql, t, column);
	if (into) {
		buf_puts(&sql, into);
		put_rows(&sql, t, column, is_frame(type) ?
			"join (select 1 as part union select 2) w"
			" join product p" : "");
		buf_puts(&sql, ");");
	}
	if (sql.err)
		return buf_done(&sql);
	return sql.len ? store_run(st, buf_text(&sql)) : 0;
}

/* Every date that a record of the type names. */
static int wake_table(struct store *st, const struct derived_table *t)
{
	char list[64], column[64];
	int rc = 0;

	for (const struct field *f = t->type->fields; f->path && !rc; f++) {
		bool in_list = field_in_list(f, list, column);

		if (f->kind != FIELD_DATE || in_list != !!t->list ||
			(in_list && strcmp(list, t->list)))
			continue;
		if (!in_list) {
			snprintf(column, sizeof(column), "%s", f->path);
			for (char *s = column; *s; s++)
				*s = *s == '.' ? '_' : *s;
		}
		rc = wake_column(st, t, column);
	}
	return rc;
}

/* Where no day of confirmation is named the day of recording counts; and what
 * waited for a term, or names the day judged for. */
static int wake_others(struct store *st, const struct base *base)
{
	static const char recorded[] =
		"insert or ignore into temp.hit"
		" select s.id, s.type from dossier.span s"
		" where s.type = 'issue'"
		"   and s.recorded_on in (select day from temp.turned)";
	static const char waiting[] =
		"insert or ignore into temp.hit"
		" select m.record, m.type from cache.judged_member m"
		" where m.line = ?1 and m.to_gen > ?2 and m.until >= ?3"
		"   and m.until < (select as_of from judged)"
		"   and m.record is not null"
		"   and m.type not in ('release', 'product')";
	static const char naming[] =
		"insert or ignore into temp.whole"
		" select distinct m.product, p.part"
		"  from cache.judged_member m,"
		"   (select 1 as part union select 2) p"
		" where m.line = ?1 and m.to_gen > ?2"
		"   and m.constraint_id in ('9.5-7', '9.5-8', '9.5-9',"
		"    '9.5-10', '9.5-11')"
		"   and (m.until >= ?3 or instr(m.id, ?3)"
		"        or instr(m.why, ?3))"
		"   and m.product is not null";
	int rc = query_run(st, recorded, "");

	if (!rc)
		rc = query_run(st, waiting, "iis", base->line, base->gen,
			base->day);
	return rc ? rc : query_run(st, naming, "iis", base->line, base->gen,
		base->day);
}

int scope_wake(struct store *st, const struct base *base)
{
	static const char too_many[] =
		"insert into temp.everything values (1)";
	static const char turned[] =
		"create temp table if not exists turned"
		" (day text primary key, near integer) without rowid;"
		"delete from temp.turned;";
	const struct derived_table *t;
	int32_t from;
	int rc = 0;

	if (!day_parse(&from, base->day) || store_day(st) == from)
		return 0;
	if (store_day(st) - from > DAYS_MAX)
		return query_run(st, too_many, "");
	rc = store_run(st, turned);
	if (!rc)
		rc = put_days(st, from, store_day(st));
	for (size_t i = 0; !rc && (t = derived_table(i)); i++)
		rc = wake_table(st, t);
	return rc ? rc : wake_others(st, base);
}
