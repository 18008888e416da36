/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commits of main, parents first, each as its difference to its first
 * parent. Which are taken is settled before the first is: none that is dated
 * after now, and none that stands on such a one.
 */
#include "walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/progress.h"
#include "dossierfs/store.h"

enum { FILE_MAX = 512 << 20 };

struct commits {
	struct store *st;
	git_repository *repo;
	int64_t now;
	struct buf *report;
	git_oid *main;     /* main's first-parent line, sorted */
	size_t n_main;
	git_oid *late;     /* not taken, sorted as they come */
	size_t n_late;
	git_oid tip;       /* last commit of main's line that is taken */
	bool any;
};

static void commits_free(struct commits *c)
{
	free(c->main);
	free(c->late);
}

static int oid_add(git_oid **all, size_t *n, const git_oid *oid)
{
	git_oid *grown = *all;

	if (!(*n & (*n - 1))) {
		grown = realloc(*all, (*n ? 2 * *n : 1) * sizeof(*grown));
		if (!grown)
			return fail(-ENOMEM, "no memory for a history");
	}
	grown[(*n)++] = *oid;
	*all = grown;
	return 0;
}

static int by_oid(const void *a, const void *b)
{
	return git_oid_cmp(a, b);
}

static bool oid_in(const git_oid *all, size_t n, const git_oid *oid)
{
	return n && bsearch(oid, all, n, sizeof(*oid), by_oid);
}

static bool is_known(struct commits *c, const git_oid *oid)
{
	char hex[GIT_OID_HEXSZ + 1];

	return store_has_commit(c->st, git_oid_tostr(hex, sizeof(hex), oid));
}

/* Whether the commit, or one that it stands on, is dated after now. */
static bool is_late(const struct commits *c, const git_commit *commit)
{
	if (git_commit_time(commit) > c->now)
		return true;
	for (unsigned i = 0; i < git_commit_parentcount(commit); i++)
		for (size_t j = c->n_late; j--;)
			if (git_oid_equal(&c->late[j],
				    git_commit_parent_id(commit, i)))
				return true;
	return false;
}

static void report_late(struct commits *c, const git_commit *commit)
{
	char hex[GIT_OID_HEXSZ + 1], day[TIME_TEXT];

	git_oid_tostr(hex, sizeof(hex), git_commit_id(commit));
	if (git_commit_time(commit) > c->now)
		buf_printf(c->report, "commit %s: not taken before its time, "
			"%s\n", hex, time_format(day, git_commit_time(commit)));
	else
		buf_printf(c->report, "commit %s: not taken before its "
			"parent\n", hex);
}

/* Every commit that main reaches and the store lacks. */
static int each(struct commits *c, const git_oid *from,
	int (*fn)(struct commits *c, const git_oid *oid, void *arg), void *arg)
{
	git_revwalk *walk = NULL;
	git_oid oid;
	int rc = git_revwalk_new(&walk, c->repo);
	char head[65];

	snprintf(head, sizeof(head), "%s", store_commit_id(c->st));
	if (!rc)
		rc = git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL |
			GIT_SORT_REVERSE);
	if (!rc)
		rc = git_revwalk_push(walk, from);
	if (!rc && *head && !(rc = git_oid_fromstr(&oid, head)))
		rc = git_revwalk_hide(walk, &oid);
	if (rc)
		rc = walk_fail(rc, "cannot walk the history");
	while (!rc) {
		int step = git_revwalk_next(&oid, walk);

		if (step == GIT_ITEROVER)
			break;
		rc = step ? walk_fail(step, "cannot walk the history") :
			fn(c, &oid, arg);
	}
	git_revwalk_free(walk);
	return rc;
}

static int sort_out(struct commits *c, const git_oid *oid, void *arg)
{
	git_commit *commit = NULL;
	int rc = git_commit_lookup(&commit, c->repo, oid);

	(void)arg;
	if (rc)
		return walk_fail(rc, "cannot read a commit");
	if (is_late(c, commit)) {
		report_late(c, commit);
		rc = oid_add(&c->late, &c->n_late, oid);
	}
	git_commit_free(commit);
	return rc;
}

/* A branch that was rewritten, or that merged ours into another line. */
static int refuse_other_line(const struct commits *c, const git_oid *meets)
{
	const char *head = store_commit_id(c->st);
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), meets);
	if (!*head || !strcmp(hex, head))
		return 0;
	return refuse(-EINVAL, "main: expected %.12s among its first parents, "
		"found another line; nothing is taken", head);
}

/* From the branch back to what the store has: the commits that lie on main's
 * line, and which of them is the last to be taken. */
static int main_line(struct commits *c, const git_oid *from)
{
	git_oid oid = *from;
	int rc = 0;

	while (!is_known(c, &oid)) {
		git_commit *commit = NULL;
		bool late = false, root;

		rc = git_commit_lookup(&commit, c->repo, &oid);
		if (rc)
			return walk_fail(rc, "cannot read a commit");
		for (size_t i = 0; i < c->n_late; i++)
			late |= git_oid_equal(&c->late[i], &oid);
		if (!late && !c->any) {
			c->tip = oid;
			c->any = true;
		}
		rc = oid_add(&c->main, &c->n_main, &oid);
		root = !git_commit_parentcount(commit);
		if (!root)
			oid = *git_commit_parent_id(commit, 0);
		git_commit_free(commit);
		if (rc || root)
			break;
	}
	if (rc || !c->n_main)
		return rc;
	qsort(c->main, c->n_main, sizeof(*c->main), by_oid);
	return refuse_other_line(c, &oid);
}

