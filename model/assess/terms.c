/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The terms that rules share, in a scope: of everything, or of what is in
 * focus. Signatures are looked for behind them, for they need the updates.
 */
#include "dossierfs/assess.h"
#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "judge.h"

static const char path[] = "model/assess/terms.sql";

int terms_make_whole(struct store *at)
{
	char lost[65];
	int rc = store_lost(at, lost);

	if (!rc)
		rc = assess_scores(at, true);
	if (!rc)
		rc = assess_components(at);
	if (!rc)
		rc = assess_script(at, path);
	return rc ? rc : assess_signatures(at);
}

/* The first time the tables are made, with their indexes; then filled. */
int terms_make_narrow(struct store *at)
{
	static const char probe[] = "select 1 from temp.exemption";
	auto_query q = NULL;
	bool made = query_open(&q, at, probe, "") == 0;
	char lost[65];
	int rc;

	query_auto_close(&q);
	err_clear();
	rc = store_lost(at, lost);
	if (!rc && !made)
		rc = components_view(at);
	if (!rc)
		rc = assess_scores(at, false);
	if (!rc)
		rc = made ? script_fill(at, path) : assess_script(at, path);
	return rc ? rc : assess_signatures(at);
}
