/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Change-sets of the store as objects of git/. All that git needs stands in
 * dossier.db and blobs/, so whatever a crash kept from git/ is written later,
 * with the same names.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/blob.h"
#include "dossierfs/change.h"
#include "dossierfs/err.h"
#include "repo.h"

struct tree_changes {
	struct repo_change *all;
	size_t n;
	size_t room;
};

static void changes_free(struct tree_changes *c)
{
	for (size_t i = 0; i < c->n; i++)
		free((char *)c->all[i].path);
	free(c->all);
}

static int changes_add(struct tree_changes *c, const char *path, unsigned mode,
	const char *oid)
{
	struct repo_change *e;

	if (c->n == c->room) {
		size_t room = c->room ? 2 * c->room : 16;

		e = realloc(c->all, room * sizeof(*e));
		if (!e)
			return fail(-ENOMEM, "no memory for a tree");
		c->all = e;
		c->room = room;
	}
	e = &c->all[c->n++];
	*e = (struct repo_change){ strdup(path), mode, { 0 } };
	if (oid)
		repo_raw(e->oid, oid);
	return e->path ? 0 : fail(-ENOMEM, "no memory for a tree");
}

/* Column 3 is the body where git holds it; else the bytes are a blob. */
static int write_blob(struct store *st, struct repo *g, struct query *q)
{
	const char *oid = query_text(q, 2);
	char hex[GIT_HEX];
	auto_buf bytes = BUF_INIT;
	const void *body;
	size_t len;
	int rc;

	if (!query_null(q, 3)) {
		body = query_bytes(q, 3, &len);
		rc = repo_blob(g, hex, body, len);
	} else {
		rc = store_blob_read(st, &bytes, query_text(q, 4), OBJECT_MAX);
		if (!rc)
			rc = repo_blob(g, hex, buf_text(&bytes), bytes.len);
	}
	if (rc || !strcmp(hex, oid))
		return rc;
	return fail(-EUCLEAN, "%s: the stored bytes are not those that git "
		"names %s; run fsck", query_text(q, 0), oid);
}

int publish_tree(struct store *st, int64_t n, const char *parent,
	char tree[GIT_HEX], bool blobs)
{
	static const char sql[] =
		"select path, mode, oid, iif(canonical = 1, body, null), sha256"
		"  from dossier.version"
		" where changeset = ?1"
		" order by path";
	struct tree_changes c __attribute__((cleanup(changes_free))) = { 0 };
	char base[GIT_HEX] = "";
	auto_query q = NULL;
	struct repo *g;
	int rc;

	if ((rc = repo_of(&g, st)) ||
	    (*parent && (rc = repo_tree_of(g, base, parent))) ||
	    (rc = query_open(&q, st, sql, "i", n)))
		return rc;
	while (!rc && (rc = query_next(q)) > 0) {
		rc = changes_add(&c, query_text(q, 0),
			(unsigned)query_int(q, 1), query_text(q, 2));
		if (!rc && blobs && !query_null(q, 2))
			rc = write_blob(st, g, q);
	}
	return rc ? rc : repo_tree_apply(g, tree, base, c.all, c.n);
}

/* One change-set that git/ lacks, made and compared with its name. */
static int publish_one(struct store *st, struct repo *g, int64_t n,
	const char *commit_id, const char *parent, const void *raw, size_t len)
{
	char tree[GIT_HEX], hex[GIT_HEX];
	int rc = publish_tree(st, n, parent, tree, true);

	if (rc || (rc = repo_commit(g, hex, raw, len)))
		return rc;
	if (strcmp(hex, commit_id) || len < 45 ||
	    strncmp((const char *)raw + 5, tree, 40))
		return fail(-EUCLEAN, "commit %s: the store gives other bytes; "
			"run fsck", commit_id);
	return 0;
}

/* What of them is there already may have lost objects to a power cut. */
static int publish_after(struct store *st, struct repo *g, int64_t after)
{
	static const char sql[] =
		"select c.n, c.commit_id, coalesce(p.commit_id, ''), c.raw"
		"  from dossier.changeset c"
		"  left join dossier.changeset p on p.n = c.parent1"
		" where c.n > ?1"
		" order by c.n";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "i", after);

	while (!rc && (rc = query_next(q)) > 0) {
		size_t len;
		const void *raw = query_bytes(q, 3, &len);

		rc = publish_one(st, g, query_int(q, 0), query_text(q, 1),
			query_text(q, 2), raw, len);
	}
	return rc;
}

static int publish_packed(struct store *st, struct repo *g, int64_t after)
{
	int rc = repo_pack_begin(g), end;

	if (!rc)
		rc = publish_after(st, g, after);
	end = repo_pack_end(g, !rc);
	return rc ? rc : end;
}

/* A branch that names a commit we do not know was pushed to: sync takes it. */
static int publish_from(struct store *st, struct repo *g, const char *main_id,
	const struct head *head)
{
	static const char sql[] =
		"select n from dossier.changeset where commit_id = ?1";
	int64_t n = 0;
	int rc;

	if (*main_id) {
		rc = query_one(&n, -1, st, sql, "s", main_id);
		if (rc || n < 0)
			return rc;
	}
	rc = publish_packed(st, g, n);
	return rc ? rc : repo_move(g, main_id, head->commit_id);
}

int publish_missing(struct store *st)
{
	char main_id[GIT_HEX];
	struct head head;
	struct repo *g;
	int rc;

	if ((rc = repo_of(&g, st)) || (rc = repo_main(g, main_id)) ||
	    (rc = store_head(st, &head)) || !head.n ||
	    !strcmp(main_id, head.commit_id))
		return rc;
	if ((rc = store_lock(st)))
		return rc;
	rc = repo_main(g, main_id); /* another may have been faster */
	if (!rc)
		rc = store_head(st, &head);
	if (!rc && strcmp(main_id, head.commit_id))
		rc = publish_from(st, g, main_id, &head);
	store_unlock(st);
	return rc;
}

int store_rebuild_git(struct store *st)
{
	struct head head;
	struct repo *g;
	char main_id[GIT_HEX];
	int rc;

	if ((rc = repo_of(&g, st)) || (rc = store_lock(st)))
		return rc;
	if (!(rc = store_head(st, &head)) && !(rc = repo_main(g, main_id)) &&
	    head.n && !(rc = publish_packed(st, g, 0)) &&
	    strcmp(main_id, head.commit_id))
		rc = repo_move(g, main_id, head.commit_id);
	store_unlock(st);
	return rc;
}
