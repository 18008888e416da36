/* SPDX-License-Identifier: Apache-2.0 */
/*
 * issue - findings become one issue.
 *
 * Everything filled in is what the reports say; deciding is a person's. Of
 * several findings the worst severity and the earliest day count.
 */
#include "issue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/cvss.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/import.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "dossierfs/query.h"
#include "dossierfs/sbom.h"
#include "dossierfs/store.h"

enum { TITLE_MAX = 120, LIST_MAX = 1000 };

static int severity_rank(const char *level)
{
	static const char *const levels[] = {
		"none", "low", "medium", "high", "critical",
	};

	for (int i = 0; level && i < 5; i++)
		if (strcmp(levels[i], level) == 0)
			return i;
	return -1;
}

/* A scanner's word as a level of ours; NULL where it says nothing. */
static const char *level_of(const char *said)
{
	/* clang-format off */
	static const struct { const char *said, *level; } words[] = {
		{ "critical", "critical" }, { "high", "high" },
		{ "error", "high" }, { "medium", "medium" },
		{ "moderate", "medium" }, { "warning", "medium" },
		{ "low", "low" }, { "note", "low" }, { "negligible", "low" },
		{ "info", "none" }, { "none", "none" },
	};
	/* clang-format on */

	for (size_t i = 0; said && i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].said, said) == 0)
			return words[i].level;
	return NULL;
}

static const char *level_of_score(int tenths)
{
	return tenths <= 0 ? "none" : tenths < 40 ? "low" :
		tenths < 70 ? "medium" : tenths < 90 ? "high" : "critical";
}

/* Tenths, or -1: the report's own score, else that of the vector. */
static int score_of(const struct picked *p)
{
	const char *number = json_number(json_get(p->finding, "score"));
	const char *vector = picked_text(p, "cvss");
	int tenths;

	if (number)
		return (int)(strtod(number, NULL) * 10 + 0.5);
	return vector && cvss_score(&tenths, vector) ? tenths : -1;
}

static int set_severity(struct json *issue, const struct picks *p)
{
	struct json *severity = json_object();
	const struct picked *worst = &p->all[0];
	const char *level = NULL;
	char score[16];
	int tenths, rc;

	for (int i = 0; i < p->n; i++) {
		const char *said = level_of(picked_text(&p->all[i], "level"));

		if (score_of(&p->all[i]) > score_of(worst))
			worst = &p->all[i];
		if (severity_rank(said) > severity_rank(level))
			level = said;
	}
	tenths = score_of(worst);
	rc = json_set_text(severity, "cvss", picked_text(worst, "cvss"));
	snprintf(score, sizeof score, "%d.%d", tenths / 10, tenths % 10);
	if (rc == 0 && tenths >= 0)
		rc = json_set(severity, "score", json_new_number(score));
	if (tenths >= 0)
		level = level_of_score(tenths);
	if (rc == 0)
		rc = json_set_text(severity, "level", level);
	if (rc == 0 && json_first(severity))
		return json_set(issue, "severity", severity);
	json_free(severity);
	return rc;
}

/* Appends a text that the list does not hold yet. */
static int add_text(struct json *list, const char *s)
{
	int n = 0;

	if (!s || !*s)
		return 0;
	for (const struct json *j = json_first(list); j; j = json_next(j), n++)
		if (strcmp(json_text(j), s) == 0 || n == LIST_MAX)
			return 0;
	return json_append(list, json_new_text(s));
}

/* Takes the list; an empty one is left out. */
static int set_list(struct json *issue, const char *key, struct json *list,
	int rc)
{
	if (rc == 0 && json_first(list))
		return json_set(issue, key, list);
	json_free(list);
	return rc;
}

static int set_references(struct json *issue, const struct picks *p)
{
	struct json *list = json_list();
	int rc = 0;

	for (int i = 0; i < p->n && rc == 0; i++) {
		const struct json *aliases = json_get(p->all[i].finding,
			"aliases");

		rc = add_text(list, picked_text(&p->all[i], "vulnerability"));
		for (const struct json *a = json_first(aliases); a && rc == 0;
			a = json_next(a))
			rc = add_text(list, json_text(a));
		if (rc == 0)
			rc = add_text(list, picked_text(&p->all[i], "rule"));
	}
	return set_list(issue, "references", list, rc);
}

static int set_affected(struct json *issue, const struct picks *p)
{
	struct json *list = json_list();
	int rc = 0;

	for (int i = 0; i < p->n && rc == 0; i++)
		rc = add_text(list, p->all[i].release);
	return set_list(issue, "affected", list, rc);
}

static bool is_covered(const struct picks *p, const char *item_purl)
{
	for (int i = 0; i < p->n; i++) {
		const char *purl = picked_text(&p->all[i], "purl");

		if (purl && sbom_covers(item_purl, purl))
			return true;
	}
	return false;
}

static int set_items(struct json *issue, struct store *st,
	const struct picks *p)
{
	static const char sql[] =
		"select i.id, u.value"
		"  from item i"
		"  join item_purls u on u.id = i.id"
		" where i.product = ?1"
		"   and u.value is not null"
		" order by i.id";
	auto_query q = NULL;
	struct json *list = json_list();
	int rc = query_open(&q, st, sql, "s", p->all[0].product);

	while (rc == 0 && (rc = query_next(q)) > 0)
		rc = is_covered(p, query_text(q, 1)) ?
			add_text(list, query_text(q, 0)) : 0;
	return set_list(issue, "items", list, rc);
}

