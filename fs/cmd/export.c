/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `export`: the tree as a folder on disk. It grows in a folder beside the one
 * asked for, which nobody else can enter, and takes its name when it is whole.
 */
#include "cmd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "pack.h"

static const struct option_row options[] = {
	{ "tree", 0, "DIR", "the folder to make; it is new or empty" },
	OPTION_AS_OF,
	OPTIONS_END,
};
const struct usage export_usage = { options,
	"Links stay links; files get the time of what they show.\n"
	"Example: dossierfs export acme.dossier --tree acme-tree\n" };

/* The folder that is being filled; path is empty once it is in place. */
struct site {
	struct buf path;
	int dir;
};

static int remove_one(
	const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	remove(path);
	return 0;
}

static void site_close(struct site *s)
{
	if (s->dir >= 0)
		close(s->dir);
	if (s->path.len)
		nftw(s->path.data, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	buf_free(&s->path);
}
#define auto_site __attribute__((cleanup(site_close))) struct site

/* 1 when the folder holds nothing, 0, or negative. */
static int is_empty(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	int rest = 3; /* "." and "..", and one is too many */

	if (!d)
		return refuse(-errno, "%s: %s", folder, strerror(errno));
	while (rest && (e = readdir(d)))
		rest--;
	closedir(d);
	return rest > 0;
}

/* Only an empty folder, or nothing, gives way. */
static int target_check(const char *target)
{
	struct stat st;
	int empty = 0;

	if (lstat(target, &st) < 0)
		return errno == ENOENT ? 0
				       : refuse(-errno, "%s: %s", target,
						 strerror(errno));
	if (S_ISDIR(st.st_mode))
		empty = is_empty(target);
	if (empty == 0)
		return refuse(
			-EEXIST, "%s: expected a new or empty folder", target);
	return empty < 0 ? empty : 0;
}

static int site_open(struct site *s, const char *target)
{
	size_t len = strlen(target);

	while (len > 1 && target[len - 1] == '/')
		len--;
	buf_printf(&s->path, "%.*s.XXXXXX", (int)len, target);
	int rc = buf_done(&s->path);
	if (rc < 0)
		return rc;
	if (!mkdtemp(s->path.data)) {
		rc = refuse(-errno, "%s: %s", target, strerror(errno));
		buf_cut(&s->path, 0);
		return rc;
	}
	s->dir = open(s->path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->dir < 0)
		return fail(-errno, "%s: %s", s->path.data, strerror(errno));
	return 0;
}

static int site_settle(struct site *s, struct tree *t, const char *target)
{
	struct tree_node root;
	struct tree_stat st;
	int rc = tree_find(t, &root, "");

	if (rc == 0)
		rc = tree_stat(t, &root, &st);
	if (rc < 0)
		return rc;

	const struct timespec times[2] = { { .tv_sec = (time_t)st.mtime },
		{ .tv_sec = (time_t)st.mtime } };

	if (fchmod(s->dir, 0755) < 0 || futimens(s->dir, times) < 0 ||
		rename(s->path.data, target) < 0)
		return fail(-errno, "%s: %s", target, strerror(errno));
	buf_cut(&s->path, 0);
	return 0;
}

static int export_tree(struct store *st, const char *target)
{
	auto_package p = NULL;
	auto_site site = { BUF_INIT, -1 };
	struct tree *t;
	int rc = tree_open(&t, st);

	if (rc < 0)
		return rc;
	rc = site_open(&site, target);
	if (rc == 0)
		rc = folder_open(&p, site.dir);
	if (rc == 0)
		rc = pack_tree(p, t, "", "export");
	if (rc == 0)
		rc = package_end(p);
	if (rc == 0)
		rc = site_settle(&site, t, target);
	if (rc == 0)
		cmd_printf("%s: %" PRIu64 " files, %" PRIu64 " bytes\n", target,
			package_files(p), package_bytes(p));
	tree_close(t);
	return rc;
}

int cmd_export(struct call *c)
{
	const char *target = call_option(c, "tree");
	auto_store st = NULL;

	if (!target || !*target)
		return cmd_status(refuse(-EINVAL,
			"export: expected --tree and the folder to make"));
	int rc = call_store(c, 0, STORE_READ, &st);
	if (rc == 0)
		rc = target_check(target);
	if (rc == 0)
		rc = export_tree(st, target);
	return cmd_status(rc);
}
