/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Extended attributes. The kernel keeps none, and a copying program asks for
 * one after the other: those of the nodes that were asked last are kept, until
 * the states are exchanged.
 */
#include "ops.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"

static int add(const char *name, const char *value, void *arg)
{
	struct buf *pairs = arg;

	buf_put(pairs, name, strlen(name) + 1);
	buf_put(pairs, value, strlen(value) + 1);
	return buf_done(pairs);
}

void attributes_drop(struct mounted *m)
{
	for (int i = 0; i < ATTRIBUTES_MAX; i++) {
		buf_free(&m->attributes[i].pairs);
		m->attributes[i].node = 0;
	}
}

/* What is superseded shows what was, of which nothing more is said. */
static int find(const struct buf **pairs, struct mounted *m,
	const struct node *n)
{
	struct attributes_kept *k = &m->attributes[n->id % ATTRIBUTES_MAX];
	struct tree_node what;

	*pairs = &k->pairs;
	if (k->node == n->id)
		return 0;
	buf_free(&k->pairs);
	k->node = 0;
	if (n->standing == NODE_PRESENT) {
		node_what(n, &what);
		int rc = tree_attributes(m->now->tree, &what, add, &k->pairs);
		if (rc)
			return rc;
	}
	k->node = n->id;
	return 0;
}

/* The next name in the pairs and, behind its NUL, its value. */
static const char *next(const struct buf *pairs, const char *name)
{
	if (!name)
		return pairs->len ? pairs->data : NULL;
	name += strlen(name) + 1;
	name += strlen(name) + 1;
	return name < pairs->data + pairs->len ? name : NULL;
}

/* Without room the size alone is asked for. */
static void answer(fuse_req_t req, const char *bytes, size_t len, size_t room)
{
	if (!room)
		fuse_reply_xattr(req, len);
	else if (len > room)
		fuse_reply_err(req, ERANGE);
	else
		fuse_reply_buf(req, bytes, len);
}

static void answer_value(fuse_req_t req, const struct buf *pairs,
	const char *name, size_t room)
{
	const char *at = next(pairs, NULL);

	while (at && strcmp(at, name))
		at = next(pairs, at);
	if (!at) {
		fuse_reply_err(req, ENODATA);
		return;
	}
	at += strlen(at) + 1;
	answer(req, at, strlen(at), room);
}

static void answer_names(fuse_req_t req, const struct buf *pairs, size_t room)
{
	auto_buf names = BUF_INIT;

	for (const char *at = next(pairs, NULL); at; at = next(pairs, at))
		buf_put(&names, at, strlen(at) + 1);
	if (names.err)
		fuse_reply_err(req, ENOMEM);
	else
		answer(req, names.data, names.len, room);
}

/* What was superseded while the request waited is looked up once more by the
 * kernel. */
static void ask(fuse_req_t req, fuse_ino_t ino, const char *name, size_t room)
{
	struct mounted *m = fuse_req_userdata(req);

	pthread_mutex_lock(&m->lock);
	const struct node *n = nodes_by_id(m->nodes, ino);
	bool gone = !n || (m->later.again && n->standing != NODE_PRESENT);
	const struct buf *pairs;
	int rc = gone ? -ESTALE : find(&pairs, m, n);
	if (gone)
		fuse_reply_err(req, ESTALE);
	else if (rc)
		ops_fail(req, m, rc, n->path);
	else if (name)
		answer_value(req, pairs, name, room);
	else
		answer_names(req, pairs, room);
	pthread_mutex_unlock(&m->lock);
}

/* Of the daemon rather than of the file: what a change costs. */
static void answer_rendered(fuse_req_t req, size_t room)
{
	char count[24];

	snprintf(count, sizeof(count), "%" PRIu64, tree_rendered());
	answer(req, count, strlen(count), room);
}

/* What is none of ours is not there, without a look. Labels and access lists
 * are said not to be supported: `ls -l` then asks for them once and not of
 * every file. */
static void getxattr_(fuse_req_t req, fuse_ino_t ino, const char *name,
	size_t size)
{
	if (strncmp(name, "user.", 5))
		fuse_reply_err(req, EOPNOTSUPP);
	else if (!strcmp(name, "user.dossierfs.rendered"))
		answer_rendered(req, size);
	else if (strncmp(name, "user.dossier.", 13))
		fuse_reply_err(req, ENODATA);
	else
		ask(req, ino, name, size);
}

static void listxattr_(fuse_req_t req, fuse_ino_t ino, size_t size)
{
	ask(req, ino, NULL, size);
}

void ops_extended(struct fuse_lowlevel_ops *ops)
{
	ops->getxattr = getxattr_;
	ops->listxattr = listxattr_;
}