static int set_origin(struct json *issue, const struct picked *p)
{
	struct json *origin = json_object();
	int rc = json_set_text(origin, "kind", "proactive");

	if (rc == 0)
		rc = json_set_text(origin, "source", p->tool);
	if (rc == 0)
		rc = json_set_text(origin, "activity", p->activity);
	if (rc == 0)
		rc = json_set_text(origin, "fingerprint",
			picked_text(p, "fingerprint"));
	if (rc == 0)
		return json_set(issue, "origin", origin);
	json_free(origin);
	return rc;
}

/* One line of at most TITLE_MAX bytes, cut between characters. */
static void first_line(struct buf *out, const char *s)
{
	size_t len = strcspn(s, "\r\n");

	if (len > TITLE_MAX) {
		len = TITLE_MAX;
		while (len && ((unsigned char)s[len] & 0xc0) == 0x80)
			len--;
		buf_put(out, s, len);
		buf_puts(out, "...");
		return;
	}
	buf_put(out, s, len);
}

static void package_name(struct buf *out, const char *purl)
{
	size_t len = strcspn(purl, "@?#");
	const char *name = purl + len;

	while (name > purl && name[-1] != '/')
		name--;
	buf_put(out, name, (size_t)(purl + len - name));
}

static int set_title(struct json *issue, const struct picks *p)
{
	const struct picked *first = &p->all[0];
	const char *id = picked_text(first, "vulnerability");
	const char *purl = picked_text(first, "purl");
	const char *said = picked_text(first, "message");
	auto_buf title = BUF_INIT;

	if (id && purl) {
		buf_printf(&title, "%s in ", id);
		package_name(&title, purl);
	} else {
		if (picked_text(first, "rule"))
			buf_printf(&title, "%s: ", picked_text(first, "rule"));
		first_line(&title, said && *said ? said : first->address);
	}
	return json_set_text(issue, "title", buf_text(&title));
}

static int set_description(struct json *issue, const struct picks *p)
{
	auto_buf b = BUF_INIT;

	for (int i = 0; i < p->n; i++) {
		const char *where = picked_text(&p->all[i], "location");
		const char *said = picked_text(&p->all[i], "message");

		buf_printf(&b, "%s%s", i ? "\n\n" : "", p->all[i].address);
		if (where)
			buf_printf(&b, ", %s", where);
		buf_printf(&b, ": %s", said ? said : "no message");
	}
	return buf_done(&b) < 0 ? b.err :
		json_set_text(issue, "description", buf_text(&b));
}

static const char *earliest(const struct picks *p)
{
	const char *day = NULL;

	for (int i = 0; i < p->n; i++)
		if (p->all[i].day && (!day || strcmp(p->all[i].day, day) < 0))
			day = p->all[i].day;
	return day;
}

static int next_id(struct buf *out, struct store *st, int32_t today)
{
	static const char sql[] =
		"select max(cast(substr(id, 10) as integer))"
		"  from record_history"
		" where id glob ?1 || '[0-9]*'"
		"   and length(id) < 20";
	auto_query q = NULL;
	char day[DAY_TEXT], prefix[16];
	int rc;

	day_format(day, today);
	snprintf(prefix, sizeof prefix, "ISS-%.4s-", day);
	rc = query_open(&q, st, sql, "s", prefix);
	if (rc == 0)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	buf_printf(out, "%s%04lld", prefix, (long long)query_int(q, 0) + 1);
	return buf_done(out);
}

static int set_head(struct json *issue, struct store *st, const char *id,
	const struct picks *p, int32_t today)
{
	auto_buf made = BUF_INIT;
	int rc = id ? 0 : next_id(&made, st, today);

	if (rc == 0)
		rc = json_set_text(issue, "type", "issue");
	if (rc == 0)
		rc = json_set_text(issue, "id", id ? id : buf_text(&made));
	if (rc == 0)
		rc = set_title(issue, p);
	if (rc == 0)
		rc = json_set_text(issue, "product", p->all[0].product);
	if (rc == 0)
		rc = json_set_text(issue, "state", "new");
	if (rc == 0)
		rc = json_set_text(issue, "identified_on", earliest(p));
	return rc;
}

static int build(struct json *issue, struct store *st, const char *id,
	const struct picks *p, int32_t today)
{
	int rc = set_head(issue, st, id, p, today);

	if (rc == 0)
		rc = set_description(issue, p);
	if (rc == 0)
		rc = set_severity(issue, p);
	if (rc == 0)
		rc = set_references(issue, p);
	if (rc == 0)
		rc = set_origin(issue, &p->all[0]);
	if (rc == 0)
		rc = set_items(issue, st, p);
	if (rc == 0)
		rc = set_affected(issue, p);
	return rc;
}

int import_issue(struct json **out, struct store *st, const char *id,
	const char *const *findings, int n, int32_t today)
{
	auto_picks p = { 0 };
	auto_json issue = NULL;
	int rc = picks_find(&p, st, findings, n);

	for (int i = 0; i < n && rc == 0; i++)
		rc = picked_refuse_disposed(st, &p.all[i]);
	if (rc < 0)
		return rc;
	issue = json_object();
	rc = build(issue, st, id, &p, today);
	if (rc < 0)
		return rc;
	*out = issue;
	issue = NULL;
	return 0;
}
