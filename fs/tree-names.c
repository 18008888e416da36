/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names in a folder as they are kept: one after the other, each with what
 * tree_list says of it. Only this build reads them again. Large folders are
 * not kept: to find their names costs little a name.
 */
#include "tree-row.h"

#include <string.h>

#include "dossierfs/err.h"

enum { NAMES_MAX = 1024 };

/* The name and its NUL follow, and of recorded bytes a struct recorded. */
struct entry {
	uint32_t row;
	uint16_t kind;
	uint16_t len; /* with the NUL */
};

struct recorded {
	uint64_t size;
	int64_t when;
	char sha256[SHA256_HEX];
};

void names_begin(struct tree_names *n, const struct tree *t,
	const struct tree_node *folder, const char *after)
{
	*n = (struct tree_names){
		.wanted = t->kept.used && !after &&
			!(folder->row->follows & ROW_ASKED),
	};
}

void names_add(struct tree_names *n, const char *name,
	const struct tree_node *node)
{
	const struct entry e = { (uint32_t)(node->row - tree_rows),
		(uint16_t)node->kind, (uint16_t)(strlen(name) + 1) };
	struct recorded r = { node->blob_size, node->blob_recorded, "" };

	n->wanted = n->wanted && ++n->count <= NAMES_MAX;
	if (!n->wanted)
		return;
	memcpy(r.sha256, node->sha256, sizeof(r.sha256));
	buf_put(&n->bytes, &e, sizeof(e));
	buf_put(&n->bytes, name, e.len);
	if (node->kind == TREE_BLOB)
		buf_put(&n->bytes, &r, sizeof(r));
}

int names_end(struct tree_names *n, struct tree *t,
	const struct tree_node *folder)
{
	struct tree_stat st;
	int rc = 0;

	if (n->wanted && !n->bytes.err)
		rc = tree_stat(t, folder, &st);
	if (rc == 0 && n->wanted && !n->bytes.err)
		kept_note(t, folder->path, &n->bytes, st.mtime);
	return rc;
}

void names_free(struct tree_names *n)
{
	buf_free(&n->bytes);
}

/* What stands at *at, which goes on to the next. */
static const char *take(const struct buf *bytes, size_t *at,
	const struct tree_node *folder, struct tree_node *out)
{
	size_t len = strlen(folder->path);
	struct recorded r;
	struct entry e;
	const char *name;

	memcpy(&e, bytes->data + *at, sizeof(e));
	name = bytes->data + *at + sizeof(e);
	*at += sizeof(e) + e.len;
	*out = (struct tree_node){ .row = &tree_rows[e.row], .kind = e.kind };
	if (out->kind == TREE_BLOB) {
		memcpy(&r, bytes->data + *at, sizeof(r));
		*at += sizeof(r);
		memcpy(out->sha256, r.sha256, sizeof(r.sha256));
		out->blob_size = r.size;
		out->blob_recorded = r.when;
	}
	memcpy(out->path, folder->path, len);
	if (len > 0)
		out->path[len++] = '/';
	memcpy(out->path + len, name, e.len);
	return name;
}

int names_list(struct tree *t, const struct tree_node *folder,
	const char *after, tree_entry_fn *fn, void *arg, bool *kept)
{
	auto_buf bytes = BUF_INIT;
	struct tree_node node;
	struct tree_stat st;
	int rc = 0;

	if (!(folder->row->follows & ROW_ASKED))
		rc = kept_bytes(t, folder->path, &bytes, &st);
	*kept = rc == 1;
	for (size_t at = 0; rc >= 0 && at < bytes.len;) {
		const char *name = take(&bytes, &at, folder, &node);

		if (after && strcmp(name, after) <= 0)
			continue;
		rc = fn(name, &node, arg);
		if (rc != 0)
			return rc;
	}
	return rc < 0 ? rc : 0;
}
