/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging a state: the terms are made, the rules run, their members folded.
 * What came out is kept for the next one who asks for the same state.
 */
#include "dossierfs/assess.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/chain.h"
#include "dossierfs/date.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "judge.h"

int assess_script(struct store *st, const char *path)
{
	const char *sql = embed_find(path, NULL);

	if (!sql)
		return fail(-ENOENT, "the program carries no %s", path);
	return store_run(st, sql);
}

int assess_make(struct store *st, const char *probe, const char *path)
{
	auto_query q = NULL;

	if (query_open(&q, st, probe, "") == 0)
		return 0;
	err_clear();
	return assess_script(st, path);
}

/* Whose members are judged: all, of a product, of a release of it. */
struct narrow {
	const char *product;
	const char *release;
};

static void state_name(struct buf *out, struct store *st,
	const struct catalog *catalog, const struct narrow *of)
{
	char day[DAY_TEXT];

	buf_printf(out, "%s %s %s %s %s", store_commit_id(st),
		day_format(day, store_day(st)), catalog_digest(catalog),
		ASSESS_VERSION, of->product ? of->product : "");
	if (of->release)
		buf_printf(out, " %s", of->release);
}

/* Whether the tables hold this state already. */
static int is_judged(bool *out, struct store *st, const char *state)
{
	static const char sql[] = "select 1 from temp.judged_for"
		" where state = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", state);

	if (!rc)
		rc = query_next(q);
	*out = rc > 0;
	return rc < 0 ? rc : 0;
}

/* Members of a release may be of another product: an issue of a part. */
static int run_rules(struct store *st, const struct catalog *catalog,
	const struct narrow *of)
{
	const struct constraint *c;
	int rc = of->release ?
		release_concerns(st, of->release, of->product) : 0;

	for (size_t i = 0; (c = catalog_constraint(catalog, i)) && !rc; i++) {
		rc = rule_run(st, c, of->release ? NULL : of->product);
		if (!rc && of->release)
			rc = release_narrow(st, c->id, of->release);
		if (!rc)
			rc = verdict_fold(st, c, (int)i, of->product);
	}
	return rc;
}

static int judge(struct store *st, const struct catalog *catalog,
	const struct narrow *of)
{
	int rc = assess_script(st, "model/assess/forget.sql");

	if (!rc)
		rc = assess_scores(st);
	if (!rc)
		rc = assess_components(st);
	if (!rc)
		rc = assess_script(st, "model/assess/terms.sql");
	if (!rc)
		rc = assess_signatures(st);
	if (!rc)
		rc = assess_signals(st, catalog);
	if (!rc)
		rc = run_rules(st, catalog, of);
	if (!rc)
		rc = gap_procedures(st, catalog);
	if (!rc)
		rc = assess_common_gaps(st, of->product);
	if (!rc)
		rc = assess_script(st, "model/assess/forget.sql");
	return rc;
}

static int empty_tables(struct store *st)
{
	return store_run(st, "delete from temp.judged_for;"
		"delete from temp.verdict; delete from temp.member;"
		"delete from temp.reported; delete from temp.gap;"
		"delete from temp.signal;");
}

static int assess_of(struct store *st, const struct narrow *of)
{
	static const char done[] = "insert into temp.judged_for values (?1)";
	const struct catalog *catalog;
	auto_buf state = BUF_INIT;
	bool found = false;
	int rc = catalog_open(&catalog, st);

	if (!rc)
		rc = assess_make(st, "select 1 from temp.signal",
			"model/assess/tables.sql");
	if (rc)
		return rc;
	state_name(&state, st, catalog, of);
	rc = buf_done(&state);
	if (!rc)
		rc = is_judged(&found, st, buf_text(&state));
	if (rc || found)
		return rc;
	rc = empty_tables(st);
	if (!rc)
		rc = kept_load(&found, st, buf_text(&state));
	if (!rc && !found) {
		rc = judge(st, catalog, of);
		if (!rc)
			rc = kept_save(st, buf_text(&state));
	}
	return rc ? rc : query_run(st, done, "s", buf_text(&state));
}

int assess(struct store *st, const char *product)
{
	return assess_of(st, &(struct narrow){ .product = product });
}

int assess_release(struct store *st, const char *release)
{
	auto_buf product = BUF_INIT;
	int rc = release_product(&product, st, release);

	return rc ? rc : assess_of(st, &(struct narrow){
		.product = buf_text(&product), .release = release });
}
