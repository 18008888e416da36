/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names in a folder as they are kept: a NUL, with which no page begins,
 * whether more come behind, then one after the other, each with what tree_list
 * says of it. Only this build reads them again. A large folder is kept in
 * parts, each found by the name that it comes behind. Of the folders in which
 * names were looked for last one part each is held: the first, until somebody
 * comes to its end.
 */
#include "tree-row.h"

#include <stdio.h>
#include <string.h>

#include "dossierfs/err.h"

enum {
	PART = 1024, /* names */
	MORE = 1,    /* where it says that there are more */
	FIRST = 2,   /* where they begin */
	NEAR = 64,   /* names before the end of a part, from where it is left */
	FETCHED_MAX = 128, /* names: a wrong guess is to cost little */
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

/* Where each name begins, so that one is found without reading all. */
static int index_part(struct tree_held *h)
{
	struct recorded r;
	struct entry e;

	for (size_t at = FIRST; at < h->names.len;) {
		uint32_t from = (uint32_t)at;

		buf_put(&h->index, &from, sizeof(from));
		take(&h->names, &at, &e, &r);
	}
	return buf_done(&h->index);
}

static size_t count(const struct tree_held *h)
{
	return h->index.len / sizeof(uint32_t);
}

static size_t place(const struct tree_held *h, size_t i)
{
	return ((const uint32_t *)(const void *)h->index.data)[i];
}

static const char *name_at(const struct tree_held *h, size_t i)
{
	return h->names.data + place(h, i) + sizeof(struct entry);
}

static void held_free(struct tree_held *h)
{
	buf_free(&h->names);
	buf_free(&h->index);
	*h = (struct tree_held){ 0 };
}

void names_forget(struct tree *t)
{
	for (int i = 0; i < HELD_MAX; i++)
		held_free(&t->kept.held[i]);
}

/* That of the folder, or the one unused longest. */
static struct tree_held *find_held(struct tree *t, const char *folder)
{
	struct tree_held *oldest = &t->kept.held[0];

	for (int i = 0; i < HELD_MAX; i++) {
		struct tree_held *h = &t->kept.held[i];

		if (h->used && !strcmp(h->folder, folder))
			return h;
		if (h->used < oldest->used)
			oldest = h;
	}
	return oldest;
}

/* What was not kept is held as empty. */
static int load(struct tree *t, struct tree_held *h, const char *folder,
	const char *after)
{
	struct tree_held in = { .first = !*after, .used = ++t->kept.uses };
	int rc = read_part(t, folder, after, &in.names);

	if (rc == 1)
		rc = index_part(&in);
	if (rc < 0) {
		held_free(&in);
		return rc;
	}
	strcpy(in.folder, folder);
	held_free(h);
	*h = in;
	return 0;
}

/* Some part of the folder's, or the first. */
static int hold(struct tree *t, struct tree_held **out, const char *folder,
	bool first)
{
	struct tree_held *h = find_held(t, folder);

	*out = h;
	if (!h->used || strcmp(h->folder, folder) != 0 || (first && !h->first))
		return load(t, h, folder, "");
	h->used = ++t->kept.uses;
	return 0;
}

/* The first that is not before the name. */
static size_t seek(const struct tree_held *h, const char *name)
{
	size_t low = 0;

	for (size_t high = count(h); low < high;) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(name_at(h, mid), name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Names are looked for in the order of a listing: who came near the end of a
 * part goes on to the next. */
static bool is_left(const struct tree_held *h, size_t i)
{
	return i > 0 && i == count(h) && h->names.data[MORE] &&
		h->found + NEAR >= i;
}

static int seek_on(struct tree *t, struct tree_held *h, const char *name,
	size_t *i)
{
	char last[NAME_SPACE];

	*i = seek(h, name);
	if (!is_left(h, *i))
		return 0;
	snprintf(last, sizeof(last), "%s", name_at(h, *i - 1));
	int rc = load(t, h, h->folder, last);
	*i = seek(h, name);
	return rc;
}

int names_find(struct tree *t, struct tree_node *out)
{
	const char *slash = strrchr(out->path, '/');
	const char *name = slash ? slash + 1 : out->path;
	char folder[TREE_PATH_MAX] = "";
	struct tree_held *h;
	struct recorded r;
	struct entry e;
	size_t i = 0, at;

	if (slash)
		memcpy(folder, out->path, (size_t)(slash - out->path));
	if (!t->kept.used || !*name)
		return 0;
	int rc = hold(t, &h, folder, false);
	if (rc == 0)
		rc = seek_on(t, h, name, &i);
	if (rc < 0 || i == count(h) || strcmp(name_at(h, i), name) != 0)
		return rc;
	h->found = i;
	at = place(h, i);
	take(&h->names, &at, &e, &r);
	tell(&e, &r, out);
	return 1;
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

/* The first part is held, others are read once. */
static int part_behind(struct tree *t, const char *folder, const char *after,
	struct buf *out)
{
	struct tree_held *h;
	int rc;

	if (*after)
		return read_part(t, folder, after, out);
	rc = t->kept.used ? hold(t, &h, folder, true) : 0;
	if (rc < 0 || !t->kept.used || !count(h))
		return rc;
	/* Who is given names may look for others. */
	buf_put(out, h->names.data, h->names.len);
	return out->err ? buf_done(out) : 1;
}

int names_list(struct tree *t, const struct tree_node *folder,
	char after[NAME_SPACE], tree_entry_fn *fn, void *arg, bool *all)
{
	bool more = !(folder->row->follows & ROW_ASKED);
	int rc = 0;

	*all = false;
	while (rc == 0 && more) {
		auto_buf part = BUF_INIT;

		rc = part_behind(t, folder->path, after, &part);
		if (rc != 1)
			break;
		more = part.data[MORE];
		*all = !more;
		rc = give_part(&part, folder, after, fn, arg);
	}
	return rc;
}

int names_fetch(struct tree *t, const char *folder, bool looks)
{
	char first[NAMES_PATH_MAX], last[NAMES_PATH_MAX];
	struct tree_held *h;
	int rc = hold(t, &h, folder, true);

	if (rc < 0 || !count(h))
		return rc;
	if (!looks || count(h) > FETCHED_MAX)
		return 1;
	snprintf(first, sizeof(first), "%s/%s", folder, name_at(h, 0));
	snprintf(last, sizeof(last), "%s/%s", folder,
		name_at(h, count(h) - 1));
	rc = tree_look_ahead(t, first, last, count(h));
	return rc < 0 ? rc : 1;
}
