/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nodes as time passes: what a path is now, when it stops being that, when
 * the kernel forgets it. All under the mount's lock.
 */
#include "mounted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cookie.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "keep.h"
#include "tree-day.h"
#include "tree-hurry.h"
#include "tree-kept.h"

enum {
	RESTING_MAX = 8192,
	NEAR = 16, /* nodes from a folder to the next of its kind */
};

int moment_open(struct moment *s, const struct mounted *m)
{
	bool live = !m->opt.dated;
	int32_t day = live ? day_of(time_now()) : m->opt.as_of;
	int rc = store_open(&s->store, m->dossier, STORE_READ);

	if (!rc)
		rc = store_look(s->store, day, live);
	if (!rc)
		rc = tree_open(&s->tree, s->store);
	if (!rc)
		tree_ask(s->tree);
	if (!rc)
		rc = tree_keep(s->tree, m->opt.cache_size / 2);
	if (rc)
		moment_close(s);
	return rc;
}

int moment_go_back(struct moment *s)
{
	int64_t seq;
	int32_t day;
	int rc = tree_kept_last(s->tree, &seq, &day);

	return rc <= 0 ? rc : store_go_back(s->store, day, seq);
}

void moment_close(struct moment *s)
{
	if (s->tree)
		tree_close(s->tree);
	store_close(s->store);
	*s = (struct moment){ 0 };
}

bool moment_same(const struct moment *a, const struct moment *b)
{
	return store_seq(a->store) == store_seq(b->store) &&
		store_day(a->store) == store_day(b->store) &&
		!strcmp(store_commit_id(a->store), store_commit_id(b->store));
}

void moment_succeed(struct mounted *m, struct moment *made)
{
	const struct moment before = *m->now;

	tree_succeed(made->tree, before.tree);
	*m->now = *made;
	*made = before;
}

struct moment *moment_other(struct mounted *m)
{
	return &m->moments[m->now == &m->moments[0]];
}

int node_freshen(struct mounted *m, struct node *n)
{
	struct tree_node what;
	struct tree_stat stat;

	if (!n->stale)
		return 0;
	node_what(n, &what);
	int rc = tree_stat(m->now->tree, &what, &stat);
	if (rc)
		return rc;
	n->size = stat.size;
	n->mtime = stat.mtime;
	n->stale = false;
	return 0;
}

const struct node *node_next_folder(const struct mounted *m,
	const struct node *folder)
{
	const struct node *up = nodes_by_folder(m->nodes, folder->path);

	for (uint64_t i = 1; i <= NEAR; i++) {
		const struct node *n = nodes_by_id(m->nodes, folder->id + i);

		if (n && n->kind == TREE_FOLDER && n->row == folder->row &&
			n->standing == NODE_PRESENT &&
			nodes_by_folder(m->nodes, n->path) == up)
			return n;
	}
	return NULL;
}

/* A text whose size takes long to know is named at once, so that no folder
 * above it is held until then; its attributes are asked for apart. */
static int add_stale(struct mounted *m, struct node **out,
	const struct tree_node *what)
{
	const struct tree_stat stat = { .kind = what->kind,
		.ino = tree_ino(what) };
	int rc = nodes_add(m->nodes, out, what, &stat);

	if (!rc)
		(*out)->stale = true;
	return rc;
}

/* A link that says what another does is the same. */
static bool find_same(struct mounted *m, struct node **out,
	const struct tree_node *what, const struct tree_stat *stat)
{
	const struct node *folder;

	*out = nodes_same_link(m->nodes, what, stat);
	folder = *out ? nodes_by_folder(m->nodes, what->path) : NULL;
	return folder && node_add_place(*out, folder);
}

int node_now(struct mounted *m, struct node **out, const char *path,
	const struct tree_node *what)
{
	struct node *known = nodes_by_path(m->nodes, path);
	struct tree_node found;
	struct tree_stat stat;
	int rc = 0;

	if (known) {
		*out = known;
		rc = node_freshen(m, known);
		return rc == -EAGAIN && tree_lacked(m->now->tree) ? 0 : rc;
	}
	if (!what) {
		rc = tree_find(m->now->tree, &found, path);
		what = &found;
	}
	if (rc)
		return rc;
	rc = tree_stat(m->now->tree, what, &stat);
	keep_ask(m);
	if (rc == -EAGAIN && tree_lacked(m->now->tree))
		return add_stale(m, out, what);
	if (rc || find_same(m, out, what, &stat))
		return rc;
	return nodes_add(m->nodes, out, what, &stat);
}

static void rise(struct mounted *m, struct node *n)
{
	node_list_remove(&m->resting, n);
	n->resting = false;
	m->resting_count--;
}

static void leave_list(struct mounted *m, struct node *n)
{
	if (!n->listed)
		return;
	if (n->resting) {
		rise(m, n);
		return;
	}
	if (n->standing == NODE_PRESENT) {
		node_list_remove(&m->texts, n);
		m->texts_size -= n->size;
		return;
	}
	node_list_remove(&m->past_nodes, n);
	if (!m->past_nodes.newest)
		pthread_cond_signal(&m->let_go);
}

void node_supersede(struct mounted *m, struct node *n)
{
	bool rendered = n->kind == TREE_TEXT || n->kind == TREE_LINK;

	n->stale = n->stale && n->kind == TREE_FOLDER;
	leave_list(m, n);
	nodes_hide(m->nodes, n);
	if (!n->lookups && n->id != NODE_ROOT) {
		nodes_remove(m->nodes, n);
		return;
	}
	if (!rendered || n->text || !n->size) {
		n->standing = NODE_PINNED;
		return;
	}
	n->standing = NODE_PAST;
	node_list_add(&m->past_nodes, n);
}

static void forget_absent(struct mounted *m, const struct node *folder)
{
	char *name;

	while ((name = absent_take(&m->absent, folder->id)))
		free(name);
}

static void rest(struct mounted *m, struct node *n)
{
	node_drop_bytes(m, n);
	if (m->sheet.part.folder == n->id)
		sheet_drop(m);
	if (n->kind == TREE_FOLDER) {
		cookies_free(n->cookies);
		n->cookies = NULL;
	}
	n->resting = true;
	node_list_add(&m->resting, n);
	if (m->resting_count++ < RESTING_MAX)
		return;
	struct node *oldest = m->resting.oldest;
	rise(m, oldest);
	nodes_remove(m->nodes, oldest);
}

void node_remember(struct mounted *m, struct node *n)
{
	if (n->resting)
		rise(m, n);
	n->lookups++;
}

void node_forget(struct mounted *m, struct node *n, uint64_t lookups)
{
	n->lookups -= lookups < n->lookups ? lookups : n->lookups;
	if (n->lookups || n->id == NODE_ROOT || n->resting)
		return;
	if (n->kind == TREE_FOLDER)
		forget_absent(m, n);
	if (n->standing == NODE_PRESENT) {
		rest(m, n);
		return;
	}
	leave_list(m, n);
	nodes_remove(m->nodes, n);
}
