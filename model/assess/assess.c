/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging a state: as it is kept; or from an earlier one, by what has changed
 * since; or from nothing. The terms are made and the rules run in a scope
 * beside the store, and their members are folded into verdicts.
 */
#include "dossierfs/assess.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "dossierfs/blob.h"
#include "dossierfs/date.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "dossierfs/scope.h"
#include "dossierfs/text.h"
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
	return query_ready(st, probe) ? 0 : assess_script(st, path);
}

/* All that verdicts depend on besides the commit and the day: the rules; what
 * is gone from blobs/; and what cannot be read or verified here, but may be
 * once the program for it is installed. */
static int put_rules(struct buf *out, const struct judging *j)
{
	char lost[65];
	int rc = store_lost(j->st, lost);

	buf_printf(out, "%s %s %d%d %s", catalog_digest(j->catalog),
		ASSESS_VERSION, text_run_there("pdftotext"),
		text_run_there("gpgv"), lost);
	return rc ? rc : buf_done(out);
}

static int put_state(struct buf *out, const struct judging *j,
	const char *rules, const char *release)
{
	char day[DAY_TEXT];

	buf_printf(out, "%s %s %s %s %s", store_commit_id(j->st),
		day_format(day, store_day(j->st)), rules,
		j->product ? j->product : "", release ? release : "");
	return buf_done(out);
}

/* The counts of a constraint in a new line, which has no other generation. */
static int count(struct counts *n, const struct judging *j, const char *id)
{
	static const char sql[] =
		"select total(verdict = 'met'), total(verdict = 'partly'),"
		" total(verdict = 'not-met'), total(verdict = 'unknown'),"
		" total(verdict = 'not-applicable'),"
		" (select count(*) from cache.judged_member w"
		"   where w.line = ?1 and w.constraint_id = ?2"
		"     and w.until is not null)"
		"  from cache.judged_member where line = ?1"
		"   and constraint_id = ?2";
	auto_query q = NULL;
	int rc = query_open(&q, j->st, sql, "is", j->line, id);

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	*n = (struct counts){ query_int(q, 0), query_int(q, 1),
		query_int(q, 2), query_int(q, 3), query_int(q, 4),
		query_int(q, 5) };
	return 0;
}

/* The verdicts, and the gaps that they leave; members are there. */
static int conclude(const struct judging *j, const struct counts *known)
{
	const struct constraint *c;
	int rc = 0;

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		struct counts n = { 0 };

		if (known)
			n = known[i];
		else
			rc = count(&n, j, c->id);
		if (!rc)
			rc = verdict_fold(j, c, (int)i, &n);
	}
	if (!rc)
		rc = gap_procedures(j);
	return rc ? rc : gap_common(j);
}

/* Pages show them of all products only. */
static int find_subjects(const struct judging *j)
{
	int rc;

	if (j->product)
		return 0;
	rc = j->part ? subjects_judge(j) : subjects_find(j);
	if (rc)
		return rc;
	return j->part ? standing_judge(j) : standing_find(j);
}

/* Folds and keeps, all at once; *j->st has the cache for itself. */
static int finish(const struct judging *j, const struct counts *known,
	const char *state, const char *rules)
{
	int rc = conclude(j, known);

	if (!rc)
		rc = find_subjects(j);
	return rc ? rc : judged_keep(j, state, rules);
}

/* Indexes over all members are written to in no order: with SQLite's own cache,
 * of 2 MB, most pages of them go to the file and back. */
static int make_room(struct store *st, bool more)
{
	return store_run(st, more ? "pragma cache.cache_size = -16384" :
		"pragma cache.cache_size = -2000");
}

/* Frees the cache, and says there what the next judging can stand on. */
static int let_go(const struct judging *j)
{
	int rc = store_cache_free(j->st, true);

	if (!rc && j->at && frame_keep(j->at))
		err_clear(); /* it is made again */
	return rc;
}

static int judge_whole_line(struct judging *j, const char *state,
	const char *rules)
{
	auto_store at = NULL;
	int rc = store_whole_begin(&at, j->st);

	j->at = at;
	j->part = false;
	if (!rc)
		rc = judge_all(j);
	if (!rc)
		rc = counts_ready(j->st);
	if (!rc)
		rc = store_cache_take(j->st);
	if (rc)
		return rc;
	rc = finish(j, NULL, state, rules);
	if (!rc)
		rc = counts_keep(j);
	return rc ? (store_cache_free(j->st, false), rc) : let_go(j);
}

