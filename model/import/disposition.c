/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disposition - that a finding became an issue, so that the next scan's
 * finding with its fingerprint is known to be dealt with.
 */
#include "issue.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/import.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"

int picked_refuse_disposed(struct store *st, const struct picked *p)
{
	static const char sql[] =
		"select id, issue"
		"  from disposition"
		" where product = ?1"
		"   and fingerprint = ?2"
		"   and state = 'issue'";
	auto_query q = NULL;
	const char *issue;
	int rc = query_open(&q, st, sql, "ss", p->product,
		picked_text(p, "fingerprint"));

	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	issue = query_text(q, 1);
	return refuse(-EEXIST, "%s is an issue already: %s (disposition %s)",
		p->address, issue ? issue : "unnamed", query_text(q, 0));
}

static struct json *disposition(const struct picked *p, const char *issue,
	int n, const char *by, const char *day)
{
	struct json *d = json_object();
	auto_buf id = BUF_INIT;
	auto_buf title = BUF_INIT;

	buf_printf(&id, "DSP-%.48s-%d", issue, n);
	buf_printf(&title, "%s is %s", p->address, issue);
	if (json_set_text(d, "type", "disposition") == 0 &&
		json_set_text(d, "id", buf_text(&id)) == 0 &&
		json_set_text(d, "title", buf_text(&title)) == 0 &&
		json_set_text(d, "product", p->product) == 0 &&
		json_set_text(d, "fingerprint",
			picked_text(p, "fingerprint")) == 0 &&
		json_set_text(d, "state", "issue") == 0 &&
		json_set_text(d, "issue", issue) == 0 &&
		json_set_text(d, "by", by) == 0 &&
		json_set_text(d, "on", day) == 0)
		return d;
	json_free(d);
	return NULL;
}

/* Whether one named before has the same fingerprint. */
static bool is_repeated(const struct picks *p, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(picked_text(&p->all[i], "fingerprint"),
			picked_text(&p->all[n], "fingerprint")) == 0)
			return true;
	return false;
}

int import_dispositions(struct json **out, struct store *st,
	const struct json *issue, const char *const *findings, int n,
	const char *by, int32_t today)
{
	auto_picks p = { 0 };
	auto_json list = json_list();
	char day[DAY_TEXT];
	int made = 0, rc = picks_find(&p, st, findings, n);

	day_format(day, today);
	for (int i = 0; i < n && rc == 0; i++)
		if (!is_repeated(&p, i))
			rc = json_append(list, disposition(&p.all[i],
				json_text_at(issue, "id"), ++made, by, day));
	if (rc < 0)
		return rc;
	*out = list;
	list = NULL;
	return 0;
}
