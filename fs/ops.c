/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading requests. Open and opendir answer ENOSYS where the kernel can do
 * without: then a warm reader never comes here at all.
 */
#include "ops.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>
#include <sys/stat.h>

#include "dossierfs/err.h"
#include "journal.h"
#include "keep.h"
#include "session.h"
#include "tree-hurry.h"

static struct mounted *begin(fuse_req_t req)
{
	struct mounted *m = fuse_req_userdata(req);

	pthread_mutex_lock(&m->lock);
	return m;
}

static void end(struct mounted *m)
{
	pthread_mutex_unlock(&m->lock);
}

int ops_errno(struct mounted *m, int rc, const char *path)
{
	journal_failure(path);
	if (rc == -ENOENT || rc == -ENOMEM || rc == -EMFILE)
		return -rc;
	keep_wake(m);
	return EIO;
}

void ops_fail(fuse_req_t req, struct mounted *m, int rc, const char *path)
{
	struct tree *t = m->now->tree;
	unsigned lacked = rc == -EAGAIN ? tree_lacked(t) : tree_doubted(t);

	if (!lacked) {
		fuse_reply_err(req, ops_errno(m, rc, path));
		return;
	}
	err_clear();
	m->later.wish.parts = lacked;
	strcpy(m->later.wish.page, tree_long_page(t));
	fuse_reply_none(req);
}

void ops_attributes(const struct mounted *m, const struct node *n,
	struct stat *st)
{
	*st = (struct stat){
		.st_ino = n->ino,
		.st_mode = n->kind == TREE_FOLDER ? S_IFDIR | 0555 :
			n->kind == TREE_LINK ? S_IFLNK | 0777 : S_IFREG | 0444,
		.st_nlink = n->kind == TREE_FOLDER ? 2 : 1,
		.st_uid = m->uid,
		.st_gid = m->gid,
		.st_size = (off_t)n->size,
		.st_blocks = (blkcnt_t)((n->size + 511) / 512),
		.st_blksize = OPS_BLOCK,
		.st_atim.tv_sec = n->mtime,
		.st_mtim.tv_sec = n->mtime,
		.st_ctim.tv_sec = n->mtime,
	};
}

void ops_entry(struct mounted *m, struct node *n,
	struct fuse_entry_param *e)
{
	*e = (struct fuse_entry_param){
		.ino = n->id,
		.generation = m->generation,
		.attr_timeout = n->stale ? 0 : OPS_KEPT,
		.entry_timeout = OPS_KEPT,
	};
	ops_attributes(m, n, &e->attr);
	node_remember(m, n);
}

/* "Not there", which the kernel keeps where we can take it back. */
static void answer_absent(fuse_req_t req, struct mounted *m,
	const struct node *folder, const char *name)
{
	const struct fuse_entry_param none = { .entry_timeout = OPS_KEPT };

	if (absent_always(name) || absent_note(&m->absent, folder->id, name))
		fuse_reply_entry(req, &none);
	else
		fuse_reply_err(req, ENOENT);
}

static void answer_entry(fuse_req_t req, struct mounted *m, struct node *n)
{
	struct fuse_entry_param e;

	ops_entry(m, n, &e);
	if (fuse_reply_entry(req, &e))
		node_forget(m, n, 1);
}

/* A server of files has a node's number and wants the node, as ".", or the
 * folder that it lies in. */
static void look_up_again(fuse_req_t req, struct mounted *m, struct node *n,
	bool up)
{
	const char *slash = strrchr(n->path, '/');
	auto_buf path = BUF_INIT;
	int rc = 0;

	buf_put(&path, n->path, slash ? (size_t)(slash - n->path) : 0);
	if (up)
		rc = buf_done(&path);
	if (up && !rc)
		rc = node_now(m, &n, buf_text(&path), NULL);
	else if (!up)
		rc = n->standing == NODE_PRESENT ? node_freshen(m, n) : -ENOENT;
	if (rc == -ENOENT)
		fuse_reply_err(req, ESTALE);
	else if (rc)
		ops_fail(req, m, rc, buf_text(&path));
	else
		answer_entry(req, m, n);
}

