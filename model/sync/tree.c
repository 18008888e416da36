/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The difference of two trees, file by file, and the gate before names that
 * come from git: whatever passes can be written to a disk, on any system, as
 * the path that it is.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "walk.h"

enum { DEPTH_MAX = 64, PATH_BYTES = 4096 };

struct walking {
	git_repository *repo;
	walk_file_fn *fn;
	void *arg;
	struct buf path; /* of the folder, with a slash behind */
	int depth;
};

int walk_fail(int rc, const char *what)
{
	const git_error *e = git_error_last();

	return fail(rc == GIT_ENOTFOUND ? -ENOENT : -EIO, "%s: %s", what,
		e && e->message ? e->message : "git gives no reason");
}

/* NULL, or what is wrong with one name of a tree. */
static const char *entry_fault(const git_tree_entry *e)
{
	const char *name = git_tree_entry_name(e);

	if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
		return "expected a name, found a step in the path";
	if (!strcasecmp(name, ".git") || !strcasecmp(name, "git~1"))
		return "expected a name that git does not keep to itself";
	if (strpbrk(name, "/\\"))
		return "expected a name without slashes";
	switch ((unsigned)git_tree_entry_filemode_raw(e)) {
	case GIT_FILEMODE_LINK:
		return "expected a file, found a symbolic link";
	case GIT_FILEMODE_COMMIT:
		return "expected a file, found a submodule";
	case GIT_FILEMODE_TREE:
	case GIT_FILEMODE_BLOB:
	case GIT_FILEMODE_BLOB_EXECUTABLE:
	case 0100664: /* written by early versions of git */
		return NULL;
	default:
		return "expected a file or folder";
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int refuse_pair(const struct walking *w, const char *name)
{
	return refuse(-EINVAL, "%s%s: expected names that differ in more than "
		"case", buf_text(&w->path), name);
}

static int refuse_equal(const struct walking *w, char **folded, size_t n)
{
	qsort(folded, n, sizeof(*folded), by_text);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(folded[i - 1], folded[i]))
			return refuse_pair(w, folded[i]);
	return 0;
}

/* Two names of one folder that only a case-sensitive disk tells apart. */
static int refuse_pairs(const struct walking *w, const git_tree *tree)
{
	size_t n = git_tree_entrycount(tree);
	char **folded = calloc(n + 1, sizeof(*folded));
	int rc = folded ? 0 : fail(-ENOMEM, "no memory for a folder");

	for (size_t i = 0; i < n && !rc; i++) {
		auto_buf name = BUF_INIT;

		name_fold(&name, git_tree_entry_name(
			git_tree_entry_byindex(tree, i)));
		rc = buf_done(&name);
		folded[i] = buf_take(&name, NULL);
		if (!rc && !folded[i])
			folded[i] = strdup("");
		if (!folded[i])
			rc = -ENOMEM;
	}
	if (!rc)
		rc = refuse_equal(w, folded, n);
	for (size_t i = 0; folded && i < n; i++)
		free(folded[i]);
	free(folded);
	return rc;
}

static bool is_ascii(const char *s)
{
	while (*s && !(*s & 0x80))
		s++;
	return !*s;
}

/* The same where only `name` is new, and all others were looked at before:
 * most commits add little to large folders. */
static int refuse_twin(const struct walking *w, const git_tree *tree,
	const char *name)
{
	size_t n = git_tree_entrycount(tree);
	auto_buf folded = BUF_INIT;

	name_fold(&folded, name);
	for (size_t i = 0; i < n; i++) {
		const char *other = git_tree_entry_name(
			git_tree_entry_byindex(tree, i));

		if (!is_ascii(other))
			return refuse_pairs(w, tree);
		if (!strcasecmp(other, name) && strcmp(other, name) != 0)
			return refuse_pair(w, buf_text(&folded));
	}
	return 0;
}

enum { FEW = 8 }; /* names that are compared one by one */

/* What came to a folder, against what it has. */
static int refuse_new(const struct walking *w, const git_tree *from,
	const git_tree *to)
{
	size_t m = git_tree_entrycount(to), came = 0;
	const char *few[FEW];
	int rc = 0;

	for (size_t i = 0; i < m && came <= FEW; i++) {
		const char *name = git_tree_entry_name(
			git_tree_entry_byindex(to, i));

		if (from && git_tree_entry_byname(from, name))
			continue;
		if (came < FEW)
			few[came] = name;
		came += is_ascii(name) ? 1 : FEW + 1;
	}
	if (came > FEW)
		return refuse_pairs(w, to);
	for (size_t i = 0; i < came && !rc; i++)
		rc = refuse_twin(w, to, few[i]);
	return rc;
}

static int both(struct walking *w, const git_tree *from, const git_tree *to);

static int below(struct walking *w, const git_tree_entry *from,
	const git_tree_entry *to)
{
	git_tree *a = NULL, *b = NULL;
	int rc = 0;

	if (++w->depth > DEPTH_MAX)
		return refuse(-EINVAL, "%s: expected at most %d folders",
			buf_text(&w->path), DEPTH_MAX);
	if (from)
		rc = git_tree_lookup(&a, w->repo, git_tree_entry_id(from));
	if (!rc && to)
		rc = git_tree_lookup(&b, w->repo, git_tree_entry_id(to));
	rc = rc ? walk_fail(rc, buf_text(&w->path)) : both(w, a, b);
	git_tree_free(a);
	git_tree_free(b);
	w->depth--;
	return rc;
}

static bool is_folder(const git_tree_entry *e)
{
	return git_tree_entry_type(e) == GIT_OBJECT_TREE;
}

/* One name on one side or both; both have the same kind. */
static int one(struct walking *w, const git_tree_entry *from,
	const git_tree_entry *to)
{
	const git_tree_entry *e = to ? to : from;
	const char *fault = to ? entry_fault(to) : NULL;
	size_t before = w->path.len;
	int rc;

	buf_printf(&w->path, "%s", git_tree_entry_name(e));
	if ((rc = buf_done(&w->path)))
		return rc;
	if (fault || w->path.len > PATH_BYTES)
		return refuse(-EINVAL, "%s: %s", buf_text(&w->path),
			fault ? fault : "expected a shorter path");
	if (is_folder(e)) {
		buf_putc(&w->path, '/');
		rc = below(w, from, to);
	} else {
		rc = w->fn(w->path.data, to, w->arg);
	}
	buf_cut(&w->path, before);
	return rc;
}

static int pair(struct walking *w, const git_tree_entry *a,
	const git_tree_entry *b)
{
	int rc;

	if (git_oid_equal(git_tree_entry_id(a), git_tree_entry_id(b)) &&
	    git_tree_entry_filemode_raw(a) == git_tree_entry_filemode_raw(b))
		return 0;
	if (is_folder(a) == is_folder(b))
		return one(w, a, b);
	rc = one(w, a, NULL);
	return rc ? rc : one(w, NULL, b);
}

/* Git's order: a folder's name sorts as if a slash followed. Names that meet
 * are equal, whatever they are of. */
static int order(const git_tree_entry *a, const git_tree_entry *b)
{
	return !strcmp(git_tree_entry_name(a), git_tree_entry_name(b)) ? 0 :
		git_tree_entry_cmp(a, b);
}

static int both(struct walking *w, const git_tree *from, const git_tree *to)
{
	size_t n = from ? git_tree_entrycount(from) : 0;
	size_t m = to ? git_tree_entrycount(to) : 0;
	size_t i = 0, j = 0;
	int rc = to ? refuse_new(w, from, to) : 0;

	while (!rc && (i < n || j < m)) {
		const git_tree_entry *a = i < n ?
			git_tree_entry_byindex(from, i) : NULL;
		const git_tree_entry *b = j < m ?
			git_tree_entry_byindex(to, j) : NULL;
		int way = !a ? 1 : !b ? -1 : order(a, b);

		if (way < 0)
			rc = one(w, a, NULL);
		else if (way > 0)
			rc = one(w, NULL, b);
		else
			rc = pair(w, a, b);
		i += way <= 0;
		j += way >= 0;
	}
	return rc;
}

int walk_tree(git_repository *repo, const git_tree *from, const git_tree *to,
	walk_file_fn *fn, void *arg)
{
	struct walking w = { .repo = repo, .fn = fn, .arg = arg };
	int rc = both(&w, from, to);

	buf_free(&w.path);
	return rc;
}
