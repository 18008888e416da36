/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs diff: what changed for a reader between two dates, releases or
 * months; the bytes of diff/<from>..<to> in the tree.
 */
#include <errno.h>

#include "dossierfs/err.h"
#include "look.h"

static const struct option_row options[] = { OPTION_JSON, OPTION_AS_OF,
	OPTIONS_END };

const struct usage diff_usage = {
	options,
	"Each of the two is a date, a month (its last day) or a release (the "
	"day it\nwent out).\n\n"
	"  dossierfs diff 2025-03-31 2025-06-30\n"
	"  dossierfs diff REL-2.3.0 REL-2.4.0 --json\n",
};

static int print(struct look *l, const char *from, const char *to, bool json)
{
	auto_buf path = BUF_INIT;
	auto_buf bytes = BUF_INIT;
	struct tree_node node;
	int rc;

	buf_printf(&path, "diff/%s..%s.%s", from, to, json ? "json" : "md");
	rc = buf_done(&path);
	if (rc == 0)
		rc = tree_find(l->tree, &node, buf_text(&path));
	if (rc == -ENOENT)
		return refuse(rc, "diff: %s, %s: expected two dates, months "
			"or releases, neither before the first change nor "
			"ahead, the earlier first", from, to);
	if (rc == 0)
		rc = tree_read(l->tree, &node, &bytes, NULL);
	if (rc == 0)
		cmd_print(buf_text(&bytes), bytes.len);
	return rc;
}

int cmd_diff(struct call *c)
{
	auto_look look = { 0 };
	int rc;

	if (call_count(c) != 2)
		return cmd_status(refuse(-EINVAL,
			"diff: expected two dates, months or releases"));
	rc = look_open(&look, c);
	if (rc == 0)
		rc = print(&look, call_arg(c, 0), call_arg(c, 1),
			call_has(c, "json"));
	return cmd_status(rc);
}
