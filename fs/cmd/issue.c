/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs issue: an issue out of findings, which are disposed by it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/import.h"
#include "dossierfs/json.h"
#include "writing.h"

static const struct option_row options[] = {
	{ "id", 0, "ID", "the issue's id (else one is made, as ISS-2026-0001)" },
	OPTIONS_AUTHOR,
	OPTIONS_END,
};

const struct usage issue_usage = {
	options,
	"  dossierfs issue from sbom_scan-20261102-1a2b3c4d#7\n"
	"  dossierfs issue from --id GW-77 sast-20261102-5e6f7a8b#1 sast-20261102-5e6f7a8b#4\n\n"
	"Several findings become one issue; a later scan's findings with their\n"
	"fingerprints belong to it. Refused for a finding that is an issue already.\n"
	"`dossierfs cat activities/.../ID.findings.jsonl` shows the findings, a line each.\n",
};

static int put_dispositions(struct writing *w, const struct json *list)
{
	int rc = 0;

	for (const struct json *d = json_first(list); d && rc == 0;
		d = json_next(d))
		rc = writing_put(w, d);
	return rc;
}

static int refuse_taken(struct writing *w, const char *id)
{
	static const char sql[] =
		"select type"
		"  from record_history"
		" where id = ?1 collate nocase";
	auto_query q = NULL;
	int rc = query_open(&q, w->store, sql, "s", id);

	if (rc == 0)
		rc = query_next(q);
	return rc <= 0 ? rc : refuse(-EEXIST, "%s: there is or was a record of"
		" this id, of type %s", id, query_text(q, 0));
}

static int from(struct call *c, const char *const *findings, int n)
{
	const char *id = call_option(c, "id");
	struct authorship by;
	auto_writing w = { 0 };
	auto_json dispositions = NULL;
	int rc = writing_begin(&w, c, "make an issue of findings");

	if (rc == 0)
		rc = call_authorship(c, "", &by);
	if (rc == 0 && id)
		rc = refuse_taken(&w, id);
	if (rc == 0)
		rc = import_issue(&w.record, w.store, id, findings, n,
			store_day(w.store));
	if (rc == 0)
		rc = writing_put(&w, w.record);
	if (rc == 0)
		rc = import_dispositions(&dispositions, w.store, w.record,
			findings, n, by.name, store_day(w.store));
	if (rc == 0)
		rc = put_dispositions(&w, dispositions);
	return rc < 0 ? rc : writing_commit(&w);
}

static int issue(struct call *c)
{
	int n = call_count(c) - 1, rc;
	const char **findings;

	if (n < 1 || strcmp(call_arg(c, 0), "from") != 0)
		return refuse(-EINVAL, "issue: expected from FINDING...");
	findings = calloc((size_t)n, sizeof(*findings));
	if (!findings)
		return fail(-ENOMEM, "issue: no memory for findings");
	for (int i = 0; i < n; i++)
		findings[i] = call_arg(c, i + 1);
	rc = from(c, findings, n);
	free(findings);
	return rc;
}

int cmd_issue(struct call *c)
{
	return cmd_status(issue(c));
}