static void look_up(fuse_req_t req, struct mounted *m,
	const struct node *folder, const char *name)
{
	auto_buf path = BUF_INIT;
	struct node *n;

	buf_printf(&path, "%s%s%s", folder->path, *folder->path ? "/" : "",
		name);
	int rc = buf_done(&path);
	if (!rc && (path.len >= TREE_PATH_MAX || absent_always(name)))
		rc = -ENOENT;
	if (!rc)
		rc = node_now(m, &n, path.data, NULL);
	if (rc == -ENOENT) {
		answer_absent(req, m, folder, name);
	} else if (rc) {
		ops_fail(req, m, rc, buf_text(&path));
	} else {
		if (n->kind != TREE_FOLDER)
			readers_look(&m->readers, folder->id);
		answer_entry(req, m, n);
	}
}

static void lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct mounted *m = begin(req);
	struct node *folder = nodes_by_id(m->nodes, parent);

	if (!folder)
		fuse_reply_err(req, ESTALE);
	else if (!strcmp(name, ".") || !strcmp(name, ".."))
		look_up_again(req, m, folder, name[1] != '\0');
	else if (strlen(name) > OPS_NAME_MAX)
		fuse_reply_err(req, ENAMETOOLONG);
	else
		look_up(req, m, folder, name);
	end(m);
}

/* The kernel forgets much at once when memory is short. What is let go of then
 * lies between what was forgotten: only so can whole pages be given back. */
static void give_back(struct mounted *m)
{
	if (!nodes_shrink(m->nodes))
		return;
	nodes_drop_bytes(m);
	tree_let_go(m->now->tree);
	later_rest(&m->later);
	malloc_trim(0);
	m->squeezed = true;
	keep_wake(m);
}

static void take_back(struct mounted *m, fuse_ino_t ino, uint64_t lookups)
{
	struct node *n = nodes_by_id(m->nodes, ino);

	if (n)
		node_forget(m, n, lookups);
	give_back(m);
}

static void forget(fuse_req_t req, fuse_ino_t ino, uint64_t lookups)
{
	struct mounted *m = begin(req);

	take_back(m, ino, lookups);
	end(m);
	fuse_reply_none(req);
}

static void forget_multi(fuse_req_t req, size_t count,
	struct fuse_forget_data *forgets)
{
	struct mounted *m = begin(req);

	for (size_t i = 0; i < count; i++)
		take_back(m, forgets[i].ino, forgets[i].nlookup);
	end(m);
	fuse_reply_none(req);
}

static void getattr(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	struct mounted *m = begin(req);
	struct node *n = nodes_by_id(m->nodes, ino);
	int rc = n ? node_freshen(m, n) : -ESTALE;
	struct stat st;

	(void)fi;
	if (!n) {
		fuse_reply_err(req, ESTALE);
	} else if (rc) {
		ops_fail(req, m, rc, n->path);
	} else {
		ops_attributes(m, n, &st);
		fuse_reply_attr(req, &st, OPS_KEPT);
	}
	end(m);
}

static void readlink_(fuse_req_t req, fuse_ino_t ino)
{
	struct mounted *m = begin(req);
	struct node *n = nodes_by_id(m->nodes, ino);
	const char *target;
	int rc = n && n->kind == TREE_LINK ? node_bytes(m, n, &target) :
		-EINVAL;

	if (rc == -EINVAL)
		fuse_reply_err(req, EINVAL);
	else if (rc)
		ops_fail(req, m, rc, n->path);
	else
		fuse_reply_readlink(req, target);
	end(m);
}

/* Bytes of a superseded blob are still there: nothing recorded is removed. */
static void answer_blob(fuse_req_t req, struct mounted *m,
	const struct node *n, size_t len, off_t offset)
{
	struct tree_node what;
	auto_text bytes = malloc(len);

	node_what(n, &what);
	int rc = bytes ? blobs_read(&m->blobs, m->now->tree, &what, bytes,
		len, offset) : -ENOMEM;
	keep_ask(m);
	if (rc)
		ops_fail(req, m, rc, n->path);
	else
		fuse_reply_buf(req, bytes, len);
}

