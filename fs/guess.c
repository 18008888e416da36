/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A wrong guess costs time that nobody wanted, and a place among the pages in
 * memory, from which those that are used push it out.
 */
#include "guess.h"

#include "mounted.h"
#include "tree-kept.h"

enum { GUESSED_MAX = 64 << 10 }; /* bytes */

void guess_page(struct mounted *m, pid_t thread, const struct node *n)
{
	readers_read(&m->readers, thread, n->id);
	m->guess.next = readers_next_page(&m->readers, thread);
}

void guess_folder(struct mounted *m, pid_t thread, enum reader_looks looks)
{
	m->guess.next = readers_next_folder(&m->readers, thread);
	m->guess.looks = looks;
}

/* What is to be written first would hold up whoever asks meanwhile. */
static bool is_worth_it(const struct node *n)
{
	if (!n || n->standing != NODE_PRESENT)
		return false;
	return n->kind == TREE_FOLDER || (n->kind == TREE_TEXT && !n->stale &&
		!n->text && n->size <= GUESSED_MAX);
}

bool guess_make(struct mounted *m)
{
	struct tree_node what;
	const struct node *n;

	if (!m->guess.next)
		return false;
	pthread_mutex_lock(&m->lock);
	n = nodes_by_id(m->nodes, m->guess.next);
	m->guess.next = 0;
	if (is_worth_it(n)) {
		node_what(n, &what);
		if (tree_fetch(m->now->tree, &what,
			m->guess.looks != LOOKS_NOT) && n->kind == TREE_FOLDER)
			sheet_expect(m, n->id, m->guess.looks);
	}
	pthread_mutex_unlock(&m->lock);
	return true;
}
