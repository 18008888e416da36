/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The terms that rules share, in a scope: of everything, or of what is in
 * focus. Signatures are looked for behind them, for they need the updates.
 */
#include "dossierfs/assess.h"
#include "dossierfs/blob.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "judge.h"

static const char path_proof[] = "model/assess/terms-proof.sql";
static const char path[] = "model/assess/terms.sql";
static const char path_findings[] = "model/assess/terms-findings.sql";

static const char *const paths[] = {
	"model/assess/terms-frame.sql", path_proof, path, path_findings,
};

const char *terms_text(size_t i)
{
	return i < sizeof(paths) / sizeof(*paths) ?
		embed_find(paths[i], NULL) : NULL;
}

int terms_begin(struct store *at)
{
	char lost[65];
	int rc = store_lost(at, lost);

	if (!rc)
		rc = assess_components(at);
	if (!rc)
		rc = assess_scores(at, true);
	return rc ? rc : store_cache_settle(at);
}

int terms_make(struct store *at)
{
	int rc = frame_make(at);

	if (!rc)
		rc = assess_script(at, path_proof);
	return rc ? rc : assess_script(at, path);
}

int terms_make_findings(struct store *at)
{
	return assess_script(at, path_findings);
}

int terms_make_apart(struct store *at)
{
	int rc = components_ready(at); /* it may have a cache of its own */

	if (!rc)
		rc = frame_make(at);
	if (!rc)
		rc = assess_script(at, path_proof);
	return rc ? rc : terms_make_findings(at);
}

int terms_make_whole(struct store *at)
{
	int rc = terms_begin(at);

	if (!rc)
		rc = terms_make(at);
	if (!rc)
		rc = terms_make_findings(at);
	return rc ? rc : assess_signatures(at);
}

static int fill(struct store *at)
{
	int rc = frame_renew(at);

	if (!rc)
		rc = script_fill(at, path_proof);
	if (!rc)
		rc = script_fill(at, path);
	return rc ? rc : script_fill(at, path_findings);
}

/* The first time the tables are made, with their indexes. */
static int make(struct store *at)
{
	int rc = components_view(at);

	if (!rc)
		rc = frame_take(at);
	if (!rc)
		rc = assess_script(at, path_proof);
	if (!rc)
		rc = assess_script(at, path);
	return rc ? rc : assess_script(at, path_findings);
}

int terms_prepare(struct store *at)
{
	int rc = script_prepare(at, path_proof, true);

	if (!rc)
		rc = script_prepare(at, path, true);
	return rc ? rc : script_prepare(at, path_findings, true);
}

int terms_make_narrow(struct store *at)
{
	int rc = assess_scores(at, false);

	if (!rc)
		rc = frame_is_made(at) ? fill(at) : make(at);
	return rc ? rc : assess_signatures(at);
}

int terms_make_reviews(struct store *at)
{
	int rc;

	if (!frame_is_made(at))
		return terms_make_narrow(at);
	rc = assess_scores(at, false);
	if (!rc)
		rc = frame_renew(at);
	if (!rc)
		rc = script_fill(at, path_proof);
	return rc ? rc : script_fill_table(at, path, "issue_version");
}
