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

static const char path_frame[] = "model/assess/terms-frame.sql";
static const char path[] = "model/assess/terms.sql";
static const char path_findings[] = "model/assess/terms-findings.sql";

int terms_begin(struct store *at)
{
	char lost[65];
	int rc = store_lost(at, lost);

	if (!rc)
		rc = assess_components(at);
	return rc ? rc : store_cache_settle(at);
}

int terms_make(struct store *at)
{
	int rc = assess_scores(at, true);

	if (!rc)
		rc = assess_script(at, path_frame);
	return rc ? rc : assess_script(at, path);
}

int terms_make_findings(struct store *at)
{
	return assess_script(at, path_findings);
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

/* Of an earlier state on main's line and the same day, since when nothing came
 * that the frame stands on: records of its types and those that they name, for
 * they are defective when these are gone; nor files that may be such; nor was
 * an SBOM read. */
static const char sql_stands[] =
	"select 1 from temp.frame_made m join judged j"
	"  on j.as_of = m.as_of and j.seq >= m.seq"
	" where m.lost = ?1 and m.bills = (select count(*) from bill)"
	"   and exists (select 1 from dossier.changeset c where c.seq = m.seq"
	"     and c.mainline = 1 and c.commit_id = m.commit_id)"
	"   and not exists (select 1 from dossier.span s"
	"     where s.from_seq > m.seq and s.from_seq <= j.seq"
	"       and (s.type in ('policy', 'product', 'release', 'item', 'defect')"
	"         or exists (select 1 from dossier.d_reference r"
	"              cross join dossier.span f on f.version = r.version"
	"              where r.target = coalesce(s.owner, s.id) and f.type in"
	"                ('policy', 'product', 'release', 'item'))))";

static int frame_stands(struct store *at, const char *lost)
{
	auto_query q = NULL;
	int rc = query_open(&q, at, sql_stands, "s", lost);

	return rc ? rc : query_next(q);
}

static int frame_note(struct store *at, const char *lost)
{
	static const char sql[] = "insert into temp.frame_made"
		" select seq, as_of, ?1, ?2, (select count(*) from bill)"
		" from judged";

	return query_run(at, sql, "ss", store_commit_id(at), lost);
}

/* What most changes leave as it is stays from one judging to the next. */
static int fill(struct store *at, const char *lost)
{
	int stands = frame_stands(at, lost);
	int rc = stands < 0 ? stands : 0;

	if (!stands) {
		rc = query_run(at, "delete from temp.frame_made", "");
		if (!rc)
			rc = script_fill(at, path_frame);
		if (!rc)
			rc = frame_note(at, lost);
	}
	if (!rc)
		rc = script_fill(at, path);
	return rc ? rc : script_fill(at, path_findings);
}

/* The first time the tables are made, with their indexes. */
static int make(struct store *at, const char *lost)
{
	static const char mark[] = "create temp table frame_made"
		" (seq integer, as_of text, commit_id text, lost text,"
		" bills integer)";
	int rc = components_view(at);

	if (!rc)
		rc = assess_script(at, path_frame);
	if (!rc)
		rc = assess_script(at, path);
	if (!rc)
		rc = assess_script(at, path_findings);
	if (!rc)
		rc = query_run(at, mark, "");
	return rc ? rc : frame_note(at, lost);
}

int terms_prepare(struct store *at)
{
	int rc = script_prepare(at, path, true);

	return rc ? rc : script_prepare(at, path_findings, true);
}

int terms_make_narrow(struct store *at)
{
	static const char probe[] = "select 1 from temp.frame_made";
	auto_query q = NULL;
	bool made = query_open(&q, at, probe, "") == 0;
	char lost[65];
	int rc;

	query_auto_close(&q);
	err_clear();
	rc = store_lost(at, lost);
	if (!rc)
		rc = assess_scores(at, false);
	if (!rc)
		rc = made ? fill(at, lost) : make(at, lost);
	return rc ? rc : assess_signatures(at);
}
