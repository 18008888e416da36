/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of nodes: hash tables over the same nodes, by id and by path, and
 * of links by inode number. The hash of a path is keyed with a random number, because names
 * come from outside and must not be able to crowd one chain.
 */
#include "node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cookie.h"
#include "dossierfs/buf.h"
#include "dossierfs/err.h"

enum {
	SLOTS_FIRST = 1024, /* a power of two, as is every later size */
	FEW = 8, /* slots a node, and the table is halved */
};

struct places {
	size_t count;
	uint64_t folder[];
};

struct nodes {
	struct node **ids;
	struct node **paths;
	struct node **inos;
	size_t slots;
	size_t count;
	uint64_t last_id;
	uint64_t key;
	struct buf asked; /* ids of all such (is_asked), and of some gone */
};

int nodes_open(struct nodes **out)
{
	struct nodes *t = calloc(1, sizeof(*t));

	if (!t)
		return fail(-ENOMEM, "out of memory");
	t->slots = SLOTS_FIRST;
	t->ids = calloc(t->slots, sizeof(*t->ids));
	t->paths = calloc(t->slots, sizeof(*t->paths));
	t->inos = calloc(t->slots, sizeof(*t->inos));
	if (!t->ids || !t->paths || !t->inos ||
		getrandom(&t->key, sizeof(t->key), 0) != sizeof(t->key)) {
		nodes_close(t);
		return fail(-ENOMEM, "out of memory");
	}
	*out = t;
	return 0;
}

static void node_free(struct node *n)
{
	if (n->kind == TREE_LINK)
		free(n->places);
	else
		cookies_free(n->cookies);
	free(n->text);
	free(n);
}

void nodes_close(struct nodes *t)
{
	if (!t)
		return;
	for (size_t i = 0; t->ids && i < t->slots; i++) {
		while (t->ids[i]) {
			struct node *n = t->ids[i];

			t->ids[i] = n->by_id;
			node_free(n);
		}
	}
	free(t->ids);
	free(t->paths);
	free(t->inos);
	buf_free(&t->asked);
	free(t);
}

/* Eight bytes at a time, each folded in by a keyed multiplication. */
static size_t path_slot(const struct nodes *t, const char *path, size_t len,
	size_t slots)
{
	uint64_t h = t->key ^ len;

	while (len) {
		size_t n = len < 8 ? len : 8;
		uint64_t part = 0;

		memcpy(&part, path, n);
		h = (h ^ part) * (t->key | 1);
		h ^= h >> 32;
		path += n;
		len -= n;
	}
	return h & (slots - 1);
}

struct node *nodes_by_id(const struct nodes *t, uint64_t id)
{
	struct node *n = t->ids[id & (t->slots - 1)];

	while (n && n->id != id)
		n = n->by_id;
	return n;
}

static struct node *find_path(const struct nodes *t, const char *path,
	size_t len)
{
	struct node *n = t->paths[path_slot(t, path, len, t->slots)];

	while (n && (strncmp(n->path, path, len) || n->path[len]))
		n = n->by_path;
	return n;
}

struct node *nodes_by_path(const struct nodes *t, const char *path)
{
	return find_path(t, path, strlen(path));
}

struct node *nodes_by_folder(const struct nodes *t, const char *path)
{
	const char *slash = strrchr(path, '/');

	return find_path(t, path, slash ? (size_t)(slash - path) : 0);
}

static void link_id(struct node **ids, size_t slots, struct node *n)
{
	n->by_id = ids[n->id & (slots - 1)];
	ids[n->id & (slots - 1)] = n;
}

static void link_path(const struct nodes *t, struct node **paths, size_t slots,
	struct node *n)
{
	size_t at = path_slot(t, n->path, strlen(n->path), slots);

	n->by_path = paths[at];
	paths[at] = n;
}

static void link_ino(struct node **inos, size_t slots, struct node *n)
{
	n->by_ino = inos[n->ino & (slots - 1)];
	inos[n->ino & (slots - 1)] = n;
}

/* When there is no memory the chains just stay as long as they are. */
static void resize(struct nodes *t, size_t slots)
{
	struct node **ids = calloc(slots, sizeof(*ids));
	struct node **paths = calloc(slots, sizeof(*paths));
	struct node **inos = calloc(slots, sizeof(*inos));

	if (!ids || !paths || !inos) {
		free(ids);
		free(paths);
		free(inos);
		return;
	}
	for (size_t i = 0; i < t->slots; i++) {
		struct node *next;

		for (struct node *n = t->ids[i]; n; n = next) {
			next = n->by_id;
			link_id(ids, slots, n);
		}
		for (struct node *n = t->paths[i]; n; n = next) {
			next = n->by_path;
			link_path(t, paths, slots, n);
		}
		for (struct node *n = t->inos[i]; n; n = next) {
			next = n->by_ino;
			link_ino(inos, slots, n);
		}
	}
	free(t->ids);
	free(t->paths);
	free(t->inos);
	t->ids = ids;
	t->paths = paths;
	t->inos = inos;
	t->slots = slots;
}

