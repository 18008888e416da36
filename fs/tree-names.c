/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names in a folder as they are kept: a NUL, with which no page begins,
 * whether more come behind, then one after the other, each with what tree_list
 * says of it. Only this build reads them again. A large folder is kept in
 * parts, each found by the name that it comes behind. Those in which names were
 * looked for last are held.
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

/* Whether the name would stand in this part; "" stands before all. */
static bool covers(const struct tree_held *h, const char *folder,
	const char *name)
{
	if (!h->used || strcmp(h->folder, folder) != 0)
		return false;
	if (!count(h) || !*name)
		return !*h->after;
	return strcmp(name, h->after) > 0 &&
		(!h->names.data[MORE] ||
			strcmp(name, name_at(h, count(h) - 1)) <= 0);
}

static struct tree_held *find_held(struct tree *t, const char *folder,
	const char *name)
{
	for (int i = 0; i < HELD_MAX; i++)
		if (covers(&t->kept.held[i], folder, name))
			return &t->kept.held[i];
	return NULL;
}

static struct tree_held *find_oldest(struct tree *t)
{
	struct tree_held *oldest = &t->kept.held[0];

	for (int i = 1; i < HELD_MAX; i++)
		if (t->kept.held[i].used < oldest->used)
			oldest = &t->kept.held[i];
	return oldest;
}

/* One that was not kept is held as empty. */
static int load(struct tree *t, struct tree_held *h, const char *folder,
	const char *after)
{
	held_free(h);
	int rc = read_part(t, folder, after, &h->names);
	if (rc == 1)
		rc = index_part(h);
	if (rc < 0 || (rc == 0 && !count(h)))
		held_free(h);
	strcpy(h->folder, folder);
	strcpy(h->after, after);
	h->used = rc < 0 ? 0 : 1;
	return rc < 0 ? rc : 0;
}

/* The part in which the name would stand: mostly there is one only. */
static int hold(struct tree *t, struct tree_held **out, const char *folder,
	const char *name)
{
	struct tree_held *h = find_held(t, folder, name);
	char from[NAMES_PATH_MAX], to[NAMES_PATH_MAX], found[NAMES_PATH_MAX];
	int rc = 0;

	if (!h) {
		h = find_oldest(t);
		rc = load(t, h, folder, "");
	}
	if (rc == 0 && !covers(h, folder, name)) {
		snprintf(from, sizeof(from), "/%s//", folder);
		rc = kept_last_between(t, from, part_path(to, folder, name),
			found, sizeof(found));
		rc = rc <= 0 ? rc : load(t, h, folder, found + strlen(from));
	}
	if (rc == 0)
		h->used = ++t->kept.uses;
	*out = h;
	return rc;
}

static int compare(const struct tree_held *h, size_t i, const char *name)
{
	return strcmp(name_at(h, i), name);
}

int names_find(struct tree *t, struct tree_node *out)
{
	const char *slash = strrchr(out->path, '/');
	const char *name = slash ? slash + 1 : out->path;
	char folder[TREE_PATH_MAX] = "";
	struct tree_held *h;
	struct recorded r;
	struct entry e;
	size_t low = 0;

	if (slash)
		memcpy(folder, out->path, (size_t)(slash - out->path));
	int rc = t->kept.used && *name ? hold(t, &h, folder, name) : 0;
	if (rc < 0 || !t->kept.used || !*name)
		return rc;
	for (size_t high = count(h); low < high;) {
		size_t mid = low + (high - low) / 2;

		if (compare(h, mid, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == count(h) || compare(h, low, name) != 0)
		return 0;
	size_t at = place(h, low);
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

/* The first part may be held; others are read once. */
static int part_behind(struct tree *t, const char *folder, const char *after,
	struct buf *out)
{
	struct tree_held *h;
	int rc;

	if (*after)
		return read_part(t, folder, after, out);
	rc = t->kept.used ? hold(t, &h, folder, "") : 0;
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
	int rc = hold(t, &h, folder, "");

	if (rc < 0 || !looks || !count(h))
		return rc;
	snprintf(first, sizeof(first), "%s/%s", folder, name_at(h, 0));
	snprintf(last, sizeof(last), "%s/%s", folder,
		name_at(h, count(h) - 1));
	return tree_look_ahead(t, first, last, count(h));
}
