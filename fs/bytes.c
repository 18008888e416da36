/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of texts and links. The kernel keeps what it has read, so a text
 * is kept here only for files that it reads in several pieces, and for those
 * that take long to make, since the kernel may drop pages at any time; half of
 * what cache_size allows, the other half is the tree's. Superseded files that
 * somebody has open keep theirs until they are closed.
 */
#include "mounted.h"

#include <errno.h>
#include <fuse_lowlevel.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "dossierfs/err.h"
#include "journal.h"
#include "keep.h"
#include "tree-kept.h"

enum { DEAR_US = 1000 };

void node_list_add(struct node_list *l, struct node *n)
{
	n->newer = NULL;
	n->older = l->newest;
	if (l->newest)
		l->newest->newer = n;
	else
		l->oldest = n;
	l->newest = n;
	n->listed = true;
}

void node_list_remove(struct node_list *l, struct node *n)
{
	if (n->newer)
		n->newer->older = n->older;
	else
		l->newest = n->older;
	if (n->older)
		n->older->newer = n->newer;
	else
		l->oldest = n->newer;
	n->listed = false;
}

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static int render(struct node *n, struct tree *t)
{
	struct tree_node what;
	auto_buf out = BUF_INIT;
	int64_t begun = now_us();

	node_what(n, &what);
	int rc = tree_read(t, &what, &out, NULL);
	n->dear = n->dear || now_us() - begun >= DEAR_US;
	if (!rc)
		rc = buf_done(&out);
	if (rc)
		return rc;
	if (out.len != n->size)
		return fail(-ESTALE, "%zu bytes, though %" PRIu64
			" were announced", out.len, n->size);
	n->text = buf_take(&out, NULL);
	return 0;
}

void node_drop_bytes(struct mounted *m, struct node *n)
{
	if (n->standing != NODE_PRESENT || !n->listed || n->resting)
		return;
	node_list_remove(&m->texts, n);
	m->texts_size -= n->size;
	free(n->text);
	n->text = NULL;
}

void nodes_drop_bytes(struct mounted *m)
{
	while (m->texts.oldest)
		node_drop_bytes(m, m->texts.oldest);
}

bool node_is_large(const struct mounted *m, const struct node *n)
{
	return n->size > m->opt.cache_size / 2;
}

/* Drops the texts unused longest; the one just asked for stays. One that is
 * larger than all may be stays beside the others: it is read in many pieces,
 * and would be written anew for each. */
static void shrink(struct mounted *m)
{
	bool spare = !node_is_large(m, m->texts.newest);
	uint64_t spared = 0;
	struct node *newer;

	for (struct node *n = m->texts.oldest; n != m->texts.newest &&
		m->texts_size - spared > m->opt.cache_size / 2; n = newer) {
		newer = n->newer;
		if (spare && !spared && node_is_large(m, n))
			spared = n->size;
		else
			node_drop_bytes(m, n);
	}
}

/* The size that was announced is not that of the bytes: what it was kept by
 * is believed no more, and the kernel is to ask for this one anew. It drops
 * attributes at once, while pages would have it wait for us. */
static void correct_size(struct mounted *m, struct node *n)
{
	struct tree_node what;
	struct tree_stat stat;

	journal_failure(n->path);
	tree_doubt(m->now->tree);
	sheet_drop(m);
	node_what(n, &what);
	if (tree_stat(m->now->tree, &what, &stat) == 0)
		n->size = stat.size;
	err_clear();
	fuse_lowlevel_notify_inval_inode(m->session, n->id, -1, 0);
}

static int present_bytes(struct mounted *m, struct node *n)
{
	if (n->text) {
		node_list_remove(&m->texts, n);
		node_list_add(&m->texts, n);
		return 0;
	}
	int rc = render(n, m->now->tree);
	keep_ask(m);
	if (rc == -ESTALE)
		correct_size(m, n);
	if (rc)
		return rc;
	node_list_add(&m->texts, n);
	m->texts_size += n->size;
	shrink(m);
	return 0;
}

void node_pin(struct mounted *m, struct node *n)
{
	int rc = render(n, m->past->tree);

	if (rc)
		journal_failure(n->path);
	node_list_remove(&m->past_nodes, n);
	n->standing = rc ? NODE_LOST : NODE_PINNED;
	if (!m->past_nodes.newest)
		pthread_cond_signal(&m->let_go);
}

int node_bytes(struct mounted *m, struct node *n, const char **bytes)
{
	int rc = 0;

	*bytes = "";
	if (!n->size)
		return 0;
	if (n->standing == NODE_PAST)
		node_pin(m, n);
	if (n->standing == NODE_LOST)
		return fail(-EIO, "the bytes it had are lost");
	if (n->standing == NODE_PRESENT)
		rc = present_bytes(m, n);
	*bytes = n->text;
	return rc;
}
