/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listing a folder: every row that continues its path gives a stream of names
 * in byte order, and the streams are merged. A stream reads ahead a batch of
 * values and asks again from the last one, so that no query is open while the
 * caller looks at an entry, and a listing costs what it lists.
 */
#include "tree-row.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "tree-at.h"

enum {
	BATCH = 256,
	STREAMS_MAX = 64,
	PENDING_MAX = 64, /* ids that begin each other: no id is longer */
};

/*
 * The names that one segment of a row gives. Values come by value, names are
 * wanted by name: "A" precedes "A-1", but "A-1.md" precedes "A.md". Only a
 * value that begins the next ones can be overtaken so; such values wait, each
 * the beginning of the one after it.
 */
struct stream {
	const struct tree_row *row;
	struct tree_segment segment;
	bool leaf; /* the row's last segment */
	const char *const *bound;
	char (*values)[VALUE_MAX];
	int n, i;
	bool more;
	char from[VALUE_MAX + 1]; /* where the next batch begins */
	char (*pending)[VALUE_MAX];
	int waiting;
	char name[NAME_SPACE]; /* the present name; "" at the end */
};

static void name_of(char name[NAME_SPACE], const struct tree_segment *g,
	const char *value)
{
	size_t len = strlen(value);

	memcpy(name, g->text, g->before);
	memcpy(name + g->before, value, len);
	memcpy(name + g->before + len, g->text + g->len - g->after, g->after);
	name[g->before + len + g->after] = '\0';
}

/* What follows `value` and nothing else: no value holds a byte so small. */
static void just_after(char from[VALUE_MAX + 1], const char *value)
{
	size_t len = strlen(value);

	memcpy(from, value, len);
	memcpy(from + len, "\x01", 2);
}

/* The next value by value, without taking it; NULL at the end. */
static int peek(struct tree *t, struct stream *s, const char **value)
{
	int rc = 0;

	if (s->i == s->n && s->more) {
		rc = source_values(t, s->segment.source, s->row, s->bound,
			s->from, s->values, BATCH, &s->n, &s->more);
		s->i = 0;
		if (rc == 0 && s->n > 0)
			just_after(s->from, s->values[s->n - 1]);
	}
	*value = rc == 0 && s->i < s->n ? s->values[s->i] : NULL;
	return rc;
}

/* Takes values until the name that comes next is on top of those waiting. */
static int advance_values(struct tree *t, struct stream *s)
{
	char ahead[NAME_SPACE];
	const char *value;
	int rc;

	s->name[0] = '\0';
	for (;;) {
		rc = peek(t, s, &value);
		if (rc < 0)
			return rc;
		if (s->waiting > 0)
			name_of(s->name, &s->segment,
				s->pending[s->waiting - 1]);
		if (!value)
			break;
		name_of(ahead, &s->segment, value);
		if (s->waiting > 0 && strcmp(s->name, ahead) < 0)
			break;
		if (s->waiting == PENDING_MAX)
			return fail(-EIO, "tree: ids nest too deeply");
		strcpy(s->pending[s->waiting++], value);
		s->i++;
	}
	if (s->waiting > 0)
		s->waiting--;
	return 0;
}

static int advance(struct tree *t, struct stream *s)
{
	if (s->segment.source)
		return advance_values(t, s);
	s->name[0] = '\0';
	return 0;
}

/* Values whose name comes after `after` although they themselves come before
 * it: beginnings of it. */
static int wait_for_beginnings(struct tree *t, struct stream *s,
	const char *rest)
{
	char value[VALUE_MAX];
	char name[NAME_SPACE];
	size_t len = strlen(rest);

	for (size_t n = 1; n <= len && n < VALUE_MAX; n++) {
		int has;

		memcpy(value, rest, n);
		value[n] = '\0';
		name_of(name, &s->segment, value);
		if (strcmp(name + s->segment.before, rest) <= 0)
			continue;
		has = source_has(t, s->segment.source, s->row, s->bound, value);
		if (has < 0)
			return has;
		if (has && s->waiting < PENDING_MAX)
			strcpy(s->pending[s->waiting++], value);
	}
	return 0;
}

