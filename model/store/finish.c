/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a change-set: its references are checked against the state that
 * it makes, git's objects are written, SQLite commits (from here on it is
 * recorded), and main moves.
 */
#include <errno.h>
#include <string.h>

#include "blob.h"
#include "change.h"
#include "changeset.h"
#include "dossierfs/err.h"
#include "repo.h"
#include "version.h"

/* A record that this change-set sets names one that will not be there. */
static int refuse_dangling(struct change *c)
{
	static const char sql[] =
		"select s.id, r.pointer, r.type, r.target"
		"  from dossier.version v"
		"  join dossier.span s on s.version = v.version"
		"   and s.to_seq = " SEQ_OPEN " and s.withdrawn = 0"
		"  join dossier.d_reference r on r.version = v.version"
		" where v.changeset = ?1"
		"   and not exists (select 1 from dossier.span t"
		"         where t.id = r.target and t.to_seq = " SEQ_OPEN
		"           and t.withdrawn = 0"
		"           and (t.type = r.type or r.type = '*'"
		"            and t.type not in"
		"                ('findings', 'evidence', 'defect')))"
		" order by v.path, r.pointer"
		" limit 1";
	auto_query q = NULL;
	const char *type;
	int rc = query_open(&q, c->st, sql, "i", c->n);

	if (rc || (rc = query_next(q)) <= 0)
		return rc;
	type = query_text(q, 2);
	type = *type == '*' ? "record" : type;
	return refuse(-EINVAL, "%s: %s: expected the id of %s %s, found no "
		"%s %s", query_text(q, 0), query_text(q, 1),
		strchr("aeiou", *type) ? "an" : "a", type, type,
		query_text(q, 3));
}

/* A record that this change-set withdraws is named by one that stays. */
static int refuse_named(struct change *c)
{
	static const char sql[] =
		"select w.id, s.id, r.pointer"
		"  from dossier.version v"
		"  join dossier.span w on w.version = v.version"
		"   and w.withdrawn = 1 and w.from_seq = ?2"
		"  join dossier.d_reference r on r.target = w.id"
		"   and r.type in (w.type, '*')"
		"  join dossier.span s on s.version = r.version"
		"   and s.to_seq = " SEQ_OPEN " and s.withdrawn = 0"
		"   and s.type <> 'defect'"
		" where v.changeset = ?1"
		" order by w.id, s.id"
		" limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, c->st, sql, "ii", c->n, c->head.seq + 1);

	if (rc || (rc = query_next(q)) <= 0)
		return rc;
	return refuse(-EINVAL, "%s: expected no record to name it, found %s "
		"at %s", query_text(q, 0), query_text(q, 1), query_text(q, 2));
}

static void put_commit(struct buf *out, const struct change *c,
	const char *tree)
{
	long long when = c->recorded;

	buf_printf(out, "tree %s\n", tree);
	if (c->head.n)
		buf_printf(out, "parent %s\n", c->head.commit_id);
	buf_printf(out, "author %s <%s> %lld +0000\n", c->name, c->mail, when);
	buf_printf(out, "committer %s <%s> %lld +0000\n\n", c->name, c->mail,
		when);
	buf_printf(out, "%s\n", c->reason);
}

/* The last step before SQLite commits: the row that names the git commit. */
static int record(struct change *c, const char *commit_id,
	const struct buf *raw)
{
	static const char sql[] = "commit";
	struct changeset row = {
		.n = c->n,
		.parent = { c->head.n },
		.seq = c->head.seq + 1,
		.mainline = true,
		.recorded = c->recorded,
		.author = c->name,
		.mail = c->mail,
		.reason = c->reason,
		.commit_id = commit_id,
		.raw = raw->data,
		.raw_len = raw->len,
	};
	int rc;

	memcpy(row.parent_hash[0], c->head.hash, sizeof(row.parent_hash[0]));
	if ((rc = changeset_add(c->st, &row)) ||
	    (c->blobs.len && (rc = blob_flush(c->st))) ||
	    (rc = query_run(c->st, sql, "")))
		return rc;
	c->st->writing = false;
	return 0;
}

/* Many small files make one pack better than a file each. */
static int is_large(struct change *c, bool *large)
{
	static const char sql[] =
		"select count(*) from (select 1 from dossier.version"
		" where changeset = ?1 limit 256)";
	int64_t n;
	int rc = query_one(&n, 0, c->st, sql, "i", c->n);

	*large = n == 256;
	return rc;
}

static int write_objects(struct change *c, struct repo *g, struct buf *raw,
	char commit_id[GIT_HEX])
{
	char tree[GIT_HEX];
	bool large;
	int rc = is_large(c, &large);

	if (rc || (large && (rc = repo_pack_begin(g))) ||
	    (rc = publish_tree(c->st, c->n, c->head.commit_id, tree, true)))
		return rc;
	put_commit(raw, c, tree);
	if ((rc = buf_done(raw)) ||
	    (rc = repo_commit(g, commit_id, raw->data, raw->len)))
		return rc;
	return repo_pack_end(g, true);
}

static int check_and_record(struct change *c, char commit_id[GIT_HEX])
{
	auto_buf raw = BUF_INIT;
	struct repo *g;
	int rc;

	if ((rc = span_apply(c->st, c->n, c->head.seq + 1, c->recorded)) ||
	    (rc = refuse_dangling(c)) || (rc = refuse_named(c)) ||
	    (rc = change_check_files(c)) || (rc = repo_of(&g, c->st)) ||
	    (rc = write_objects(c, g, &raw, commit_id)) ||
	    (rc = record(c, commit_id, &raw)))
		return rc;
	rc = repo_move(g, c->head.commit_id, commit_id);
	return rc ? err_in(rc, "recorded, but git/ could not follow yet") : 0;
}

int change_commit(struct change *c, int64_t *seq)
{
	struct store *st = c->st;
	char commit_id[GIT_HEX];
	int rc = change_is_empty(c) ? 0 : check_and_record(c, commit_id);
	int looked;

	if (st->writing) {
		change_drop(c);
	} else {
		change_free(c);
		looked = store_settle(st);
		rc = rc ? rc : looked;
	}
	if (seq)
		*seq = st->seq;
	return rc;
}
