/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs fsck: every digest computed again; and git/ made anew.
 */
#include <errno.h>

#include "cmd.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"

enum { EXIT_DAMAGE = 4 };

static const struct option_row options[] = {
	{ "rebuild-git", 0, NULL,
		"write the objects that git/ lacks, and main" },
	OPTION_JSON,
	OPTIONS_END
};

const struct usage fsck_usage = {
	options,
	"Recomputes the digest of every record, change-set, file and git\n"
	"object, and makes the derived tables anew to compare them. Each\n"
	"damage is a line. --rebuild-git first writes what git/ lacks, under\n"
	"the same ids; dossier.db is rebuilt by\n"
	"`dossierfs clone DOSSIER/git NEW`.\n\n"
	"Exit status: 0 whole, 4 damage.\n",
};

struct findings {
	size_t count;
	bool json;
	struct buf list;
};

static void found(const char *what, void *arg)
{
	struct findings *f = arg;

	if (f->json) {
		buf_puts(&f->list, f->count ? ",\n    " : "\n    ");
		json_string(&f->list, what);
	} else {
		cmd_printf("%s\n", what);
	}
	f->count++;
}

static int print_json(const struct findings *f)
{
	int rc = buf_done(&f->list);

	if (rc)
		return rc;
	cmd_printf("{\n  \"damages\": [%s%s],\n  \"whole\": %s\n}\n",
		buf_text(&f->list), f->count ? "\n  " : "",
		f->count ? "false" : "true");
	return 0;
}

static int fsck(struct call *c, struct findings *f)
{
	auto_store st = NULL;
	int rc = call_store(c, 0, STORE_WRITE, &st);

	if (rc == -EROFS) {
		err_clear();
		rc = call_store(c, 0, STORE_READ, &st);
	}
	if (!rc && call_has(c, "rebuild-git"))
		rc = store_rebuild_git(st);
	if (!rc)
		rc = store_verify(st, found, f);
	if (rc)
		return rc;
	if (f->json)
		return print_json(f);
	if (!f->count)
		cmd_printf("whole: %lld change-sets\n",
			(long long)(store_seq(st) + 1));
	return 0;
}

int cmd_fsck(struct call *c)
{
	struct findings f = { .json = call_has(c, "json") };
	int rc;

	rc = fsck(c, &f);
	buf_free(&f.list);
	return !rc && f.count ? EXIT_DAMAGE : cmd_status(rc);
}