/* Puts the stream at its first name after `after`. */
static int begin_values(struct tree *t, struct stream *s, const char *after)
{
	int order = after ? strncmp(after, s->segment.text, s->segment.before)
			  : -1;
	int rc = 0;

	s->values = calloc(BATCH + PENDING_MAX, VALUE_MAX);
	if (!s->values)
		return fail(-ENOMEM, "tree: no memory");
	s->pending = s->values + BATCH;
	s->more = order <= 0;
	if (order == 0) {
		char rest[VALUE_MAX];

		/* No value is as long as what is cut off. */
		snprintf(rest, sizeof(rest), "%.*s", VALUE_MAX - 2,
			after + s->segment.before);
		rc = wait_for_beginnings(t, s, rest);
		if (*rest)
			just_after(s->from, rest);
	}
	return rc < 0 ? rc : advance_values(t, s);
}

static int begin(struct tree *t, struct stream *s, const char *after)
{
	if (s->segment.source)
		return begin_values(t, s, after);
	memcpy(s->name, s->segment.text, s->segment.len);
	s->name[s->segment.len] = '\0';
	if (after && strcmp(s->name, after) <= 0)
		s->name[0] = '\0';
	return 0;
}

struct listing {
	struct tree *tree;
	const char *folder;
	struct tree_bound bound[STREAMS_MAX];
	struct stream stream[STREAMS_MAX];
	int n;
	struct tree_names names;
};

static void listing_free(struct listing **l)
{
	for (int i = 0; *l && i < (*l)->n; i++)
		free((*l)->stream[i].values);
	if (*l)
		names_free(&(*l)->names);
	free(*l);
}

/* Rows of one folder often share a segment: README.md and index.json of the
 * same sub-folders. */
static bool is_new(const struct listing *l, const struct tree_segment *g,
	const struct tree_row *row)
{
	for (int i = 0; i < l->n; i++) {
		const struct tree_segment *k = &l->stream[i].segment;

		if (k->len == g->len && memcmp(k->text, g->text, g->len) == 0 &&
			(!g->source || l->stream[i].row->type == row->type))
			return false;
	}
	return true;
}

/* Whether what the folder's path binds is there for this row. */
static int holds(struct tree *t, const struct tree_row *row,
	const struct tree_bound *b, int segments)
{
	for (int i = 0; i < segments; i++) {
		const struct tree_segment *g = row_segment(row, i);
		int has;

		if (!g->source)
			continue;
		has = source_has(t, g->source, row, b->value,
			b->value[g->source->var]);
		if (has <= 0)
			return has;
	}
	return 1;
}

