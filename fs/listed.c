/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A few listings that go on, the one unused longest makes room. What is held
 * of an entry is what its name and its folder do not say.
 */
#include "listed.h"

#include <errno.h>
#include <string.h>

#include "tree-kept.h"

enum {
	NAME_LONGEST = 255,
	ENTRIES_MAX = 1024, /* found at once */
};

struct listed_entry {
	const struct tree_row *row;
	uint64_t blob_size;
	int64_t blob_recorded;
	size_t name; /* where it begins in names */
	enum tree_kind kind;
	char sha256[65];
};

static void empty(struct listed *l)
{
	buf_cut(&l->names, 0);
	buf_cut(&l->entries, 0);
	l->folder = 0;
	l->next = 0;
	l->ended = false;
	l->looked = false;
}

struct listed *listed_at(struct listings *all, uint64_t folder,
	uint64_t cookie)
{
	struct listed *oldest = &all->held[0];

	for (int i = 0; i < LISTED_FOLDERS; i++) {
		struct listed *l = &all->held[i];

		if (l->used < oldest->used)
			oldest = l;
		if (l->folder != folder || l->cookie != cookie)
			continue;
		l->used = ++all->uses;
		return l;
	}
	empty(oldest);
	oldest->folder = folder;
	oldest->cookie = cookie;
	oldest->used = ++all->uses;
	return oldest;
}

static size_t count(const struct listed *l)
{
	return l->entries.len / sizeof(struct listed_entry);
}

static const struct listed_entry *entry_at(const struct listed *l, size_t i)
{
	return (const struct listed_entry *)(const void *)l->entries.data + i;
}

static int add(const char *name, const struct tree_node *node, void *arg)
{
	struct listed *l = arg;
	struct listed_entry e = {
		.row = node->row,
		.blob_size = node->blob_size,
		.blob_recorded = node->blob_recorded,
		.name = l->names.len,
		.kind = node->kind,
	};

	if (strlen(name) > NAME_LONGEST)
		return 0; /* no kernel could take it */
	if (count(l) == ENTRIES_MAX)
		return 1;
	memcpy(e.sha256, node->sha256, sizeof(e.sha256));
	buf_put(&l->names, name, strlen(name) + 1);
	buf_put(&l->entries, &e, sizeof(e));
	return l->names.err ? buf_done(&l->names) : buf_done(&l->entries);
}

/* What the entry is called and is, in the folder of that path. */
static const char *tell(const struct listed *l, size_t i, const char *folder,
	struct tree_node *out)
{
	const struct listed_entry *e = entry_at(l, i);
	const char *name = l->names.data + e->name;
	size_t len = strlen(folder);

	memcpy(out->path, folder, len);
	if (len > 0)
		out->path[len++] = '/';
	strcpy(out->path + len, name);
	out->row = e->row;
	out->kind = e->kind;
	out->blob_size = e->blob_size;
	out->blob_recorded = e->blob_recorded;
	memcpy(out->sha256, e->sha256, sizeof(out->sha256));
	return name;
}

int listed_fill(struct listed *l, struct tree *t,
	const struct tree_node *folder, const char *after)
{
	uint64_t id = l->folder;
	int rc;

	empty(l);
	rc = tree_list(t, folder, after, add, l);
	if (rc < 0 && rc != -ENOENT)
		return rc;
	l->ended = rc == 0;
	l->folder = id;
	return 0;
}

int listed_look_ahead(struct listed *l, struct tree *t, const char *folder)
{
	struct tree_node first;
	struct tree_node last;
	size_t n = count(l);

	if (l->looked || l->next == n)
		return 0;
	l->looked = true;
	tell(l, l->next, folder, &first);
	tell(l, n - 1, folder, &last);
	return tree_look_ahead(t, first.path, last.path, n - l->next);
}

bool listed_next(const struct listed *l, const char *folder,
	const char **name, struct tree_node *out)
{
	if (l->next == count(l))
		return false;
	*name = tell(l, l->next, folder, out);
	return true;
}

bool listed_later(const struct listed *l, size_t ahead, const char *folder,
	struct tree_node *out)
{
	if (l->next + ahead >= count(l))
		return false;
	tell(l, l->next + ahead, folder, out);
	return true;
}

void listed_gave(struct listed *l, uint64_t cookie)
{
	l->next++;
	l->cookie = cookie;
}

bool listed_empty(const struct listed *l)
{
	return l->next == count(l) && !l->ended;
}

bool listed_whole(const struct listed *l)
{
	return l->ended;
}

void listed_drop_all(struct listings *all)
{
	for (int i = 0; i < LISTED_FOLDERS; i++) {
		buf_free(&all->held[i].names);
		buf_free(&all->held[i].entries);
		all->held[i] = (struct listed){ 0 };
	}
}
