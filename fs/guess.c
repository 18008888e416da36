/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A wrong guess costs the time that nobody wanted, and a place among the pages
 * in memory, which are pushed out by those that are used.
 */
#include "guess.h"

#include "mounted.h"

enum { SIZE_MAX_GUESSED = 64 << 10 };

void guess_after(struct mounted *m, pid_t thread, const struct node *n)
{
	uint64_t last = readers_read(&m->readers, thread, n->id);

	m->guess = n->id > last ? n->id + 1 : n->id - 1;
}

/* Whether it can be read from what was kept: what is written now holds up
 * whoever asks meanwhile. */
static bool is_worth_it(const struct node *n)
{
	return n && n->kind == TREE_TEXT && n->standing == NODE_PRESENT &&
		!n->stale && !n->text && n->size <= SIZE_MAX_GUESSED;
}

bool guess_make(struct mounted *m)
{
	struct tree_node what;
	const struct node *n;

	if (!m->guess)
		return false;
	pthread_mutex_lock(&m->lock);
	n = nodes_by_id(m->nodes, m->guess);
	m->guess = 0;
	if (is_worth_it(n)) {
		node_what(n, &what);
		tree_fetch(m->now->tree, &what);
	}
	pthread_mutex_unlock(&m->lock);
	return true;
}
