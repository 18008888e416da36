/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listing a folder. What fits the kernel's buffer is collected first and
 * looked at afterwards, so that no query runs inside another. One record that
 * cannot be read costs its own attributes, not the listing.
 */
#include "ops.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cookie.h"
#include "dossierfs/err.h"

enum { BATCH = 256 };

struct entry {
	char name[256]; /* NAME_MAX and a NUL */
	struct tree_node node;
};

/* One request: what goes into its buffer. */
struct listing {
	fuse_req_t req;
	struct mounted *m;
	struct node *folder;
	bool plus;
	char *buf;
	size_t size;
	size_t used;
	size_t reserved; /* of the buffer, by collected entries */
	struct entry *entries;
	size_t count;
	uint64_t *counted; /* ids whose lookups this answer counts */
	size_t n_counted;
};

static size_t entry_size(const struct listing *l, const char *name)
{
	return l->plus ?
		fuse_add_direntry_plus(l->req, NULL, 0, name, NULL, 0) :
		fuse_add_direntry(l->req, NULL, 0, name, NULL, 0);
}

static void put(struct listing *l, const char *name,
	const struct fuse_entry_param *e, uint64_t cookie)
{
	char *to = l->buf + l->used;
	size_t room = l->size - l->used;

	l->used += l->plus ? fuse_add_direntry_plus(l->req, to, room, name, e,
			(off_t)cookie) :
		fuse_add_direntry(l->req, to, room, name, &e->attr,
			(off_t)cookie);
}

static int collect(const char *name, const struct tree_node *node, void *arg)
{
	struct listing *l = arg;
	size_t size = entry_size(l, name);

	if (strlen(name) >= sizeof(l->entries->name))
		return 0; /* no kernel could take it */
	if (l->count == BATCH || l->used + l->reserved + size > l->size)
		return 1;
	struct entry *e = &l->entries[l->count++];
	l->reserved += size;
	snprintf(e->name, sizeof(e->name), "%s", name);
	e->node = *node;
	return 0;
}

/* With no nodeid an entry has a name and a type only; the kernel looks it up
 * when it wants more, and gets the error then. */
static void describe(struct listing *l, const struct tree_node *what,
	struct fuse_entry_param *e)
{
	struct node *n;
	int rc = node_now(l->m, &n, what->path, what);

	if (!rc) {
		ops_entry(l->m, n, e);
		l->counted[l->n_counted++] = n->id;
		return;
	}
	ops_errno(rc, what->path);
	*e = (struct fuse_entry_param){ 0 };
	e->attr.st_ino = UINT64_MAX; /* unknown, but 0 would hide the name */
	e->attr.st_mode = what->kind == TREE_FOLDER ? S_IFDIR :
		what->kind == TREE_LINK ? S_IFLNK : S_IFREG;
}

static int put_entries(struct listing *l)
{
	struct fuse_entry_param e;
	uint64_t cookie;

	for (size_t i = 0; i < l->count; i++) {
		const struct entry *at = &l->entries[i];
		int rc = cookies_give(&l->folder->cookies, at->name, &cookie);

		if (rc)
			return i ? 0 : rc; /* what is there is in order */
		describe(l, &at->node, &e);
		put(l, at->name, &e, cookie);
	}
	return 0;
}

/* "." and ".."; the kernel knows them and takes no nodeid. */
static void put_dots(struct listing *l, uint64_t from)
{
	const struct node *up = nodes_by_folder(l->m->nodes, l->folder->path);
	struct fuse_entry_param e = { .attr.st_mode = S_IFDIR };

	if (from < COOKIE_DOT) {
		e.attr.st_ino = l->folder->ino;
		put(l, ".", &e, COOKIE_DOT);
	}
	if (from < COOKIE_NAMES) {
		e.attr.st_ino = up ? up->ino : l->folder->ino;
		put(l, "..", &e, COOKIE_NAMES);
	}
}

static int list(struct listing *l, uint64_t from)
{
	const char *after = cookies_name(l->folder->cookies, from);
	auto_buf start = BUF_INIT;
	struct tree_node what;

	if (!after)
		return refuse(-EINVAL, "no such place in the folder");
	put_dots(l, from);
	buf_puts(&start, after); /* cookies move while names are added */
	if (buf_done(&start))
		return start.err;
	node_what(l->folder, &what);
	int rc = tree_list(l->m->now->tree, &what,
		start.len ? start.data : NULL, collect, l);
	return rc < 0 && rc != -ENOENT ? rc : put_entries(l);
}

static void answer(struct listing *l, uint64_t from)
{
	int rc = -ENOMEM;

	if (l->buf && l->entries && l->counted)
		rc = list(l, from);
	if (rc)
		fuse_reply_err(l->req, ops_errno(rc, l->folder->path));
	else
		rc = fuse_reply_buf(l->req, l->buf, l->used);
	/* Only readdirplus that arrived counts as lookups. */
	for (size_t i = 0; (rc || !l->plus) && i < l->n_counted; i++)
		node_forget(l->m, nodes_by_id(l->m->nodes, l->counted[i]), 1);
}

static void readdir_(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	bool plus)
{
	struct mounted *m = fuse_req_userdata(req);
	struct listing l = { .req = req, .m = m, .plus = plus, .size = size };

	pthread_mutex_lock(&m->lock);
	l.folder = nodes_by_id(m->nodes, ino);
	if (!l.folder || l.folder->kind != TREE_FOLDER) {
		fuse_reply_err(req, ENOTDIR);
	} else {
		l.buf = malloc(size);
		l.entries = malloc(BATCH * sizeof(*l.entries));
		l.counted = malloc(BATCH * sizeof(*l.counted));
		answer(&l, (uint64_t)offset);
	}
	free(l.buf);
	free(l.entries);
	free(l.counted);
	pthread_mutex_unlock(&m->lock);
}

void ops_readdir(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	struct fuse_file_info *fi)
{
	(void)fi;
	readdir_(req, ino, size, offset, false);
}

void ops_readdirplus(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	struct fuse_file_info *fi)
{
	(void)fi;
	readdir_(req, ino, size, offset, true);
}