static void answer_text(fuse_req_t req, struct mounted *m, struct node *n,
	size_t len, off_t offset)
{
	pid_t thread = fuse_req_ctx(req)->pid;
	const char *bytes;
	int rc = node_bytes(m, n, &bytes);

	if (rc)
		ops_fail(req, m, rc, n->path);
	else
		fuse_reply_buf(req, bytes + offset, len);
	if (len == n->size)
		guess_page(m, thread, n);
	/* The kernel has all of it now. */
	if ((len == n->size && !n->dear) || (node_is_large(m, n) &&
		(uint64_t)offset + len == n->size))
		node_drop_bytes(m, n);
}

static void read_(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	struct fuse_file_info *fi)
{
	struct mounted *m = begin(req);
	struct node *n = nodes_by_id(m->nodes, ino);
	int rc = n ? node_freshen(m, n) : 0;

	(void)fi;
	if (rc) {
		ops_fail(req, m, rc, n->path);
	} else if (!n || n->kind == TREE_FOLDER || n->kind == TREE_LINK) {
		fuse_reply_err(req, EINVAL);
	} else if (m->exposed) {
		fuse_reply_err(req, EIO);
	} else if (offset < 0 || (uint64_t)offset >= n->size) {
		fuse_reply_buf(req, NULL, 0);
	} else {
		uint64_t left = n->size - (uint64_t)offset;
		size_t len = size < left ? size : (size_t)left;

		if (n->kind == TREE_BLOB)
			answer_blob(req, m, n, len, offset);
		else
			answer_text(req, m, n, len, offset);
	}
	end(m);
}

/* Only kernels that cannot do without come back after the first ENOSYS. */
static void open_(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	const struct mounted *m = fuse_req_userdata(req);

	(void)ino;
	fi->keep_cache = 1;
	if (!m->asks_open)
		fuse_reply_err(req, ENOSYS);
	else if ((fi->flags & O_ACCMODE) != O_RDONLY)
		fuse_reply_err(req, EROFS);
	else
		fuse_reply_open(req, fi);
}

static void opendir_(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	const struct mounted *m = fuse_req_userdata(req);

	(void)ino;
	fi->keep_cache = 1;
	fi->cache_readdir = 1;
	if (m->asks_opendir)
		fuse_reply_open(req, fi);
	else
		fuse_reply_err(req, ENOSYS);
}

static void want(struct fuse_conn_info *conn, unsigned flags)
{
	conn->want |= conn->capable & flags;
}

/* Asks for the cached, handle-free way. O_TRUNC must come as a setattr, which
 * is refused, since no open is asked; data is never dropped by mtime. */
static void init(void *userdata, struct fuse_conn_info *conn)
{
	struct mounted *m = userdata;

	want(conn, FUSE_CAP_READDIRPLUS | FUSE_CAP_CACHE_SYMLINKS |
		FUSE_CAP_NO_OPEN_SUPPORT | FUSE_CAP_NO_OPENDIR_SUPPORT |
		FUSE_CAP_EXPORT_SUPPORT | FUSE_CAP_PARALLEL_DIROPS |
		FUSE_CAP_ASYNC_READ | FUSE_CAP_EXPLICIT_INVAL_DATA);
	conn->want &= ~(unsigned)(FUSE_CAP_READDIRPLUS_AUTO |
		FUSE_CAP_AUTO_INVAL_DATA | FUSE_CAP_ATOMIC_O_TRUNC |
		FUSE_CAP_WRITEBACK_CACHE);
	m->asks_open = !(conn->capable & FUSE_CAP_NO_OPEN_SUPPORT);
	m->asks_opendir = !(conn->capable & FUSE_CAP_NO_OPENDIR_SUPPORT);
	session_ready(m);
}

void ops_fill(struct fuse_lowlevel_ops *ops)
{
	*ops = (struct fuse_lowlevel_ops){
		.init = init,
		.lookup = lookup,
		.forget = forget,
		.forget_multi = forget_multi,
		.getattr = getattr,
		.readlink = readlink_,
		.open = open_,
		.read = read_,
		.opendir = opendir_,
		.readdir = ops_readdir,
		.readdirplus = ops_readdirplus,
	};
	ops_extended(ops);
	ops_space(ops);
	ops_refuse_changes(ops);
}
