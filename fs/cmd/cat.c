/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs cat: files of the tree, the same bytes as a mount gives.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "look.h"

static const struct option_row options[] = { OPTION_AS_OF, OPTIONS_END };

const struct usage cat_usage = {
	options,
	"  dossierfs cat status.md\n"
	"  dossierfs cat issues/2025/ISS-7.md --as-of 2025-06-30\n",
};

/* Recorded bytes are passed on as they are read. */
static int print_blob(struct look *l, const struct tree_node *node)
{
	char bytes[1 << 16];
	int fd = tree_blob_open(l->tree, node);
	ssize_t n;

	if (fd < 0)
		return fd;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		cmd_print(bytes, (size_t)n);
	if (n < 0)
		n = fail(-errno, "%s: %s", node->path, strerror(errno));
	close(fd);
	return (int)n;
}

static int print(struct look *l, const struct tree_node *node)
{
	auto_buf bytes = BUF_INIT;
	int rc;

	if (node->kind == TREE_BLOB)
		return print_blob(l, node);
	rc = tree_read(l->tree, node, &bytes, NULL);
	if (rc == 0)
		cmd_print(buf_text(&bytes), bytes.len);
	return rc;
}

/* A link leads to a page; cat on a mount prints that page. */
static int follow(struct look *l, struct tree_node *node)
{
	char path[TREE_PATH_MAX];
	auto_buf target = BUF_INIT;
	const char *down;
	int rc = tree_read(l->tree, node, &target, NULL);

	if (rc < 0)
		return rc;
	down = buf_text(&target);
	strcpy(path, node->path);
	*(strrchr(path, '/') ? strrchr(path, '/') : path) = '\0';
	while (strncmp(down, "../", 3) == 0) {
		char *slash = strrchr(path, '/');

		*(slash ? slash : path) = '\0';
		down += 3;
	}
	if (strlen(path) + 1 + strlen(down) >= sizeof(path))
		return -ENAMETOOLONG;
	if (*path)
		strcat(path, "/");
	strcat(path, down);
	return look_find(l, node, path);
}

static int one(struct look *l, const char *path)
{
	struct tree_node node;
	int rc = look_find(l, &node, path);

	if (rc == 0 && node.kind == TREE_LINK)
		rc = follow(l, &node);
	if (rc < 0)
		return rc;
	if (node.kind == TREE_FOLDER)
		return refuse(-EISDIR, "%s: a folder; `ls` lists it", path);
	return print(l, &node);
}

int cmd_cat(struct call *c)
{
	auto_look look = { 0 };
	int rc;

	if (call_count(c) == 0)
		return cmd_status(refuse(-EINVAL,
			"cat: expected the paths of files in the tree"));
	rc = look_open(&look, c);
	for (int i = 0; rc == 0 && i < call_count(c); i++)
		rc = one(&look, call_arg(c, i));
	return cmd_status(rc);
}
