/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs ls: a folder of the tree, without a mount.
 */
#include <string.h>

#include "dossierfs/date.h"
#include "look.h"

static const struct option_row options[] = {
	{ "long", 'l', NULL, "with kind, size and time" },
	{ "recursive", 'R', NULL, "and every folder below it" },
	OPTION_AS_OF, OPTIONS_END };

const struct usage ls_usage = {
	options,
	"  dossierfs ls issues/2025\n"
	"  dossierfs ls -l clauses/iec-81001-5-1/9.5 --as-of 2025-06-30\n",
};

struct listing {
	struct look look;
	bool detailed;
};

static const char *mode(enum tree_kind kind)
{
	return kind == TREE_FOLDER ? "dr-xr-xr-x" :
		kind == TREE_LINK ? "lrwxrwxrwx" : "-r--r--r--";
}

static int entry(const char *name, const struct tree_node *node, void *arg)
{
	struct listing *l = arg;
	struct tree_stat st;
	auto_buf target = BUF_INIT;
	char when[TIME_TEXT];
	int rc;

	if (!l->detailed) {
		cmd_printf("%s\n", name);
		return 0;
	}
	rc = tree_stat(l->look.tree, node, &st);
	if (rc == 0 && node->kind == TREE_LINK)
		rc = tree_read(l->look.tree, node, &target, NULL);
	if (rc < 0)
		return rc;
	cmd_printf("%s %10llu %s %s%s%s\n", mode(node->kind),
		(unsigned long long)st.size, time_format(when, st.mtime), name,
		target.len ? " -> " : "", buf_text(&target));
	return 0;
}

static int list(struct listing *l, const struct tree_node *node)
{
	const char *name = strrchr(node->path, '/');

	if (node->kind != TREE_FOLDER)
		return entry(name ? name + 1 : node->path, node, l);
	return tree_list(l->look.tree, node, NULL, entry, l);
}

static int below(const struct tree_node *node, void *arg)
{
	if (node->kind != TREE_FOLDER)
		return 0;
	cmd_printf("\n%s:\n", node->path);
	return list(arg, node);
}

int cmd_ls(struct call *c)
{
	auto_look look = { 0 };
	struct listing l = { .detailed = call_has(c, "long") };
	struct tree_node node;
	int rc = look_open(&look, c);

	l.look = look;
	if (rc == 0)
		rc = look_find(&look, &node, call_arg(c, 0));
	if (rc < 0)
		return cmd_status(rc);
	if (call_has(c, "recursive"))
		cmd_printf("%s:\n", *node.path ? node.path : ".");
	rc = list(&l, &node);
	if (rc == 0 && call_has(c, "recursive"))
		rc = tree_walk(look.tree, node.path, below, &l);
	return cmd_status(rc);
}