static int take_file(const char *path, const git_tree_entry *entry, void *arg)
{
	struct commits *c = arg;
	struct change_path p = { .path = path };
	char hex[GIT_OID_HEXSZ + 1];
	git_object_t type;
	git_blob *blob = NULL;
	git_odb *odb = NULL;
	size_t size;
	int rc;

	if (!entry)
		return store_take_path(c->st, &p);
	rc = git_repository_odb(&odb, c->repo);
	if (!rc)
		rc = git_odb_read_header(&size, &type, odb,
			git_tree_entry_id(entry));
	git_odb_free(odb);
	if (!rc && size > FILE_MAX)
		return refuse(-EFBIG, "%s: expected at most %d MiB, found %zu "
			"bytes", path, FILE_MAX >> 20, size);
	if (!rc)
		rc = git_blob_lookup(&blob, c->repo, git_tree_entry_id(entry));
	if (rc)
		return walk_fail(rc, path);
	p.oid = git_oid_tostr(hex, sizeof(hex), git_tree_entry_id(entry));
	p.mode = git_tree_entry_filemode_raw(entry);
	p.len = git_blob_rawsize(blob);
	p.bytes = p.len ? git_blob_rawcontent(blob) : "";
	rc = store_take_path(c->st, &p);
	git_blob_free(blob);
	return rc;
}

static int take_trees(struct commits *c, git_commit *commit)
{
	git_commit *parent = NULL;
	git_tree *from = NULL, *to = NULL;
	int rc = 0;

	if (git_commit_parentcount(commit)) {
		rc = git_commit_parent(&parent, commit, 0);
		if (!rc)
			rc = git_commit_tree(&from, parent);
	}
	if (!rc)
		rc = git_commit_tree(&to, commit);
	rc = rc ? walk_fail(rc, "cannot read a tree") :
		walk_tree(c->repo, from, to, take_file, c);
	git_tree_free(from);
	git_tree_free(to);
	git_commit_free(parent);
	return rc;
}

static int take_raw(struct commits *c, const git_oid *oid, const char *hex)
{
	git_odb_object *raw = NULL;
	git_odb *odb = NULL;
	bool raised;
	int rc = git_repository_odb(&odb, c->repo);

	if (!rc)
		rc = git_odb_read(&raw, odb, oid);
	rc = rc ? walk_fail(rc, hex) : store_take(c->st, hex,
		git_odb_object_data(raw), git_odb_object_size(raw),
		oid_in(c->main, c->n_main, oid), &raised);
	if (!rc && raised)
		buf_printf(c->report, "commit %s: dated before its parent, "
			"recorded with the parent's time\n", hex);
	git_odb_object_free(raw);
	git_odb_free(odb);
	return rc;
}

struct advance {
	size_t done;
	size_t all;
};

static int count(struct commits *c, const git_oid *oid, void *arg)
{
	struct advance *a = arg;

	(void)c;
	(void)oid;
	a->all++;
	return 0;
}

static int take(struct commits *c, const git_oid *oid, void *arg)
{
	struct advance *a = arg;
	char hex[GIT_OID_HEXSZ + 1];
	git_commit *commit = NULL;
	int rc;

	git_oid_tostr(hex, sizeof(hex), oid);
	progress("taking commits", a->done++, a->all);
	rc = take_raw(c, oid, hex);
	if (rc)
		return rc;
	rc = git_commit_lookup(&commit, c->repo, oid);
	rc = rc ? walk_fail(rc, hex) : take_trees(c, commit);
	git_commit_free(commit);
	return rc ? err_in(rc, "commit %s", hex) : store_take_done(c->st);
}

static int take_all(struct commits *c)
{
	struct advance a = { 0 };
	int rc = each(c, &c->tip, count, &a), end;

	if (rc || (rc = store_take_begin(c->st)))
		return rc;
	rc = each(c, &c->tip, take, &a);
	end = store_take_end(c->st, !rc);
	return rc ? rc : end;
}

int walk_commits(struct store *st, git_repository *repo, int64_t now,
	struct buf *report, char head[65])
{
	struct commits c __attribute__((cleanup(commits_free))) = {
		.st = st, .repo = repo, .now = now, .report = report,
	};
	git_oid from;
	int rc = git_reference_name_to_id(&from, repo, WALK_MAIN);

	*head = '\0';
	if (rc == GIT_ENOTFOUND)
		return refuse(-ENOENT, "expected a branch main");
	if (rc)
		return walk_fail(rc, WALK_MAIN);
	if ((rc = each(&c, &from, sort_out, NULL)) ||
	    (rc = main_line(&c, &from)) || !c.any)
		return rc;
	git_oid_tostr(head, GIT_OID_HEXSZ + 1, &c.tip);
	return take_all(&c);
}
