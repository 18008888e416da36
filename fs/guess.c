/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A wrong guess costs time that nobody wanted, and a place among the pages in
 * memory, from which those that are used push it out.
 */
#include "guess.h"

#include <stdio.h>
#include <string.h>

#include "mounted.h"
#include "tree-hurry.h"
#include "tree-kept.h"

enum {
	GUESSED_MAX = 64 << 10, /* bytes */
	NEAR = 16, /* nodes from a page to the next that is asked for */
};

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
	if (!n || n->standing != NODE_PRESENT || n->resting)
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

/* A page that was listed with its attributes is asked for them after the one in
 * front of it. */
static const struct node *find_behind(const struct mounted *m,
	const struct node *page, const struct node *folder)
{
	for (uint64_t i = 1; i <= NEAR; i++) {
		const struct node *n = nodes_by_id(m->nodes, page->id + i);

		if (n && n->kind == TREE_TEXT && n->stale &&
			n->standing == NODE_PRESENT &&
			nodes_by_folder(m->nodes, n->path) == folder &&
			hurry_is_long(m->now->tree, n->row))
			return n;
	}
	return NULL;
}

/* The first in the folder that is waited for. */
static const char *first_of(struct mounted *m, const char *page,
	const struct node *folder)
{
	char *first = m->guess.first_long;

	if (!*first || nodes_by_folder(m->nodes, first) != folder)
		strcpy(first, page);
	return strrchr(first, '/');
}

/* Behind the last is the first in the next folder of the same kind. */
static bool find_long(struct mounted *m, const char *page,
	char next[TREE_PATH_MAX])
{
	const struct node *folder = nodes_by_folder(m->nodes, page);
	const struct node *n = nodes_by_path(m->nodes, page);
	const char *first = first_of(m, page, folder);

	n = n ? find_behind(m, n, folder) : NULL;
	if (n) {
		strcpy(next, n->path);
		return true;
	}
	n = folder && first ? node_next_folder(m, folder) : NULL;
	if (!n || snprintf(next, TREE_PATH_MAX, "%s%s", n->path, first) >=
		TREE_PATH_MAX)
		return false;
	n = nodes_by_path(m->nodes, next);
	return !n || n->stale;
}

bool guess_long(struct mounted *m, const char *page, char next[TREE_PATH_MAX])
{
	pthread_mutex_lock(&m->lock);
	bool found = find_long(m, page, next);
	pthread_mutex_unlock(&m->lock);
	return found;
}