static void drop_gone(struct nodes *t)
{
	uint64_t *id = (void *)t->asked.data;
	size_t n = t->asked.len / sizeof(*id);
	size_t there = 0;

	for (size_t i = 0; i < n; i++)
		if (nodes_by_id(t, id[i]))
			id[there++] = id[i];
	buf_cut(&t->asked, there * sizeof(*id));
}

/* What any change may make another. */
static bool is_asked(const struct tree_node *what)
{
	return what->row && (tree_is_answer(what->row) ||
		(what->kind == TREE_FOLDER && tree_is_told(what->row)));
}

static int note_asked(struct nodes *t, uint64_t id)
{
	if (t->asked.len > 2 * t->slots * sizeof(id))
		drop_gone(t);
	buf_put(&t->asked, &id, sizeof(id));
	int rc = buf_done(&t->asked);
	t->asked.err = 0;
	return rc;
}

int nodes_add(struct nodes *t, struct node **out,
	const struct tree_node *what, const struct tree_stat *stat)
{
	size_t len = strlen(what->path) + 1;
	size_t digest = what->kind == TREE_BLOB ? sizeof(what->sha256) : 0;
	struct node *n = calloc(1, sizeof(*n) + len + digest);

	if (!n)
		return fail(-ENOMEM, "out of memory");
	n->id = ++t->last_id;
	if (is_asked(what) && note_asked(t, n->id)) {
		free(n);
		return -ENOMEM;
	}
	n->row = what->row;
	n->kind = (unsigned char)what->kind;
	n->size = stat->size;
	n->mtime = stat->mtime;
	n->ino = stat->ino;
	memcpy(n->path, what->path, len);
	memcpy(n->path + len, what->sha256, digest);
	if (++t->count > t->slots)
		resize(t, t->slots * 2);
	link_id(t->ids, t->slots, n);
	link_path(t, t->paths, t->slots, n);
	if (n->kind == TREE_LINK)
		link_ino(t->inos, t->slots, n);
	*out = n;
	return 0;
}

void nodes_hide(struct nodes *t, struct node *n)
{
	struct node **at = &t->paths[path_slot(t, n->path, strlen(n->path),
		t->slots)];

	while (*at && *at != n)
		at = &(*at)->by_path;
	if (*at)
		*at = n->by_path;
	at = &t->inos[n->ino & (t->slots - 1)];
	while (*at && *at != n)
		at = &(*at)->by_ino;
	if (*at)
		*at = n->by_ino;
}

bool nodes_shrink(struct nodes *t)
{
	if (t->slots == SLOTS_FIRST || t->count > t->slots / FEW)
		return false;
	resize(t, t->slots / 2);
	return true;
}

void nodes_remove(struct nodes *t, struct node *n)
{
	struct node **at = &t->ids[n->id & (t->slots - 1)];

	nodes_hide(t, n);
	while (*at && *at != n)
		at = &(*at)->by_id;
	if (*at) {
		*at = n->by_id;
		t->count--;
	}
	node_free(n);
}

void node_what(const struct node *n, struct tree_node *out)
{
	size_t len = strlen(n->path) + 1;

	out->row = n->row;
	out->kind = (enum tree_kind)n->kind;
	memcpy(out->path, n->path, len);
	out->sha256[0] = '\0';
	out->blob_size = n->size;
	out->blob_recorded = n->mtime;
	if (n->kind == TREE_BLOB)
		memcpy(out->sha256, n->path + len, sizeof(out->sha256));
}

struct node *nodes_same_link(const struct nodes *t,
	const struct tree_node *what, const struct tree_stat *stat)
{
	struct node *n = what->kind == TREE_LINK ?
		t->inos[stat->ino & (t->slots - 1)] : NULL;
	struct tree_node other;

	for (; n; n = n->by_ino) {
		if (n->ino != stat->ino || n->size != stat->size ||
			n->mtime != stat->mtime)
			continue;
		node_what(n, &other);
		if (tree_is_same_link(&other, what))
			return n;
	}
	return NULL;
}

bool node_add_place(struct node *link, const struct node *folder)
{
	size_t count = 0;
	struct places *p;

	for (uint64_t id; (id = node_place(link, count)); count++)
		if (id == folder->id)
			return true;
	p = realloc(link->places, sizeof(*p) +
		(count + 1) * sizeof(*p->folder));
	if (!p)
		return false;
	p->count = count + 1;
	p->folder[count] = folder->id;
	link->places = p;
	return true;
}

uint64_t node_place(const struct node *n, size_t i)
{
	const struct places *p = n->kind == TREE_LINK ? n->places : NULL;

	return p && i < p->count ? p->folder[i] : 0;
}

void nodes_each(const struct nodes *t, void (*fn)(struct node *n, void *arg),
	void *arg)
{
	for (size_t i = 0; i < t->slots; i++) {
		for (struct node *n = t->ids[i]; n; n = n->by_id)
			fn(n, arg);
	}
}

void nodes_each_asked(struct nodes *t, void (*fn)(struct node *n, void *arg),
	void *arg)
{
	const uint64_t *id;

	drop_gone(t);
	id = (const void *)t->asked.data;
	for (size_t i = 0; i < t->asked.len / sizeof(*id); i++)
		fn(nodes_by_id(t, id[i]), arg);
}
