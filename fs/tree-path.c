/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patterns of the tree's table: binding a path against one, and writing the
 * path that values make. Nothing here asks the store.
 */
#include "tree-row.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "dossierfs/hash.h"
#include "tree-kept.h"

enum { ROWS_MAX = 320, SEGMENTS_MAX = 6 };

struct pattern {
	struct tree_segment segment[SEGMENTS_MAX];
	int segments;
};

/* The rows taken apart: every path that is looked up is held against all. */
static struct pattern patterns[ROWS_MAX];
static pthread_once_t taken_apart = PTHREAD_ONCE_INIT;

static void take_segment(struct tree_segment *out, const char *text)
{
	const char *open;
	const char *shut;

	out->text = text;
	out->len = strcspn(text, "/");
	out->before = out->len;
	open = memchr(text, '{', out->len);
	if (!open)
		return;
	shut = memchr(text, '}', out->len);
	out->before = (size_t)(open - text);
	out->after = out->len - (size_t)(shut + 1 - text);
	out->source = source_find(open + 1, (size_t)(shut - open - 1));
}

static void take_apart(void)
{
	for (const struct tree_row *r = tree_rows; r->path; r++) {
		struct pattern *p = &patterns[r - tree_rows];
		const char *text = r->path;

		assert(r - tree_rows < ROWS_MAX &&
			path_segments(text) <= SEGMENTS_MAX);
		for (; text; text = strchr(text, '/')) {
			text += *text == '/';
			take_segment(&p->segment[p->segments++], text);
		}
	}
}

static const struct pattern *pattern_of(const struct tree_row *row)
{
	pthread_once(&taken_apart, take_apart);
	return &patterns[row - tree_rows];
}

const struct tree_segment *row_segment(const struct tree_row *row, int n)
{
	const struct pattern *p = pattern_of(row);

	return n < p->segments ? &p->segment[n] : NULL;
}

bool tree_is_fixed(const struct tree_row *row)
{
	const char *slash = strrchr(row->path, '/');

	return !strchr(slash ? slash : row->path, '{');
}

int path_segments(const char *path)
{
	int n = *path != '\0';

	for (; *path; path++)
		n += *path == '/';
	return n;
}

static bool is_filter(const struct tree_segment *g)
{
	return g->source && g->source->var == VAR_FILTER;
}

/* Names that may be in a filter: what name_safe gives, and "=". */
static size_t filter_segment(const char *s)
{
	size_t len = strcspn(s, "/");

	return memchr(s, '=', len) && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789._+=-") == len ? len : 0;
}

/* As many segments as make a filter. No other name has "=" in it. */
static size_t filter_len(const char *s)
{
	size_t len = filter_segment(s);
	size_t more;

	while (len > 0 && s[len] == '/' && (more = filter_segment(s + len + 1)))
		len += 1 + more;
	return len;
}

/* Binds one segment; the value is cut out of `s`, which is writable. */
static bool bind(const struct tree_segment *g, char *s, size_t len,
	const char **value)
{
	if (!g->source)
		return len == g->len && memcmp(s, g->text, len) == 0;
	if (len <= g->before + g->after || (!is_filter(g) &&
		len - g->before - g->after >= VALUE_MAX))
		return false;
	if (memcmp(s, g->text, g->before) != 0 ||
		memcmp(s + len - g->after, g->text + g->len - g->after,
			g->after) != 0)
		return false;
	*value = s + g->before;
	s[len - g->after] = '\0';
	return true;
}

/* Most rows are told apart by their first word. */
static bool begins_elsewhere(const struct tree_segment *first,
	const char *path)
{
	return !first->source && *path &&
		(strncmp(path, first->text, first->len) != 0 ||
			(path[first->len] && path[first->len] != '/'));
}

int row_bind(const struct tree_row *row, const char *path,
	struct tree_bound *out)
{
	const struct pattern *p = pattern_of(row);
	size_t all;
	int n = 0;

	if (begins_elsewhere(&p->segment[0], path))
		return -1;
	all = strlen(path);
	memset(out->value, 0, sizeof(out->value));
	out->depth = path_segments(path) - 1;
	if (all >= sizeof(out->text))
		return -1;
	memcpy(out->text, path, all + 1);
	for (char *s = out->text; *s; n++) {
		const struct tree_segment *g = &p->segment[n];
		size_t len = strcspn(s, "/");
		const char *value = NULL;
		bool last;

		if (n == p->segments)
			return -1;
		if (is_filter(g))
			len = filter_len(s);
		last = s[len] == '\0';
		if (!bind(g, s, len, &value))
			return -1;
		if (g->source)
			out->value[g->source->var] = value;
		s[len] = '\0';
		s += last ? len : len + 1;
	}
	return n;
}