static int from_nothing(struct judging *j, const char *state,
	const char *rules)
{
	int rc = make_room(j->st, true);

	if (!rc)
		rc = judge_whole_line(j, state, rules);
	return rc ? (make_room(j->st, false), rc) : make_room(j->st, false);
}

/* Counts of the generation before; a constraint that was none has none. */
static int counts_before(struct counts *out, const struct judging *j,
	const char *id)
{
	static const char sql[] =
		"select met, partly, not_met, unknown, not_applicable, waiting"
		"  from cache.judged_verdict"
		" where line = ?1 and gen = ?2 and constraint_id = ?3";
	auto_query q = NULL;
	int rc = query_open(&q, j->st, sql, "iis", j->line, j->gen - 1, id);

	if (!rc)
		rc = query_next(q);
	if (rc > 0)
		*out = (struct counts){ query_int(q, 0), query_int(q, 1),
			query_int(q, 2), query_int(q, 3), query_int(q, 4),
			query_int(q, 5) };
	return rc < 0 ? rc : 0;
}

enum { CONSTRAINTS_MAX = 512 };

static int judge_part(struct judging *j, const struct base *base,
	enum reach reach, const char *state, const char *rules)
{
	struct counts n[CONSTRAINTS_MAX] = { 0 };
	const struct constraint *c;
	int rc = judged_follow(j, base);

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++)
		rc = counts_before(&n[i], j, c->id);
	if (!rc)
		rc = scope_judge(j, reach, n);
	return rc ? rc : finish(j, n, state, rules);
}

/* How far what changed reaches; nowhere, where no rule can read of it. */
static int find_reach(enum reach *out, const struct judging *j,
	const struct base *base)
{
	char day[DAY_TEXT];
	int64_t moved;
	int rc = assess_moved(&moved, NULL, j->st);

	*out = REACH_NONE;
	if (rc || (moved <= base->seq && !strcmp(base->day,
		day_format(day, store_day(j->st)))))
		return rc;
	return scope_find(out, j->st, base);
}

/* From the state before; *done says whether that was the way. Whoever has the
 * cache looks again what is there: another may have been quicker. */
static int from_before(bool *done, struct judging *j, const char *state,
	const char *rules)
{
	enum reach reach = REACH_ALL;
	struct base base;
	int rc;

	*done = false;
	if (!store_cache_shared(j->st) ||
	    catalog_constraint(j->catalog, CONSTRAINTS_MAX))
		return 0;
	rc = judged_base(done, &base, j->st, rules);
	if (!rc && *done)
		rc = find_reach(&reach, j, &base);
	*done = false;
	if (rc || reach == REACH_ALL)
		return rc;
	if (reach == REACH_PART)
		rc = components_keep(j->st);
	if (!rc)
		rc = store_cache_take(j->st);
	if (rc)
		return rc;
	rc = judged_find(done, j->st, state);
	if (!rc && !*done) {
		struct base again = base;

		rc = judged_base(done, &again, j->st, rules);
		*done = *done && again.line == base.line &&
			again.gen == base.gen;
		if (!rc && *done)
			rc = reach == REACH_NONE ?
				judged_again(j, &base, state, rules) :
				judge_part(j, &base, reach, state, rules);
	}
	if (rc) {
		store_cache_free(j->st, false);
		return rc;
	}
	return let_go(j);
}

/* A mount that shows verdicts is about to judge the same change, and is quicker
 * at it: it has judged before. */
static int await(bool *found, const struct judging *j, const char *state)
{
	enum { PATIENCE = 200, MOST = 16 }; /* ms */
	int rc = 0;

	if (!store_cache_shared(j->st) || !store_is_watched(j->st))
		return 0;
	for (int waited = 0, ms = 4; waited < PATIENCE && !rc && !*found;) {
		const struct timespec pause = { .tv_nsec = ms * 1000000L };

		nanosleep(&pause, NULL);
		waited += ms;
		ms = ms < MOST ? 2 * ms : ms;
		rc = store_cache_look(j->st);
		if (!rc)
			rc = judged_find(found, j->st, state);
	}
	return rc;
}

/* Others who do the same may have the cache for long; then what they found is
 * there. */
