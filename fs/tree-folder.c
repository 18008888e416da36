/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How old a folder is. To know it nothing is written, or to list a folder of
 * folders would cost as much as to read them.
 */
#include "tree-row.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/assess.h"

/* When what a folder shows was recorded: what sums up all there is, or is asked
 * of it, changes with the last change-set, what verdicts give with the last
 * that they can see, a folder of records with the newest of them. Any other is
 * as old as its README.md. */
static int folder_time(struct tree *t, const struct tree_node *readme,
	int64_t *out)
{
	const struct tree_row *row = readme->row;
	struct tree_stat st = { 0 };
	struct tree_bound b;
	int rc;

	if (row->follows & FOLLOWS_JUDGED)
		return assess_moved(&(int64_t){ 0 }, out, t->store);
	*out = t->newest;
	if (row->follows & (FOLLOWS_ANY | ROW_ASKED))
		return 0;
	if (row->follows & FOLLOWS_TYPE && row_bind(row, readme->path, &b) >= 0)
		return state_newest(t, row->type, b.value[VAR_KIND],
			b.value[VAR_YEAR], out);
	rc = tree_stat(t, readme, &st);
	*out = st.mtime;
	return rc;
}

/* The README.md of a folder. It mostly is what the folder was found by, and
 * then is there, too. */
static int find_readme(struct tree *t, const struct tree_node *node,
	struct tree_node *out)
{
	static const char name[] = "README.md";
	size_t len = strlen(node->path);
	size_t end = strlen(node->row->path);
	char path[TREE_PATH_MAX + sizeof(name)];

	memcpy(path, node->path, len);
	if (len > 0)
		path[len++] = '/';
	memcpy(path + len, name, sizeof(name));
	if (len + sizeof(name) > sizeof(out->path) || end < strlen(name) ||
	    strcmp(node->row->path + end - strlen(name), name) ||
	    path_segments(node->row->path) != path_segments(path))
		return tree_find(t, out, path);
	*out = *node;
	out->kind = TREE_TEXT;
	memcpy(out->path, path, len + sizeof(name));
	return 0;
}

int folder_stat(struct tree *t, const struct tree_node *node,
	struct tree_stat *out)
{
	struct tree_node readme;
	int rc = find_readme(t, node, &readme);

	out->size = 0;
	if (rc == 0)
		rc = folder_time(t, &readme, &out->mtime);
	if (rc == -ENOENT || (rc == 0 && out->mtime == 0))
		out->mtime = t->birth;
	return rc == -ENOENT ? 0 : rc;
}
