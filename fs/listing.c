/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listing a folder. Entries are found first and looked at afterwards, so that
 * no query runs inside another. One record that cannot be read costs its own
 * attributes, not the listing.
 */
#include "ops.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cookie.h"
#include "dossierfs/err.h"

/* One request: what goes into its buffer. */
struct listing {
	fuse_req_t req;
	pid_t thread;
	struct mounted *m;
	struct node *folder;
	bool plus;
	enum reader_looks looks; /* the reader, at what is named */
	char *buf;
	size_t size;
	size_t used;
	struct buf counted; /* uint64_t: ids whose lookups this counts */
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

/* With no nodeid an entry has a name, a number and a type only; the kernel
 * looks it up when it wants more, and gets the error, if any, then. */
static void name_only(const struct tree_node *what, struct fuse_entry_param *e)
{
	*e = (struct fuse_entry_param){ 0 };
	e->attr.st_ino = tree_ino(what->path);
	e->attr.st_mode = what->kind == TREE_FOLDER ? S_IFDIR :
		what->kind == TREE_LINK ? S_IFLNK : S_IFREG;
}

static void describe(struct listing *l, const struct tree_node *what,
	struct fuse_entry_param *e)
{
	struct node *n;
	int rc = node_now(l->m, &n, what->path, what);

	if (!rc) {
		ops_entry(l->m, n, e);
		buf_put(&l->counted, &n->id, sizeof(n->id));
		return;
	}
	ops_errno(l->m, rc, what->path);
	name_only(what, e);
}

/* Who walks by names goes into folders, too; but how old one is may take long
 * to find out, as may what a page that nobody looks at would say. */
static bool is_described(const struct listing *l, const struct tree_node *what)
{
	if (!l->plus || l->looks == LOOKS)
		return l->plus;
	return (l->looks == LOOKS_MAYBE || what->kind == TREE_FOLDER) &&
		tree_is_known(l->m->now->tree, what);
}

static bool is_unwritten(const struct listing *l, const struct tree_node *what)
{
	return l->plus && l->looks == LOOKS &&
		tree_is_unmade(l->m->now->tree, what);
}

/* Writes pages ahead of their being asked for: many at once. */
static void write_ahead(struct listing *l, struct listed *found)
{
	struct tree_node what;

	for (size_t i = 0; i < SHARE_MAX && listed_later(found, i,
			l->folder->path, &what) && share_add(l->m, &what); i++)
		;
	share_write(l->m);
}

/* Gives what fits of what was found behind the place. */
static int put_entries(struct listing *l, struct listed *found)
{
	struct fuse_entry_param e;
	struct tree_node what;
	const char *name;
	uint64_t cookie;
	bool any = false;

	while (listed_next(found, l->folder->path, &name, &what) &&
		l->used + entry_size(l, name) <= l->size) {
		int rc = cookies_give(&l->folder->cookies, name, &cookie);

		if (rc)
			return any ? 0 : rc; /* what is there is in order */
		if (is_unwritten(l, &what))
			write_ahead(l, found);
		if (is_described(l, &what))
			describe(l, &what, &e);
		else
			name_only(&what, &e);
		put(l, name, &e, cookie);
		listed_gave(found, cookie);
		any = true;
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

static int find(struct listing *l, struct listed *found, uint64_t from)
{
	const char *after = cookies_name(l->folder->cookies, from);
	struct tree_node what;

	if (!after)
		return refuse(-EINVAL, "no such place in the folder");
	node_what(l->folder, &what);
	return listed_fill(found, l->m->now->tree, &what,
		*after ? after : NULL);
}

static int list(struct listing *l, uint64_t from)
{
	struct listed *found = listed_at(&l->m->listings, l->folder->id, from);
	int rc = 0;

	put_dots(l, from);
	if (listed_empty(found))
		rc = find(l, found, from);
	/* Names alone of a large folder come at once. */
	if (l->looks == LOOKS_MAYBE && !listed_whole(found))
		l->looks = LOOKS_NOT;
	if (!rc && l->plus && l->looks != LOOKS_NOT)
		rc = listed_look_ahead(found, l->m->now->tree,
			l->folder->path);
	return rc ? rc : put_entries(l, found);
}

static void answer(struct listing *l, uint64_t from)
{
	int rc = l->buf ? list(l, from) : -ENOMEM;

	if (!rc)
		rc = buf_done(&l->counted);
	if (rc)
		ops_fail(l->req, l->m, rc, l->folder->path);
	else
		rc = fuse_reply_buf(l->req, l->buf, l->used);
	if (!rc && !l->used)
		guess_folder(l->m, l->thread, l->looks != LOOKS_NOT);
	/* Only readdirplus that arrived counts as lookups. */
	const uint64_t *id = (const void *)l->counted.data;
	for (size_t n = rc || !l->plus ? l->counted.len / sizeof(*id) : 0; n;
		n--)
		node_forget(l->m, nodes_by_id(l->m->nodes, *id++), 1);
}

static void readdir_(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	bool plus)
{
	struct mounted *m = fuse_req_userdata(req);
	struct listing l = { .req = req, .m = m, .plus = plus, .size = size,
		.thread = fuse_req_ctx(req)->pid };

	pthread_mutex_lock(&m->lock);
	l.folder = nodes_by_id(m->nodes, ino);
	if (!l.folder || l.folder->kind != TREE_FOLDER) {
		fuse_reply_err(req, ENOTDIR);
	} else {
		l.looks = readers_list(&m->readers, l.thread, ino);
		l.buf = malloc(size);
		answer(&l, (uint64_t)offset);
	}
	free(l.buf);
	buf_free(&l.counted);
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
