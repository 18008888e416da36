/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How large a node is and what it holds: as it was rendered before, here or by
 * a mount before this one, else as it is rendered now.
 */
#include "tree-row.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "tree-at.h"
#include "tree-hurry.h"

/* By what the bytes are kept: an answer's are those of this state only. */
static uint64_t key_of(const struct tree *t, const struct tree_node *node)
{
	uint64_t key = cache_key(t->cache, node->path);

	if (!tree_is_answer(node->row))
		return key;
	return key ^ ((uint64_t)t->seq << 20 ^ (uint64_t)t->day) *
		0x9e3779b97f4a7c15;
}

/* The bytes of one that is being listed are wanted next. */
static void take(struct tree *t, const struct tree_node *node,
	const struct buf *bytes, int64_t mtime, bool listed)
{
	uint64_t key = key_of(t, node);

	cache_note(t->cache, key, bytes->len, mtime);
	if (listed)
		cache_keep(t->cache, key, bytes);
	if (!(node->row->follows & ROW_ASKED))
		kept_note(t, node->path, bytes, mtime);
}

void tree_take(struct tree *t, const struct tree_node *node,
	const struct buf *bytes, int64_t mtime, uint64_t shown)
{
	t->kept.shown |= shown;
	take(t, node, bytes, mtime, true);
}

static int render(struct tree *t, const struct tree_node *node,
	struct buf *out, struct tree_stat *st, bool listed)
{
	auto_buf page = BUF_INIT;
	int rc = tree_make(t, node, &page, &st->mtime);

	if (rc < 0)
		return rc;
	st->size = page.len;
	take(t, node, &page, st->mtime, listed);
	if (out->len) {
		buf_put(out, page.data, page.len);
		return buf_done(out);
	}
	buf_free(out);
	*out = page;
	page = BUF_INIT;
	return 0;
}

/* The size that was noted here, or that a mount before this one kept. 1, 0 or
 * negative. */
static int find_known(struct tree *t, const char *path, struct tree_stat *out)
{
	uint64_t key = cache_key(t->cache, path);
	int rc;

	if (cache_size(t->cache, key, &out->size, &out->mtime))
		return 1;
	rc = kept_find(t, path, out);
	if (rc == 1)
		cache_note(t->cache, key, out->size, out->mtime);
	return rc;
}

/* What is asked for is kept by state, and not for another mount. */
static int find_size(struct tree *t, const struct tree_node *node,
	struct tree_stat *out)
{
	if (node->row->follows & ROW_ASKED)
		return cache_size(t->cache, key_of(t, node), &out->size,
			&out->mtime);
	return find_known(t, node->path, out);
}

static int stat_folder(struct tree *t, const struct tree_node *node,
	struct tree_stat *out)
{
	bool asked = node->row->follows & ROW_ASKED;
	int rc = asked ? 0 : find_known(t, node->path, out);

	out->size = 0;
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = folder_stat(t, node, out);
	if (rc == 0 && !asked)
		cache_note(t->cache, cache_key(t->cache, node->path), 0,
			out->mtime);
	return rc;
}

static int stat_here(struct tree *t, const struct tree_node *node,
	struct tree_stat *out)
{
	auto_buf bytes = BUF_INIT;
	int rc = state_sync(t);

	*out = (struct tree_stat){ .kind = node->kind,
		.ino = tree_ino(node) };
	if (rc < 0)
		return rc;
	if (node->kind == TREE_FOLDER)
		return stat_folder(t, node, out);
	if (node->kind == TREE_BLOB) {
		out->size = node->blob_size;
		out->mtime = node->blob_recorded;
		return 0;
	}
	rc = find_size(t, node, out);
	return rc < 0 ? rc : rc ? 0 : render(t, node, &bytes, out, true);
}

/* The same below at/<date>: the tree, and the node in it. 1, 0 or negative. */
static int node_at(struct tree *t, const struct tree_node *node,
	struct tree **other, struct tree_node *in)
{
	const char *inner;
	int rc = at_enter(t, node->path, other, &inner);

	if (rc == 1) {
		*in = *node;
		memmove(in->path, inner, strlen(inner) + 1);
	}
	return rc;
}