static int from_nothing_in_turn(struct judging *j, const char *state,
	const char *rules)
{
	enum { TURNS = 12 };
	bool found = false;
	int rc = from_nothing(j, state, rules);

	for (int i = 0; rc == -EBUSY && i < TURNS; i++) {
		err_clear();
		rc = store_cache_look(j->st);
		if (!rc)
			rc = judged_find(&found, j->st, state);
		if (!rc && !found)
			rc = from_nothing(j, state, rules);
	}
	return rc;
}

/* Judges all products' members, unless they are there. */
static int judge_whole(struct judging *j, const char *rules)
{
	auto_buf state = BUF_INIT;
	bool found = false;
	int rc = put_state(&state, j, rules, NULL);

	if (!rc)
		rc = judged_find(&found, j->st, buf_text(&state));
	if (!rc && !found && j->next)
		rc = await(&found, j, buf_text(&state));
	if (!rc && !found)
		rc = from_before(&found, j, buf_text(&state), rules);
	if (rc || found || j->next)
		return rc;
	return from_nothing_in_turn(j, buf_text(&state), rules);
}

static int narrow(struct judging *j, const char *release, const char *state)
{
	int64_t line = 0, gen = 0;
	int rc = judged_line(j->st, &line, &gen);

	if (!rc)
		rc = release ? scope_release(j, release) : scope_exemptions(j);
	if (!rc)
		rc = store_cache_take(j->st);
	if (rc)
		return rc;
	rc = judged_begin(j);
	if (!rc)
		rc = narrow_copy(j, release, line, gen);
	if (!rc)
		rc = finish(j, NULL, state, "");
	return rc ? (store_cache_free(j->st, false), rc) :
		store_cache_free(j->st, true);
}

static int judge_narrow(struct judging *j, const char *rules,
	const char *release)
{
	const char *product = j->product;
	auto_buf state = BUF_INIT;
	bool found = false;
	int rc = put_state(&state, j, rules, release);

	if (!rc)
		rc = judged_find(&found, j->st, buf_text(&state));
	if (rc || found)
		return rc;
	j->product = NULL;
	rc = judge_whole(j, rules);
	j->product = product;
	j->part = false;
	return rc ? rc : narrow(j, release, buf_text(&state));
}

static int assess_of(struct store *st, const char *product,
	const char *release, bool next)
{
	struct judging j = { .st = st, .product = product, .next = next };
	auto_buf asked = BUF_INIT, rules = BUF_INIT;
	bool shown = false;
	int rc = catalog_open(&j.catalog, st);

	if (!rc)
		rc = judged_ready(st);
	if (!rc)
		rc = put_state(&asked, &j, catalog_digest(j.catalog), release);
	if (!rc)
		rc = judged_shown(&shown, st, buf_text(&asked));
	if (rc || shown)
		return rc;
	rc = put_rules(&rules, &j);
	if (!rc)
		rc = product ? judge_narrow(&j, buf_text(&rules), release) :
			judge_whole(&j, buf_text(&rules));
	return rc || next ? rc : judged_asked(st, buf_text(&asked));
}

int assess_kept(struct store *st)
{
	struct judging j = { .st = st };
	auto_buf asked = BUF_INIT, rules = BUF_INIT, state = BUF_INIT;
	bool found = false;
	int rc = catalog_open(&j.catalog, st);

	if (!rc)
		rc = judged_ready(st);
	if (!rc)
		rc = put_state(&asked, &j, catalog_digest(j.catalog), NULL);
	if (!rc)
		rc = judged_shown(&found, st, buf_text(&asked));
	if (rc || found)
		return rc ? rc : 1;
	rc = put_rules(&rules, &j);
	if (!rc)
		rc = put_state(&state, &j, buf_text(&rules), NULL);
	if (!rc)
		rc = judged_find(&found, st, buf_text(&state));
	if (rc || !found)
		return rc;
	rc = judged_asked(st, buf_text(&asked));
	return rc ? rc : 1;
}

int assess(struct store *st, const char *product)
{
	return assess_of(st, product, NULL, false);
}

int assess_next(struct store *st)
{
	return assess_of(st, NULL, NULL, true);
}

int assess_release(struct store *st, const char *release)
{
	auto_buf product = BUF_INIT;
	int rc = release_product(&product, st, release);

	return rc ? rc : assess_of(st, buf_text(&product), release, false);
}
