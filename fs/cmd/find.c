/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs find: every path below a folder of the tree, as find(1) has it.
 */
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "dossierfs/err.h"
#include "look.h"

static const struct option_row options[] = {
	{ "name", 0, "PATTERN", "only names that match, as the shell does" },
	{ "type", 0, "f|d|l", "only files, folders or links" },
	OPTION_AS_OF, OPTIONS_END };

const struct usage find_usage = {
	options,
	"  dossierfs find clauses -name '*.md' -type f\n"
	"  dossierfs find issues --as-of 2025-06-30\n",
};

struct wanted {
	const char *name;
	const char *type;
};

static char letter(enum tree_kind kind)
{
	return kind == TREE_FOLDER ? 'd' : kind == TREE_LINK ? 'l' : 'f';
}

static int show(const struct tree_node *node, void *arg)
{
	const struct wanted *w = arg;
	const char *name = strrchr(node->path, '/');

	name = name ? name + 1 : node->path;
	if (w->name && fnmatch(w->name, *name ? name : ".", 0) != 0)
		return 0;
	if (w->type && *w->type != letter(node->kind))
		return 0;
	cmd_printf("%s\n", *node->path ? node->path : ".");
	return 0;
}

static bool type_is_known(const char *type)
{
	return strlen(type) == 1 && strchr("fdl", *type);
}

int cmd_find(struct call *c)
{
	auto_look look = { 0 };
	struct wanted w = { call_option(c, "name"), call_option(c, "type") };
	struct tree_node node;
	int rc;

	if (w.type && !type_is_known(w.type))
		return cmd_status(refuse(-EINVAL,
			"find: -type %s: expected f, d or l", w.type));
	rc = look_open(&look, c);
	if (rc == 0)
		rc = look_find(&look, &node, call_arg(c, 0));
	if (rc == 0)
		rc = show(&node, &w);
	if (rc == 0)
		rc = tree_walk(look.tree, node.path, show, &w);
	return cmd_status(rc);
}
