/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What snapshot and export share: the walk. One page is in memory at a time.
 */
#include "pack.h"

#include <errno.h>
#include <unistd.h>

#include "cmd.h"

struct packing {
	struct package *p;
	struct tree *t;
	const char *before;
	const char *what;
	size_t done;
	struct buf path, text;
};

static void packing_free(struct packing *k)
{
	buf_free(&k->path);
	buf_free(&k->text);
	cmd_progress_end();
}
#define auto_packing __attribute__((cleanup(packing_free))) struct packing

static int pack_page(struct packing *k, const struct tree_node *node)
{
	struct tree_stat st;
	int rc = tree_read(k->t, node, &k->text, &st);

	if (rc < 0)
		return rc;
	return package_file(
		k->p, &(struct package_file){ k->path.data, st.mtime, -1,
			      k->text.data, k->text.len });
}

static int pack_blob(struct packing *k, const struct tree_node *node)
{
	struct tree_stat st;
	int rc = tree_stat(k->t, node, &st);
	int fd = rc < 0 ? rc : tree_blob_open(k->t, node);

	if (fd < 0)
		return fd;
	rc = package_file(k->p,
		&(struct package_file){ k->path.data, st.mtime, fd, NULL, 0 });
	close(fd);
	return rc;
}

static int pack_link(struct packing *k, const struct tree_node *node)
{
	struct tree_stat st;
	int rc = tree_read(k->t, node, &k->text, &st);

	if (rc < 0)
		return rc;
	return package_link(k->p, k->path.data, buf_text(&k->text), st.mtime);
}

static int pack_folder(struct packing *k, const struct tree_node *node)
{
	struct tree_stat st;
	int rc = tree_stat(k->t, node, &st);

	return rc < 0 ? rc : package_folder(k->p, k->path.data, st.mtime);
}

static int pack_node(const struct tree_node *node, void *arg)
{
	struct packing *k = arg;

	cmd_progress(k->what, ++k->done, 0);
	buf_free(&k->text); /* one large page must not weigh for ever */
	buf_cut(&k->path, 0);
	buf_puts(&k->path, k->before);
	buf_puts(&k->path, node->path);
	int rc = buf_done(&k->path);
	if (rc < 0)
		return rc;
	switch (node->kind) {
	case TREE_FOLDER:
		return pack_folder(k, node);
	case TREE_TEXT:
		return pack_page(k, node);
	case TREE_BLOB:
		return pack_blob(k, node);
	case TREE_LINK:
		return pack_link(k, node);
	}
	return 0;
}

int pack_tree(
	struct package *p, struct tree *t, const char *before, const char *what)
{
	auto_packing k = { p, t, before, what, 0, BUF_INIT, BUF_INIT };

	return tree_walk(t, "", pack_node, &k);
}
