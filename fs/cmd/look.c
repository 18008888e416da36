/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths as people type them, and the tree they are in.
 */
#include "look.h"

#include <errno.h>
#include <stdio.h>
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

/* So much of a path is the folder that its first len bytes lie in. */
static size_t above(const char *path, size_t len)
{
	while (len > 0 && path[len - 1] != '/')
		len--;
	return len > 0 ? len - 1 : 0;
}

/* Puts the target of a link in the place of its name: path is the link's and,
 * from `rest` on, what follows it. */
static int put_target(char path[TREE_PATH_MAX], const char *rest,
	const char *target)
{
	char out[TREE_PATH_MAX];
	size_t len = (size_t)(rest - path);
	int n;

	len = above(path, len);
	for (; strncmp(target, "../", 3) == 0; target += 3)
		len = above(path, len);
	n = snprintf(out, sizeof(out), "%.*s%s%s%s", (int)len, path,
		len > 0 ? "/" : "", target, rest);
	if (n < 0 || (size_t)n >= sizeof(out))
		return -ENOENT;
	strcpy(path, out);
	return 0;
}

/* A path through links, such as at/<release>/status.md, as the kernel takes
 * it. Links of the tree lead to what is no link. */
static int find_through(struct look *l, struct tree_node *out,
	char path[TREE_PATH_MAX])
{
	for (char *s = strchr(path, '/'); s; s = strchr(s + 1, '/')) {
		auto_buf target = BUF_INIT;
		int rc;

		*s = '\0';
		rc = tree_find(l->tree, out, path);
		*s = '/';
		if (rc == 0 && out->kind == TREE_FOLDER)
			continue;
		if (rc == 0 && out->kind == TREE_LINK)
			rc = tree_read(l->tree, out, &target, NULL);
		else
			return rc < 0 ? rc : -ENOENT;
		if (rc == 0)
			rc = put_target(path, s, buf_text(&target));
		return rc == 0 ? tree_find(l->tree, out, path) : rc;
	}
	return -ENOENT;
}

int look_find(struct look *l, struct tree_node *out, const char *path)
{
	char plain[TREE_PATH_MAX];
	int rc = plain_path(plain, path ? path : "");

	if (rc == 0)
		rc = tree_find(l->tree, out, plain);
	if (rc == -ENOENT)
		rc = find_through(l, out, plain);
	if (rc == -ENOENT)
		return refuse(rc, "%s: nothing of that name is in the tree",
			path);
	return rc;
}