/* Appends to a path that is being written; false when it is full. */
static bool put(char out[TREE_PATH_MAX], size_t *at, const char *s, size_t len)
{
	if (*at + len >= TREE_PATH_MAX)
		return false;
	memcpy(out + *at, s, len);
	*at += len;
	out[*at] = '\0';
	return true;
}

bool row_write(char out[TREE_PATH_MAX], const struct tree_row *row,
	const char *const value[VAR_COUNT])
{
	const struct tree_segment *g;
	size_t at = 0;

	out[0] = '\0';
	for (int i = 0; (g = row_segment(row, i)); i++) {
		const char *v = "";

		if (g->source)
			v = value[g->source->var];
		if (!v || (i > 0 && !put(out, &at, "/", 1)) ||
			!put(out, &at, g->text, g->before) ||
			!put(out, &at, v, strlen(v)) ||
			!put(out, &at, g->text + g->len - g->after, g->after))
			return false;
	}
	return true;
}

/* The number that a record's id ends with, in front of the first dot; of two
 * digits and less too many would be alike. */
static bool number_of(const char *name, uint64_t *out)
{
	size_t end = strcspn(name, ".");
	size_t start = end;

	while (start > 0 && name[start - 1] >= '0' && name[start - 1] <= '9')
		start--;
	*out = 0;
	for (size_t i = start; i < end; i++)
		*out = *out * 10 + (uint64_t)(name[i] - '0');
	return end - start > 2;
}

/* grep, find and cp read a large folder in the order of its inode numbers, as
 * disks like it; pages are kept, and read ahead, in the order of names. */
static uint64_t in_order(uint64_t folder, uint64_t number, const char *dot,
	uint64_t h)
{
	enum { FOLDER = 12, NUMBER = 20, LETTER = 5, REST = 27 };

	folder &= (1 << FOLDER) - 1;
	number &= (1 << NUMBER) - 1;
	h &= (1 << REST) - 1;
	if (dot)
		h |= (uint64_t)(dot[1] & ((1 << LETTER) - 1)) << REST;
	return (folder << NUMBER | number) << (LETTER + REST) | h;
}

/* The key is known to all, for a path has one number everywhere; so nothing
 * is found by the number alone. 0 is no inode and 1 is the root's. */
static uint64_t ino_of(const char *path)
{
	static const uint64_t key[2] = { 0, 0 };
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	uint64_t number;
	uint64_t h;

	if (!*path)
		return 1;
	h = hash_keyed(key, path, strlen(path));
	if (number_of(name, &number))
		h = in_order(hash_keyed(key, path, (size_t)(name - path)),
			number, strchr(name, '.'), h);
	return h < 2 ? h + 2 : h;
}

/* A link to a record is written as its folder is deep: of its path count the
 * day whose tree it lies in, the slashes behind that, and the name. */
static void put_link(char out[TREE_PATH_MAX], const char *path)
{
	const char *day = strncmp(path, "at/", 3) ? NULL : strchr(path + 3, '/');
	const char *name = strrchr(path, '/') + 1;

	if (day)
		while (path <= day)
			*out++ = *path++;
	for (; path < name; path++)
		if (*path == '/')
			*out++ = '/';
	strcpy(out, name);
}

static bool leads_to_record(const struct tree_node *node)
{
	return node->kind == TREE_LINK && !node->row->show &&
		!(node->row->follows & ROW_ASKED);
}

uint64_t tree_ino(const struct tree_node *node)
{
	char link[TREE_PATH_MAX];

	if (!leads_to_record(node))
		return ino_of(node->path);
	put_link(link, node->path);
	return ino_of(link);
}

bool tree_is_same_link(const struct tree_node *a, const struct tree_node *b)
{
	char one[TREE_PATH_MAX];
	char other[TREE_PATH_MAX];

	if (!leads_to_record(a) || !leads_to_record(b))
		return false;
	put_link(one, a->path);
	put_link(other, b->path);
	return !strcmp(one, other);
}
