/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patterns of the tree's table: binding a path against one, and writing the
 * path that values make. Nothing here asks the store.
 */
#include "tree-row.h"

#include <string.h>

#include "dossierfs/hash.h"

bool pattern_segment(const char *pattern, int n, struct tree_segment *out)
{
	const char *open;
	const char *shut;

	for (; n > 0; n--) {
		pattern = strchr(pattern, '/');
		if (!pattern)
			return false;
		pattern++;
	}
	out->text = pattern;
	out->len = strcspn(pattern, "/");
	out->before = out->len;
	out->after = 0;
	out->source = NULL;
	open = memchr(pattern, '{', out->len);
	if (!open)
		return true;
	shut = memchr(pattern, '}', out->len);
	out->before = (size_t)(open - pattern);
	out->after = out->len - (size_t)(shut + 1 - pattern);
	out->source = source_find(open + 1, (size_t)(shut - open - 1));
	return true;
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
static bool begins_elsewhere(const char *pattern, const char *path)
{
	size_t len = strcspn(path, "/");

	return len > 0 && *pattern != '{' &&
		(strncmp(pattern, path, len) != 0 ||
			(pattern[len] && pattern[len] != '/'));
}

int pattern_bind(const char *pattern, const char *path, struct tree_bound *out)
{
	struct tree_segment g;
	size_t all = strlen(path);
	int n = 0;

	if (begins_elsewhere(pattern, path))
		return -1;
	memset(out->value, 0, sizeof(out->value));
	out->depth = path_segments(path) - 1;
	if (all >= sizeof(out->text))
		return -1;
	memcpy(out->text, path, all + 1);
	for (char *s = out->text; *s; n++) {
		size_t len = strcspn(s, "/");
		const char *value = NULL;
		bool last;

		if (!pattern_segment(pattern, n, &g))
			return -1;
		if (is_filter(&g))
			len = filter_len(s);
		last = s[len] == '\0';
		if (!bind(&g, s, len, &value))
			return -1;
		if (g.source)
			out->value[g.source->var] = value;
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

bool pattern_write(char out[TREE_PATH_MAX], const char *pattern, int segments,
	const char *const value[VAR_COUNT])
{
	struct tree_segment g;
	size_t at = 0;

	out[0] = '\0';
	for (int i = 0; i < segments && pattern_segment(pattern, i, &g); i++) {
		const char *v = "";

		if (g.source)
			v = value[g.source->var];
		if (!v || (i > 0 && !put(out, &at, "/", 1)) ||
			!put(out, &at, g.text, g.before) ||
			!put(out, &at, v, strlen(v)) ||
			!put(out, &at, g.text + g.len - g.after, g.after))
			return false;
	}
	return true;
}

/* The key is known to all, for a path has one number everywhere; so nothing
 * is found by the number alone. 0 is no inode and 1 is the root's. */
uint64_t path_ino(const char *path)
{
	static const uint64_t key[2] = { 0, 0 };
	uint64_t h;

	if (!*path)
		return 1;
	h = hash_keyed(key, path, strlen(path));
	return h < 2 ? h + 2 : h;
}
