/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program's own rules over everything: none needs what another gives, so
 * two threads take one after the other, each on a connection of its own. What
 * comes out goes through one connection, by turns.
 */
#include <pthread.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/progress.h"
#include "dossierfs/scope.h"
#include "judge.h"

/* What is left to do: first to keep the chain, then the rules from the last on,
 * for the small ones stand first and fill what one hand has left to wait. */
struct work {
	pthread_mutex_t turn;
	struct store *chain;
	size_t next, n;
	bool failed;
};

/* One of the two. */
struct hand {
	struct work *work;
	struct judging j;
	bool findings; /* has their terms, and the rules that read them */
};

void turn_take(const struct judging *j)
{
	if (j->turn)
		pthread_mutex_lock(j->turn);
}

void turn_give(const struct judging *j)
{
	if (j->turn)
		pthread_mutex_unlock(j->turn);
}

/* Whether something is left: its place. */
static bool take(struct hand *h, size_t *place)
{
	struct work *w = h->work;
	bool left;

	turn_take(&h->j);
	left = !w->failed && w->next < w->n;
	*place = left ? w->next++ : 0;
	if (left)
		progress("judging", *place, w->n);
	turn_give(&h->j);
	return left;
}

/* Findings are as many as all else together, so one hand alone has the terms
 * that speak of them. */
static bool reads_findings(const struct constraint *c)
{
	return c->sql && strstr(c->sql, "finding_disposed");
}

static int do_one(const struct hand *h, size_t place)
{
	const struct constraint *c;

	if (!place)
		return chain_keep(&h->j, h->work->chain);
	c = catalog_constraint(h->j.catalog, h->work->n - 1 - place);
	return c->catalog || reads_findings(c) ? 0 : rule_run(&h->j, c);
}

/* Others write to the cache between two steps, those of the other thread
 * included: a line counts when all of it is there. */
static int let_others(const struct judging *j)
{
	int rc;

	turn_take(j);
	rc = store_cache_free(j->st, true);
	if (!rc)
		rc = store_cache_take(j->st);
	turn_give(j);
	return rc;
}

static int do_findings(const struct judging *j)
{
	const struct constraint *c;
	int rc = terms_make_findings(j->at);

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++)
		if (!c->catalog && reads_findings(c))
			rc = rule_run(j, c);
	return rc ? rc : let_others(j);
}

static int work(void *arg)
{
	struct hand *h = arg;
	size_t place;
	int rc = h->findings ? do_findings(&h->j) : 0;

	while (!rc && take(h, &place)) {
		rc = do_one(h, place);
		if (!rc)
			rc = let_others(&h->j);
	}
	if (!rc)
		return 0;
	turn_take(&h->j);
	h->work->failed = true;
	turn_give(&h->j);
	return rc;
}

/* Rules from outside are bound in what they take, and run alone. */
static int run_outside(const struct judging *j)
{
	const struct constraint *c;
	int rc = 0;

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		if (!c->catalog)
			continue;
		rc = rule_run(j, c);
		if (!rc)
			rc = let_others(j);
	}
	return rc;
}

int rules_run(const struct judging *j, struct store *chain)
{
	struct work w = { .turn = PTHREAD_MUTEX_INITIALIZER, .chain = chain,
		.n = 1 };
	struct hand hands[2] = { { .work = &w, .j = *j },
		{ .work = &w, .j = *j } };
	auto_store twin = NULL;
	int rc = store_twin(&twin, j->at);

	if (rc)
		return rc;
	while (catalog_constraint(j->catalog, w.n - 1))
		w.n++;
	for (int i = 0; i < 2; i++)
		hands[i].j.turn = &w.turn;
	hands[0].findings = true;
	hands[1].j.at = twin;
	rc = beside(work, &hands[1], work, &hands[0]);
	pthread_mutex_destroy(&w.turn);
	return rc ? rc : run_outside(j);
}