int tree_stat(struct tree *t, const struct tree_node *node,
	struct tree_stat *out)
{
	struct tree_node in;
	struct tree *other;
	int rc = at_folder(t, node->path, out);

	if (rc == 0) {
		rc = node_at(t, node, &other, &in);
		if (rc == 0)
			return stat_here(t, node, out);
		if (rc == 1)
			rc = tree_stat(other, &in, out);
	}
	out->ino = tree_ino(node);
	return rc < 0 ? rc : 0;
}

bool tree_is_known(struct tree *t, const struct tree_node *node)
{
	struct tree_node in = *node;
	struct tree_stat st;
	struct tree *other;
	int rc;

	if (node_at(t, node, &other, &in) == 1)
		return tree_is_known(other, &in);
	if (t->seq != store_seq(t->store))
		return false;
	rc = find_size(t, node, &st);
	if (rc < 0)
		err_clear();
	return rc == 1;
}

bool tree_is_unmade(struct tree *t, const struct tree_node *node)
{
	return (node->kind == TREE_TEXT || node->kind == TREE_LINK) &&
		!(node->row->follows & ROW_ASKED) &&
		strncmp(node->path, "at/", 3) && !hurry_lacks(t, node->row) &&
		!tree_is_known(t, node);
}

static int read_blob(struct tree *t, const struct tree_node *node,
	struct buf *out, struct tree_stat *st)
{
	struct tree_node fresh = *node;
	int rc = row_blob(t, &fresh);

	st->size = fresh.blob_size;
	st->mtime = fresh.blob_recorded;
	if (rc < 0)
		return rc;
	return store_blob_read(t->store, out, fresh.sha256, SIZE_MAX);
}

/* What was kept, or what is written now. */
static int read_text(struct tree *t, const struct tree_node *node,
	struct buf *out, struct tree_stat *st)
{
	int rc = node->row->follows & ROW_ASKED ? 0 :
		kept_bytes(t, node->path, out, st);

	return rc ? rc < 0 ? rc : 0 : render(t, node, out, st, false);
}

static int fetch_text(struct tree *t, const struct tree_node *node)
{
	auto_buf bytes = BUF_INIT;
	struct tree_stat st;
	int rc = kept_bytes(t, node->path, &bytes, &st);

	if (rc != 1)
		return rc;
	cache_note(t->cache, key_of(t, node), st.size, st.mtime);
	cache_keep(t->cache, key_of(t, node), &bytes);
	return 1;
}

bool tree_fetch(struct tree *t, const struct tree_node *node, bool looks)
{
	int rc;

	if (!t->kept.used || t->seq != store_seq(t->store) ||
		node->row->follows & ROW_ASKED ||
		!strncmp(node->path, "at/", 3))
		return false;
	rc = node->kind == TREE_FOLDER ? names_fetch(t, node->path, looks) :
		fetch_text(t, node);
	if (rc < 0)
		err_clear();
	return rc == 1;
}

static int read_here(struct tree *t, const struct tree_node *node,
	struct buf *out, struct tree_stat *stat)
{
	struct tree_stat st = { .kind = node->kind,
		.ino = tree_ino(node) };
	int rc = state_sync(t);
	uint64_t key = key_of(t, node);

	if (rc < 0)
		return rc;
	if (node->kind == TREE_FOLDER)
		return -EISDIR;
	if (node->kind == TREE_BLOB)
		rc = read_blob(t, node, out, &st);
	else if (cache_size(t->cache, key, &st.size, &st.mtime) &&
		cache_bytes(t->cache, key, out))
		rc = buf_done(out);
	else
		rc = read_text(t, node, out, &st);
	if (rc == 0 && stat)
		*stat = st;
	return rc;
}

int tree_read(struct tree *t, const struct tree_node *node, struct buf *out,
	struct tree_stat *stat)
{
	struct tree_node in;
	struct tree *other;
	int rc = node_at(t, node, &other, &in);

	if (rc == 0)
		return read_here(t, node, out, stat);
	if (rc == 1)
		rc = tree_read(other, &in, out, stat);
	if (rc == 0 && stat)
		stat->ino = tree_ino(node);
	return rc;
}
