/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking commits that git brings. They are recorded as they are: their ids,
 * times and bytes stay, and what is wrong with a record is kept as its defect.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "changeset.h"
#include "commit.h"
#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "repo.h"
#include "version.h"

struct taking {
	struct changeset row;
	char commit_id[GIT_HEX];
	struct commit commit;
	struct buf raw;
	struct buf blobs; /* digests of the blobs added, a line each */
	struct buf indexes; /* to be made at the end; empty: they are there */
};

static void taking_free(struct taking *t)
{
	if (!t)
		return;
	commit_free(&t->commit);
	buf_free(&t->raw);
	buf_free(&t->blobs);
	buf_free(&t->indexes);
	free(t);
}

/* A whole history fills the tables at once. */
static int prepare_tables(struct store *st)
{
	static const char room[] = "pragma dossier.cache_size = -65536";
	int64_t n;
	int rc = changeset_next(st, &n);

	if (rc || n > 1)
		return rc;
	rc = db_script(st, room);
	return rc ? rc : indexes_drop(st, &st->taking->indexes);
}

static int settle_tables(struct store *st)
{
	return st->taking->indexes.len ?
		indexes_make(st, &st->taking->indexes) : 0;
}

static void taking_drop(struct store *st)
{
	taking_free(st->taking);
	st->taking = NULL;
}

int store_take_begin(struct store *st)
{
	static const char sql[] = "begin immediate";
	int rc;

	if (st->mode != STORE_WRITE || st->writing)
		return fail(-EINVAL, "%s: is not open for a change", st->dir);
	st->taking = calloc(1, sizeof(*st->taking));
	if (!st->taking)
		return fail(-ENOMEM, "no memory for a commit");
	if ((rc = store_lock(st)) || (rc = read_end(st)) ||
	    (rc = query_run(st, sql, ""))) {
		store_unlock(st);
		taking_drop(st);
		return rc;
	}
	st->writing = true;
	rc = prepare_tables(st);
	if (rc)
		store_take_end(st, false);
	return rc;
}

bool store_has_commit(struct store *st, const char *commit_id)
{
	static const char sql[] =
		"select n from dossier.changeset where commit_id = ?1";
	int64_t n = 0;

	return !query_one(&n, 0, st, sql, "s", commit_id) && n;
}

/* What the parent at place i gives to its child. */
static int take_parent(struct store *st, struct changeset *row, int i,
	const char *commit_id)
{
	static const char sql[] =
		"select n, hash, seq, recorded"
		"  from dossier.changeset where commit_id = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", commit_id);

	if (rc || (rc = query_next(q)) < 0)
		return rc;
	if (!rc)
		return fail(-EINVAL, "its parent %s is not known", commit_id);
	row->parent[i] = query_int(q, 0);
	memcpy(row->parent_hash[i], query_text(q, 1), 65);
	if (query_int(q, 2) >= row->seq)
		row->seq = query_int(q, 2) + 1;
	if (query_int(q, 3) > row->recorded)
		row->recorded = query_int(q, 3);
	return 0;
}

/* Ancestors of a merge: on main's line those of the first parent are known by
 * their main_seq, so that only what the merge brings is counted. */
static int count_ancestors(struct store *st, struct changeset *row)
{
	static const char brought[] =
		"with recursive a (n) as ("
		"  select ?1"
		"   union"
		"  select p.n from a join dossier.changeset c on c.n = a.n"
		"    join dossier.changeset p"
		"      on p.n = c.parent1 or p.n = c.parent2"
		"   where c.main_seq is null"
		") select count(*) from a join dossier.changeset c on c.n = a.n"
		"   where c.main_seq is null";
	static const char all[] =
		"with recursive a (n) as ("
		"  values (?1), (?2)"
		"   union"
		"  select p.n from a join dossier.changeset c on c.n = a.n"
		"    join dossier.changeset p"
		"      on p.n = c.parent1 or p.n = c.parent2"
		") select count(*) from a";
	static const char seq[] =
		"select seq from dossier.changeset where n = ?1";
	int64_t first, more;
	int rc;

	if (!row->mainline)
		return query_one(&row->seq, 0, st, all, "ii", row->parent[0],
			row->parent[1]);
	if ((rc = query_one(&first, 0, st, seq, "i", row->parent[0])) ||
	    (rc = query_one(&more, 0, st, brought, "i", row->parent[1])))
		return rc;
	row->seq = first + 1 + more;
	return 0;
}

