/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules from outside: what they may read, and what of their rows is taken.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/date.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/foreign.h"
#include "dossierfs/name.h"
#include "dossierfs/query.h"
#include "judge.h"

enum { ID_MAX = 200, WHY_MAX = 4000 };

/* The tables that rules read, empty: made once, from the same scripts. */
static struct buf tables;
static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;

static int make_tables(void)
{
	const char *const scripts[] = {
		embed_find("model/assess/values.sql", NULL),
		terms_text(0), terms_text(1), terms_text(2), terms_text(3),
		NULL,
	};
	int rc = 0;

	pthread_mutex_lock(&once);
	if (!tables.len)
		rc = foreign_tables(&tables, scripts);
	if (rc)
		buf_free(&tables);
	pthread_mutex_unlock(&once);
	return rc;
}

int outside_compile(const char *sql, const char *const *members,
	const char *const *reported, const char **tail)
{
	int rc = make_tables();

	*tail = NULL;
	return rc ? rc : foreign_check(buf_text(&tables), sql,
		members, reported, tail);
}

/* A text of a row, or null: one line of UTF-8. */
static bool is_line(const char *s, size_t max)
{
	size_t len = s ? strlen(s) : 0;

	if (len > max || (s && !utf8_valid(s, len)))
		return false;
	for (; s && *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

static bool is_day(const char *column)
{
	return !strcmp(column, "until") || !strcmp(column, "since");
}

int outside_check(struct query *q, const struct constraint *c,
	struct outside_sum *sum)
{
	const char *id = query_text(q, 0);
	int32_t day;

	if (++sum->rows > FOREIGN_ROWS)
		return refuse(-EINVAL, "expected at most %d rows",
			FOREIGN_ROWS);
	for (int i = 0; i < query_columns(q); i++) {
		const char *text = query_text(q, i);
		bool why = !strcmp(query_column(q, i), "why") ||
			!strcmp(query_column(q, i), "what");

		sum->bytes += text ? strlen(text) : 0;
		if (!is_line(text, why ? WHY_MAX : ID_MAX))
			return refuse(-EINVAL, "%s: expected a line of text, %d "
				"bytes at most", query_column(q, i),
				why ? WHY_MAX : ID_MAX);
		if (is_day(query_column(q, i)) && !query_null(q, i) &&
			!day_parse(&day, query_text(q, i)))
			return refuse(-EINVAL, "%s: expected YYYY-MM-DD",
				query_column(q, i));
	}
	if (sum->bytes > FOREIGN_BYTES)
		return refuse(-EINVAL, "expected at most %d MiB of rows",
			FOREIGN_BYTES >> 20);
	if (!id || !*id || !query_text(q, 1))
		return refuse(-EINVAL, "rule %s: expected an id and a text "
			"behind it in every row", c->id);
	return 0;
}

int assess_rule_check(const struct constraint *c)
{
	const char *tail;

	return err_in(rule_compile(c, &tail), "rule of %s", c->id);
}