static int gather(struct listing *l, const char *after)
{
	const struct tree_segment *g;

	for (const struct tree_row *r = tree_rows; r->path; r++) {
		struct tree_bound *b = &l->bound[l->n];
		struct stream *s = &l->stream[l->n];
		int segments = row_bind(r, l->folder, b);
		int rc;

		if (!row_is_there(l->tree, r) ||
			segments < 0 ||
			!(g = row_segment(r, segments)) ||
			!is_new(l, g, r))
			continue;
		rc = holds(l->tree, r, b, segments);
		if (rc < 0)
			return rc;
		if (rc == 0)
			continue;
		if (l->n + 1 == STREAMS_MAX)
			return fail(-EIO, "tree: too many rows in a folder");
		s->row = r;
		s->segment = *g;
		s->bound = b->value;
		s->leaf = g->text[g->len] == '\0';
		l->n++;
		rc = begin(l->tree, s, after);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* The stream with the least name. Of equal ones a recorded file goes before
 * a generated one, then the row that stands first. */
static struct stream *least(struct listing *l)
{
	struct stream *m = NULL;

	for (int i = 0; i < l->n; i++) {
		struct stream *s = &l->stream[i];
		int order;

		if (!s->name[0])
			continue;
		order = m ? strcmp(s->name, m->name) : -1;
		if (order < 0 || (order == 0 && s->row->kind == TREE_BLOB &&
				m->row->kind != TREE_BLOB))
			m = s;
	}
	return m;
}

static int give(struct listing *l, const struct stream *s, const char *name,
	tree_entry_fn *fn, void *arg)
{
	struct tree_node node = { .row = s->row };
	size_t len = strlen(l->folder);
	size_t more = strlen(name);
	int rc = 0;

	if (len + 1 + more >= sizeof(node.path))
		return 0;
	memcpy(node.path, l->folder, len);
	if (len > 0)
		node.path[len++] = '/';
	memcpy(node.path + len, name, more + 1);
	node.kind = s->leaf ? s->row->kind : TREE_FOLDER;
	if (node.kind == TREE_BLOB)
		rc = row_blob(l->tree, &node);
	if (rc >= 0)
		rc = names_add(&l->names, name, &node);
	return rc < 0 ? rc : fn(name, &node, arg);
}

static int merge(struct listing *l, tree_entry_fn *fn, void *arg)
{
	struct stream *m;
	char name[NAME_SPACE];

	while ((m = least(l))) {
		int rc;

		strcpy(name, m->name);
		rc = give(l, m, name, fn, arg);
		for (int i = 0; rc == 0 && i < l->n; i++)
			if (strcmp(l->stream[i].name, name) == 0)
				rc = advance(l->tree, &l->stream[i]);
		if (rc != 0)
			return rc;
	}
	return 0;
}

static int list_anew(struct tree *t, const struct tree_node *folder,
	const char *after, tree_entry_fn *fn, void *arg)
{
	__attribute__((cleanup(listing_free))) struct listing *l =
		calloc(1, sizeof(*l));
	int rc;

	if (!l)
		return fail(-ENOMEM, "tree: no memory");
	l->tree = t;
	l->folder = folder->path;
	names_begin(&l->names, t, folder, after);
	rc = gather(l, after);
	if (rc == 0)
		rc = merge(l, fn, arg);
	return rc ? rc : names_end(&l->names);
}

int tree_list(struct tree *t, const struct tree_node *folder,
	const char *after, tree_entry_fn *fn, void *arg)
{
	char behind[NAME_SPACE] = "";
	struct tree *other;
	const char *inner;
	bool all = false;
	int rc = at_enter(t, folder->path, &other, &inner);

	if (rc == 1)
		return at_list(t, other, folder, inner, after, fn, arg);
	if (rc == 0)
		rc = state_sync(t);
	if (after)
		snprintf(behind, sizeof(behind), "%s", after);
	if (rc == 0)
		rc = names_list(t, folder, behind, fn, arg, &all);
	return rc || all ? rc : list_anew(t, folder, *behind ? behind : NULL,
		fn, arg);
}

struct walk {
	struct tree *tree;
	int (*fn)(const struct tree_node *node, void *arg);
	void *arg;
};

static int walk_entry(const char *name, const struct tree_node *node,
	void *arg)
{
	struct walk *w = arg;
	int rc = w->fn(node, w->arg);

	(void)name;
	if (rc != 0 || node->kind != TREE_FOLDER)
		return rc;
	/* As deep as the deepest pattern, no more. */
	return tree_list(w->tree, node, NULL, walk_entry, w);
}

int tree_walk(struct tree *t, const char *path,
	int (*fn)(const struct tree_node *node, void *arg), void *arg)
{
	struct walk w = { t, fn, arg };
	struct tree_node node;
	int rc = tree_find(t, &node, path);

	if (rc < 0 || node.kind != TREE_FOLDER)
		return rc;
	return tree_list(t, &node, NULL, walk_entry, &w);
}
