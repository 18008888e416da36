/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder that stays keeps its node: the notice of its name would take
 * everything below it from the kernel.
 */
#include "notice.h"

#include <fuse_lowlevel.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "journal.h"
#include "mounted.h"

enum { TIMES_ALONE = -1 }; /* as an offset: what is cached stays */

/* The name and its NUL follow. */
struct notice {
	uint64_t folder;
	uint64_t len;
};

static void add_name(struct notices *n, uint64_t folder, const char *name)
{
	const struct notice head = { folder, strlen(name) };

	buf_put(&n->names, &head, sizeof(head));
	buf_put(&n->names, name, head.len + 1);
}

/* Names that were looked for in vain. */
static void add_absent(struct notices *n, struct mounted *m, uint64_t folder)
{
	char *name;

	while ((name = absent_take(&m->absent, folder))) {
		add_name(n, folder, name);
		free(name);
	}
}

/* The same in every folder below one: there are few such names, and many
 * nodes. */
static void add_absent_below(
	struct notices *n, struct mounted *m, const char *path)
{
	const struct absent *a = &m->absent;
	size_t len = strlen(path);

	for (size_t i = a->count; i-- > 0;) {
		const struct node *folder =
			i < a->count ? nodes_by_id(m->nodes, a->names[i].folder)
				     : NULL;

		if (folder && !strncmp(folder->path, path, len) &&
			folder->path[len] == '/')
			add_absent(n, m, folder->id);
	}
}

/* Whether the path is there in the next state, and of the same kind. */
static bool stays_in(struct tree *next, const struct node *n)
{
	struct tree_node what;
	int rc = tree_find(next, &what, n->path);

	err_clear();
	return !rc && what.kind == (enum tree_kind)n->kind;
}

/* Its listing and times. */
static void add_folder(struct notices *n, struct mounted *m, struct tree *next,
	struct node *folder)
{
	folder->stays = folder->id == NODE_ROOT || stays_in(next, folder);
	buf_put(&n->folders, &folder->id, sizeof(folder->id));
	add_absent(n, m, folder->id);
	/* What has come may be asked for together with what was there. */
	if (tree_is_answer(folder->row) && !strchr(folder->path, '/'))
		add_absent_below(n, m, folder->path);
}

/* A link that is superseded is asked for anew wherever it lies. */
static void add_places(struct notices *n, const struct node *node,
	const char *name)
{
	uint64_t folder;

	for (size_t i = 0; (folder = node_place(node, i)); i++)
		add_name(n, folder, name);
}

void notices_add(struct notices *n, struct mounted *m, struct tree *next,
	const char *path)
{
	struct node *node = nodes_by_path(m->nodes, path);
	const struct node *up = nodes_by_folder(m->nodes, path);
	const char *slash = strrchr(path, '/');
	bool stays = false;

	if (node && node->kind == TREE_FOLDER) {
		add_folder(n, m, next, node);
		if (up)
			buf_put(&n->around, &up->id, sizeof(up->id));
		stays = node->stays;
	} else if (node && node->stale) {
		node->stays = stays_in(next, node);
	}
	if (node)
		add_places(n, node, slash ? slash + 1 : path);
	if (up && *path && !stays)
		add_name(n, up->id, slash ? slash + 1 : path);
}

void notices_add_aged(struct notices *n, const struct node *folder)
{
	buf_put(&n->aged, &folder->id, sizeof(folder->id));
}

int notices_done(struct notices *n)
{
	int rc = buf_done(&n->names);

	if (!rc)
		rc = buf_done(&n->folders);
	if (!rc)
		rc = buf_done(&n->around);
	return rc ? rc : buf_done(&n->aged);
}

void notices_age(const struct notices *n, struct mounted *m)
{
	const uint64_t *id = (const void *)n->aged.data;

	for (size_t i = 0; i < n->aged.len / sizeof(*id); i++)
		nodes_by_id(m->nodes, id[i])->stale = true;
}

/* A name that is nowhere: its notice waits for what is under way there. */
static void wait_for(struct fuse_session *session, const struct buf *folders)
{
	const uint64_t *id = (const void *)folders->data;

	for (size_t i = 0; i < folders->len / sizeof(*id); i++)
		fuse_lowlevel_notify_inval_entry(session, id[i], ".", 1);
}

static void send_names(struct fuse_session *session, const struct buf *names)
{
	struct notice head;

	for (size_t at = 0; at < names->len; at += head.len + 1) {
		memcpy(&head, names->data + at, sizeof(head));
		at += sizeof(head);
		fuse_lowlevel_notify_inval_entry(
			session, head.folder, names->data + at, head.len);
	}
}

static void drop(struct fuse_session *session, const struct buf *ids,
	off_t from)
{
	const uint64_t *id = (const void *)ids->data;

	for (size_t i = 0; i < ids->len / sizeof(*id); i++)
		fuse_lowlevel_notify_inval_inode(session, id[i], from, 0);
}

/* Names first: a folder's notice does not wait for listings under way, nor
 * for lookups of the folder, but one about a name does. */
void notices_send(const struct notices *n, struct fuse_session *session)
{
	send_names(session, &n->names);
	wait_for(session, &n->around);
	wait_for(session, &n->folders);
	drop(session, &n->folders, 0);
	drop(session, &n->aged, TIMES_ALONE);
}

void notices_free(struct notices *n)
{
	buf_free(&n->names);
	buf_free(&n->folders);
	buf_free(&n->around);
	buf_free(&n->aged);
}

static void add_id(struct node *n, void *ids)
{
	buf_put(ids, &n->id, sizeof(n->id));
}

void notices_drop_all(struct mounted *m)
{
	auto_buf ids = BUF_INIT;

	pthread_mutex_lock(&m->lock);
	nodes_each(m->nodes, add_id, &ids);
	pthread_mutex_unlock(&m->lock);
	if (buf_done(&ids))
		journal_failure("");
	else
		drop(m->session, &ids, 0);
}
