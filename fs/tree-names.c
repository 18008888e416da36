/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names in a folder as they are kept: a NUL, with which no page begins,
 * whether more come behind, then one after the other, each with what tree_list
 * says of it. Only this build reads them again. A large folder is kept in
 * parts, each found by the name that it comes behind. The first part of the
 * folder that was last asked for is held.
 */
#include "tree-row.h"

#include <stdio.h>
#include <string.h>

#include "dossierfs/err.h"

enum {
	PART = 1024, /* names */
	MORE = 1,    /* where it says that there are more */
	FIRST = 2,   /* where they begin */
};

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

/* A path of its own for every part but the first, which has the folder's. */
static const char *part_path(char out[NAMES_PATH_MAX], const char *folder,
	const char *after)
{
	if (!*after)
		return folder;
	snprintf(out, NAMES_PATH_MAX, "/%s//%s", folder, after);
	return out;
}

static void begin(struct tree_names *n, const char *after)
{
	strcpy(n->after, after);
	n->count = 0;
	buf_cut(&n->bytes, 0);
	buf_put(&n->bytes, "\0", FIRST);
}

void names_begin(struct tree_names *n, struct tree *t,
	const struct tree_node *folder, const char *after)
{
	*n = (struct tree_names){ .tree = t, .folder = folder };
	n->wanted = t->kept.used && !(folder->row->follows & ROW_ASKED);
	if (n->wanted)
		begin(n, after ? after : "");
}

static int keep(struct tree_names *n, bool more)
{
	char path[NAMES_PATH_MAX];
	struct tree_stat st;
	int rc = buf_done(&n->bytes);

	if (rc == 0)
		rc = tree_stat(n->tree, n->folder, &st);
	if (rc)
		return rc;
	n->bytes.data[MORE] = more;
	kept_note(n->tree, part_path(path, n->folder->path, n->after),
		&n->bytes, st.mtime);
	return 0;
}

int names_add(struct tree_names *n, const char *name,
	const struct tree_node *node)
{
	const struct entry e = { (uint32_t)(node->row - tree_rows),
		(uint16_t)node->kind, (uint16_t)(strlen(name) + 1) };
	struct recorded r = { node->blob_size, node->blob_recorded, "" };
	int rc = 0;

	if (!n->wanted)
		return 0;
	if (n->count == PART) {
		rc = keep(n, true);
		begin(n, n->last);
	}
	n->count++;
	memcpy(n->last, name, e.len);
	memcpy(r.sha256, node->sha256, sizeof(r.sha256));
	buf_put(&n->bytes, &e, sizeof(e));
	buf_put(&n->bytes, name, e.len);
	if (node->kind == TREE_BLOB)
		buf_put(&n->bytes, &r, sizeof(r));
	return rc;
}

int names_end(struct tree_names *n)
{
	return n->wanted ? keep(n, false) : 0;
}

void names_free(struct tree_names *n)
{
	buf_free(&n->bytes);
}

/* What stands at *at, which goes on to the next. */
static const char *take(const struct buf *bytes, size_t *at, struct entry *e,
	struct recorded *r)
{
	const char *name;

	memcpy(e, bytes->data + *at, sizeof(*e));
	name = bytes->data + *at + sizeof(*e);
	*at += sizeof(*e) + e->len;
	if (e->kind == TREE_BLOB) {
		memcpy(r, bytes->data + *at, sizeof(*r));
		*at += sizeof(*r);
	}
	return name;
}

/* What it is; the path is the caller's. */
static void tell(const struct entry *e, const struct recorded *r,
	struct tree_node *out)
{
	out->row = &tree_rows[e->row];
	out->kind = e->kind;
	if (e->kind != TREE_BLOB)
		return;
	memcpy(out->sha256, r->sha256, sizeof(out->sha256));
	out->blob_size = r->size;
	out->blob_recorded = r->when;
}

/* The part behind a name: 1, 0 when it was not kept, or negative. */
static int read_part(struct tree *t, const char *folder, const char *after,
	struct buf *out)
{
	char path[NAMES_PATH_MAX];
	struct tree_stat st;
	int rc = kept_bytes(t, part_path(path, folder, after), out, &st);

	return rc == 1 ? out->len >= FIRST && !*out->data : rc;
}

/* The first part as it is held. */
static int hold(struct tree *t, const char *path, size_t len)
{
	struct tree_held *h = &t->kept.held;
	int rc;

	if (h->looked && !strncmp(h->folder, path, len) && !h->folder[len])
		return h->names.len > 0;
	buf_cut(&h->names, 0);
	memcpy(h->folder, path, len);
	h->folder[len] = '\0';
	rc = read_part(t, h->folder, "", &h->names);
	h->looked = rc >= 0;
	if (rc != 1)
		buf_cut(&h->names, 0);
	return rc;
}

int names_find(struct tree *t, struct tree_node *out)
{
	const struct buf *bytes = &t->kept.held.names;
	const char *slash = strrchr(out->path, '/');
	const char *wanted = slash ? slash + 1 : out->path;
	size_t at = FIRST;
	struct recorded r;
	struct entry e;
	int rc = hold(t, out->path, slash ? (size_t)(slash - out->path) : 0);

	while (rc == 1 && at < bytes->len) {
		if (strcmp(take(bytes, &at, &e, &r), wanted) != 0)
			continue;
		tell(&e, &r, out);
		return 1;
	}
	return rc < 0 ? rc : 0;
}

/* Gives the names of a part, the last of which is then `after`. */
static int give_part(const struct buf *bytes, const struct tree_node *folder,
	char after[NAME_SPACE], tree_entry_fn *fn, void *arg)
{
	size_t len = strlen(folder->path);
	struct tree_node node = { 0 };
	struct recorded r;
	struct entry e;
	int rc = 0;

	memcpy(node.path, folder->path, len);
	if (len > 0)
		node.path[len++] = '/';
	for (size_t at = FIRST; rc == 0 && at < bytes->len;) {
		const char *name = take(bytes, &at, &e, &r);

		memcpy(node.path + len, name, e.len);
		memcpy(after, name, e.len);
		tell(&e, &r, &node);
		rc = fn(name, &node, arg);
	}
	return rc;
}

int names_list(struct tree *t, const struct tree_node *folder,
	char after[NAME_SPACE], tree_entry_fn *fn, void *arg, bool *all)
{
	bool more = !(folder->row->follows & ROW_ASKED);
	int rc = 0;

	*all = false;
	while (rc == 0 && more) {
		auto_buf part = BUF_INIT;

		rc = read_part(t, folder->path, after, &part);
		if (rc != 1)
			break;
		more = part.data[MORE];
		*all = !more;
		rc = give_part(&part, folder, after, fn, arg);
	}
	return rc;
}
