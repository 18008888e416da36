/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs clone: a dossier from the history of another, as git keeps it.
 */
#include <errno.h>
#include <stdio.h>

#include "cmd.h"
#include "dossierfs/asked.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/metrics.h"
#include "dossierfs/sync.h"
#include "dossierfs/text.h"

static const struct option_row options[] = { OPTIONS_END };

const struct usage clone_usage = {
	options,
	"  dossierfs clone acme.dossier/git copy.dossier\n"
	"  dossierfs clone history.fi copy.dossier\n\n"
	"REPO is a git repository on this machine, bare or not, of which the\n"
	"branch main is taken, or a file that git fast-export wrote. Commit\n"
	"ids, times and every byte stay what they are. DIR is made, or is\n"
	"there and empty; it is not left behind when something is refused.\n",
};

static int made(const char *dir, const struct buf *report)
{
	auto_store st = NULL;
	int rc = store_open(&st, dir, STORE_READ);

	if (!rc)
		rc = store_look(st, day_of(time_now()), true);
	if (rc)
		return rc;
	fputs(buf_text(report), stderr);
	if (store_seq(st) < 0)
		cmd_printf("made %s, without a commit\n", dir);
	else
		cmd_printf("made %s at commit %.12s\n", dir,
			store_commit_id(st));
	fflush(stdout);
	/* What takes long the first time; from here on it follows changes. */
	if (store_seq(st) < 0)
		return 0;
	rc = assess_metrics(st);
	if (!rc)
		rc = view_index(st);
	return rc ? rc : assess_texts(st);
}

static int make_clone(struct call *c)
{
	auto_buf report = BUF_INIT;
	const char *dir = call_arg(c, 1);
	int rc;

	if (call_count(c) != 2)
		return refuse(-EINVAL, "clone: expected REPO and DIR");
	rc = sync_clone(call_arg(c, 0), dir, time_now(), &report);
	cmd_progress_end();
	return rc ? rc : made(dir, &report);
}

int cmd_clone(struct call *c)
{
	return cmd_status(make_clone(c));
}