/* Everything that the merge brings to main's line learns when it came. */
static int mark_brought(struct store *st, const struct changeset *row)
{
	static const char sql[] =
		"with recursive a (n) as ("
		"  select ?1"
		"   union"
		"  select p.n from a join dossier.changeset c on c.n = a.n"
		"    join dossier.changeset p"
		"      on p.n = c.parent1 or p.n = c.parent2"
		"   where c.main_seq is null"
		") update dossier.changeset set main_seq = ?2"
		"   where main_seq is null and n in (select n from a)";

	return query_run(st, sql, "ii", row->parent[1], row->seq);
}

int store_take(struct store *st, const char *commit_id, const void *raw,
	size_t len, bool mainline, bool *raised)
{
	struct taking *t = st->taking;
	struct changeset *row = &t->row;
	int rc;

	commit_free(&t->commit);
	buf_cut(&t->raw, 0);
	buf_put(&t->raw, raw, len);
	snprintf(t->commit_id, sizeof(t->commit_id), "%s", commit_id);
	if ((rc = buf_done(&t->raw)) ||
	    (rc = commit_read(&t->commit, t->raw.data, len)))
		return err_in(rc, "commit %s", commit_id);
	*row = (struct changeset){ .mainline = mainline,
		.recorded = t->commit.when };
	rc = changeset_next(st, &row->n);
	for (int i = 0; i < t->commit.parents && !rc; i++)
		rc = take_parent(st, row, i, t->commit.parent[i]);
	if (!rc && t->commit.parents == 2)
		rc = count_ancestors(st, row);
	*raised = row->recorded != t->commit.when;
	return rc ? err_in(rc, "commit %s", commit_id) : 0;
}

int store_take_path(struct store *st, const struct change_path *path)
{
	struct taking *t = st->taking;
	struct version v = {
		.changeset = t->row.n,
		.recorded_day = day_of(t->row.recorded),
		.path = path->path,
		.mode = path->mode,
		.bytes = path->oid ? path->bytes : NULL,
		.len = path->len,
	};

	return version_add(st, &v, &t->blobs);
}

/* What we would write from the store must be what came; else git/ could not
 * be made anew from it. */
static int refuse_odd_tree(struct store *st, struct taking *t)
{
	char tree[GIT_HEX];
	struct repo *g;
	int rc = repo_of(&g, st);

	if (rc)
		return rc;
	repo_name_only(g, true);
	rc = publish_tree(st, t->row.n, t->commit.parents ?
		t->commit.parent[0] : "", tree, false);
	repo_name_only(g, false);
	if (rc || !strcmp(tree, t->commit.tree))
		return rc;
	return refuse(-EINVAL, "expected the tree %s, found %s: not as git "
		"writes trees", tree, t->commit.tree);
}

int store_take_done(struct store *st)
{
	struct taking *t = st->taking;
	struct changeset *row = &t->row;
	int rc;

	row->commit_id = t->commit_id;
	row->author = buf_text(&t->commit.name);
	row->mail = buf_text(&t->commit.mail);
	row->reason = buf_text(&t->commit.reason);
	row->raw = t->raw.data;
	row->raw_len = t->raw.len;
	if ((rc = refuse_odd_tree(st, t)) || (rc = changeset_add(st, row)))
		return err_in(rc, "commit %s", t->commit_id);
	if (!row->mainline)
		return 0;
	if (t->commit.parents == 2 && (rc = mark_brought(st, row)))
		return rc;
	return span_apply(st, row->n, row->seq, row->recorded);
}

int store_take_end(struct store *st, bool keep)
{
	static const char sql[] = "commit";
	struct taking *t = st->taking;
	int rc = 0, looked;

	if (keep)
		rc = settle_tables(st);
	if (keep && !rc && t->blobs.len)
		rc = blob_flush(st);
	if (keep && !rc)
		rc = query_run(st, sql, "");
	if (!keep || rc) {
		sqlite3_exec(st->db, "rollback", NULL, NULL, NULL);
		blob_remove_all(st, &t->blobs);
	}
	taking_drop(st);
	looked = store_settle(st);
	return rc ? rc : looked;
}
