/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate as JUnit XML, which every CI system reads: a testsuite a clause, a
 * testcase a member. There is no standard; the elements and attributes used
 * are those that Jenkins, GitLab and GitHub's actions have in common.
 */
#include <string.h>

#include "dossierfs/gate.h"
#include "dossierfs/name.h"
#include "dossierfs/query.h"

/* Bytes of a character that XML 1.0 (2.2, Char) does not take, however it is
 * written; 0 when it takes it. Text of records is UTF-8. */
static size_t forbidden(const char *s)
{
	unsigned char c = (unsigned char)*s;

	if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
		return 1;
	return !strncmp(s, "\xef\xbf\xbe", 3) || !strncmp(s, "\xef\xbf\xbf", 3)
		? 3 : 0;
}

/* Text or attribute: line ends stay what they are in both. */
static void xml(struct buf *out, const char *s)
{
	size_t skip;

	if (s && !utf8_valid(s, strlen(s)))
		s = "\xef\xbf\xbd";
	for (; s && *s; s += skip ? skip : 1) {
		skip = forbidden(s);
		if (skip)
			buf_puts(out, "\xef\xbf\xbd");
		else if (strchr("<>&\"'\t\n\r", *s))
			buf_printf(out, "&#%d;", *s);
		else
			buf_putc(out, *s);
	}
}

static void attribute(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, " %s=\"", name);
	xml(out, value);
	buf_putc(out, '"');
}

enum { CONSTRAINT, MEMBER, VERDICT, WHY, OUTCOME, MEND, COMMAND, PATH };

static void testcase(struct buf *out, struct query *q)
{
	const char *outcome = query_text(q, OUTCOME);

	buf_puts(out, "    <testcase");
	attribute(out, "classname", query_text(q, CONSTRAINT));
	attribute(out, "name", query_text(q, MEMBER));
	if (!query_null(q, PATH))
		attribute(out, "file", query_text(q, PATH));
	buf_puts(out, " time=\"0\">\n");
	if (!strcmp(outcome, "failed")) {
		buf_puts(out, "      <failure");
		attribute(out, "type", query_text(q, VERDICT));
		attribute(out, "message", query_text(q, WHY));
		buf_putc(out, '>');
		xml(out, query_text(q, WHY));
		buf_puts(out, "\n\n");
		xml(out, query_text(q, MEND));
		buf_puts(out, "\n\n");
		xml(out, query_text(q, COMMAND));
		buf_puts(out, "</failure>\n");
	} else if (!strcmp(outcome, "skipped")) {
		buf_puts(out, "      <skipped");
		attribute(out, "message", query_text(q, WHY));
		buf_puts(out, "/>\n");
	} else {
		buf_puts(out, "      <system-out>");
		xml(out, query_text(q, VERDICT));
		buf_puts(out, ": ");
		xml(out, query_text(q, WHY));
		buf_puts(out, "</system-out>\n");
	}
	buf_puts(out, "    </testcase>\n");
}

static int testsuite(struct buf *out, struct store *st, const char *clause)
{
	static const char sql[] =
		"select constraint_id, id, verdict, why, outcome, mend,"
		" command, path from temp.gate_case where clause = ?1"
		" order by place, n";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", clause);

	while (!rc && (rc = query_next(q)) > 0) {
		testcase(out, q);
		rc = 0;
	}
	return rc;
}

/* Number of cases, failures and so on: of the row's columns from `first`. */
static void counts(struct buf *out, struct query *q, int first)
{
	buf_printf(out, " tests=\"%lld\" failures=\"%lld\" errors=\"0\""
		" skipped=\"%lld\" time=\"0\">\n",
		(long long)query_int(q, first),
		(long long)query_int(q, first + 1),
		(long long)query_int(q, first + 2));
}

static int head(struct buf *out, struct store *st, const struct gate *g)
{
	static const char sql[] = "select count(*), total(outcome = 'failed'),"
		" total(outcome = 'skipped') from temp.gate_case";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites");
	attribute(out, "name", g->release ? g->release : "dossierfs");
	counts(out, q, 0);
	return 0;
}

int gate_junit(struct buf *out, struct store *st, const struct gate *g)
{
	static const char sql[] =
		"select clause, count(*), total(outcome = 'failed'),"
		" total(outcome = 'skipped') from temp.gate_case"
		" group by clause order by min(place)";
	auto_query q = NULL;
	int rc = head(out, st, g);

	if (!rc)
		rc = query_open(&q, st, sql, "");
	while (!rc && (rc = query_next(q)) > 0) {
		buf_puts(out, "  <testsuite");
		attribute(out, "name", query_text(q, 0));
		counts(out, q, 1);
		rc = testsuite(out, st, query_text(q, 0));
		buf_puts(out, "  </testsuite>\n");
	}
	buf_puts(out, "</testsuites>\n");
	return rc ? rc : buf_done(out);
}
