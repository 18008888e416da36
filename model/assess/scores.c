/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scores of the vectors that issues carry, for the rules to join with.
 */
#include "dossierfs/cvss.h"
#include "dossierfs/query.h"
#include "judge.h"

int assess_scores(struct store *st, bool whole)
{
	/* To read what one state has of everything costs more than to score a
	 * few vectors too many. */
	static const char all[] =
		"select distinct severity_cvss from dossier.d_issue"
		" where severity_cvss is not null";
	static const char seen[] =
		"select distinct severity_cvss from issue_history"
		" where severity_cvss is not null";
	static const char insert[] =
		"insert into temp.cvss_score values (?1, ?2 / 10.0)";
	auto_query q = NULL;
	int rc = store_run(st,
		"create temp table if not exists cvss_score"
		" (vector text primary key, score real not null);"
		"delete from temp.cvss_score;");

	if (!rc)
		rc = query_open(&q, st, whole ? all : seen, "");
	while (!rc && (rc = query_next(q)) > 0) {
		int tenths;

		rc = cvss_score(&tenths, query_text(q, 0)) ?
			query_run(st, insert, "si", query_text(q, 0),
				(int64_t)tenths) : 0;
	}
	return rc;
}
