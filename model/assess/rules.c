/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program's own rules over everything: none needs what another gives, so
 * two threads take one after the other, each on a connection of its own. What
 * comes out goes through one connection, by turns.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/progress.h"
#include "dossierfs/scope.h"
#include "judge.h"

/* The rules that are left, and which of them is next. */
struct work {
	pthread_mutex_t turn;
	const struct constraint **rules;
	size_t next, n;
	bool failed;
};

/* One of the two. */
struct hand {
	struct work *work;
	struct judging j;
	struct store *early; /* has the chain, and the terms of findings; or NULL */
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

/* The next one, NULL when none is left. */
static const struct constraint *take(struct hand *h)
{
	const struct constraint *c = NULL;
	struct work *w = h->work;

	turn_take(&h->j);
	if (!w->failed && w->next < w->n) {
		progress("judging", w->next, w->n);
		c = w->rules[w->next++];
	}
	turn_give(&h->j);
	return c;
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

/* Findings are as many as all else together, so one connection alone has the
 * terms that speak of them. */
static bool reads_findings(const struct constraint *c)
{
	return strstr(c->sql, "finding_disposed");
}

static bool is_ours(const struct constraint *c)
{
	return c->sql && !c->catalog;
}

/* What was found early is on a connection that this hand has for itself. */
static int do_early(const struct hand *h)
{
	const struct constraint *c;
	struct judging j = h->j;
	int rc = chain_keep(&j, h->early);

	j.at = h->early;
	for (size_t i = 0; (c = catalog_constraint(j.catalog, i)) && !rc; i++)
		if (is_ours(c) && reads_findings(c))
			rc = rule_run(&j, c);
	return rc ? rc : let_others(&j);
}

static int work(void *arg)
{
	const struct constraint *c;
	struct hand *h = arg;
	int rc = h->early ? do_early(h) : 0;

	while (!rc && (c = take(h))) {
		rc = rule_run(&h->j, c);
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

static int longer(const void *a, const void *b)
{
	const struct constraint *const *x = a, *const *y = b;
	size_t m = strlen((*x)->sql), n = strlen((*y)->sql);

	return (m < n) - (m > n);
}

/* The longest first: the small ones fill what a hand would wait at the end. */
static int list(struct work *w, const struct catalog *catalog)
{
	const struct constraint *c;
	size_t all = 0;

	while (catalog_constraint(catalog, all))
		all++;
	w->rules = calloc(all + 1, sizeof(*w->rules));
	if (!w->rules)
		return fail(-ENOMEM, "no memory for the rules");
	for (size_t i = 0; i < all; i++) {
		c = catalog_constraint(catalog, i);
		if (is_ours(c) && !reads_findings(c))
			w->rules[w->n++] = c;
	}
	qsort(w->rules, w->n, sizeof(*w->rules), longer);
	return 0;
}

static int run_ours(const struct judging *j, struct store *early,
	struct store *twin)
{
	struct work w = { .turn = PTHREAD_MUTEX_INITIALIZER };
	struct hand hands[2] = { { .work = &w, .j = *j, .early = early },
		{ .work = &w, .j = *j } };
	int rc = list(&w, j->catalog);

	if (rc)
		return rc;
	for (int i = 0; i < 2; i++)
		hands[i].j.turn = &w.turn;
	hands[1].j.at = twin;
	rc = beside(work, &hands[1], work, &hands[0]);
	pthread_mutex_destroy(&w.turn);
	free(w.rules);
	return rc;
}

/* Rules from outside are bound in what they take, and run alone. */
static int run_outside(const struct judging *j)
{
	const struct constraint *c;
	bool first = true;
	int rc = 0;

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		if (!c->catalog)
			continue;
		if (first)
			rc = terms_make_findings(j->at);
		first = false;
		if (!rc)
			rc = rule_run(j, c);
		if (!rc)
			rc = let_others(j);
	}
	return rc;
}

int rules_run(const struct judging *j, struct store *early)
{
	auto_store twin = NULL;
	int rc = store_twin(&twin, j->at);

	if (!rc)
		rc = run_ours(j, early, twin);
	return rc ? rc : run_outside(j);
}
