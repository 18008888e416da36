/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chain and the program's own rules over everything: none needs what
 * another gives, so two threads take one after the other, each on a connection
 * of its own. What comes out goes through one connection, by turns.
 */
#include <pthread.h>

#include "dossierfs/err.h"
#include "dossierfs/progress.h"
#include "dossierfs/scope.h"
#include "judge.h"

/* What is left to do: first the chain, then the rules in their order. */
struct work {
	pthread_mutex_t turn;
	size_t next, n;
	bool failed;
};

/* One of the two; a thread's own sentence ends with it. */
struct hand {
	struct work *work;
	struct judging j;
	int rc, status;
	struct buf sentence;
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

static int do_one(const struct judging *j, size_t place)
{
	const struct constraint *c;

	if (!place)
		return chain_judge(j);
	c = catalog_constraint(j->catalog, place - 1);
	return c->catalog ? 0 : rule_run(j, c);
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

static void *work(void *arg)
{
	struct hand *h = arg;
	size_t place;

	while (!h->rc && take(h, &place)) {
		h->rc = do_one(&h->j, place);
		if (!h->rc)
			h->rc = let_others(&h->j);
	}
	if (!h->rc)
		return NULL;
	h->status = err_status();
	buf_printf(&h->sentence, "%s", err_sentence());
	turn_take(&h->j);
	h->work->failed = true;
	turn_give(&h->j);
	return NULL;
}

/* Says again what the thread said. */
static int said(const struct hand *h)
{
	const char *sentence = buf_text(&h->sentence);

	if (!h->rc)
		return 0;
	return h->status == 2 ? refuse(h->rc, "%s", sentence) :
		fail(h->rc, "%s", sentence);
}

static int by_two(struct hand hands[2], struct store *twin)
{
	pthread_t thread;
	bool two;

	hands[1].j.at = twin;
	two = !pthread_create(&thread, NULL, work, &hands[1]);
	work(&hands[0]);
	if (two)
		pthread_join(thread, NULL);
	return said(&hands[0]) ? hands[0].rc : said(&hands[1]);
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

int rules_run(const struct judging *j)
{
	struct work w = { .turn = PTHREAD_MUTEX_INITIALIZER, .n = 1 };
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
	rc = by_two(hands, twin);
	for (int i = 0; i < 2; i++)
		buf_free(&hands[i].sentence);
	pthread_mutex_destroy(&w.turn);
	return rc ? rc : run_outside(j);
}
