/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths as people type them, and the tree they are in.
 */
#include "look.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"

int look_open(struct look *l, struct call *c)
{
	int rc = call_store(c, -1, STORE_READ, &l->store);

	if (rc == 0)
		rc = tree_open(&l->tree, l->store);
	if (rc == 0)
		tree_ask(l->tree);
	return rc;
}

void look_close(struct look *l)
{
	tree_close(l->tree);
	store_close(l->store);
}

/* Leaves out "." and doubled slashes. ".." is no name in the tree. */
static int plain_path(char out[TREE_PATH_MAX], const char *path)
{
	size_t at = 0;

	out[0] = '\0';
	while (*path) {
		size_t len = strcspn(path, "/");

		if (len > 0 && !(len == 1 && path[0] == '.')) {
			if (at + len + 2 > TREE_PATH_MAX)
				return -ENOENT;
			if (at > 0)
				out[at++] = '/';
			memcpy(out + at, path, len);
			at += len;
			out[at] = '\0';
		}
		path += len + (path[len] == '/');
	}
	return 0;
}

int look_find(struct look *l, struct tree_node *out, const char *path)
{
	char plain[TREE_PATH_MAX];
	int rc = plain_path(plain, path ? path : "");

	if (rc == 0)
		rc = tree_find(l->tree, out, plain);
	if (rc == -ENOENT)
		return refuse(rc, "%s: nothing of that name is in the tree",
			path);
	return rc;
}
