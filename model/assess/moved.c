/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When judging last had something new to see. Some fields of issues no rule,
 * no metric and no gap reads: change-sets that set nothing else are passed
 * over, from the last one back. What comes out hangs on the change-sets alone,
 * not on what was judged or looked at before.
 */
#include <errno.h>
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/catalog.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"

/* A change-set of more paths counts unread, and so does the first of so many:
 * it never takes long to find one. */
enum { PATHS_MAX = 64, BLOCK = 256 };

/* What is told of an issue and judged by no one. Of its owner is judged that
 * there is one, and whether he is who accepted. */
static const struct {
	const char *within, *member;
} told[] = {
	{ NULL, "title" }, { NULL, "owner" }, { NULL, "root_cause" },
	{ NULL, "safety_impact" }, { NULL, "effectiveness_impact" },
	{ NULL, "references" }, { "origin", "source" },
};

static int drop(struct json *record, const char *within, const char *member)
{
	auto_json inner = NULL;
	struct json *given;

	if (!within)
		return json_remove(record, member);
	if (json_kind(json_get(record, within)) != JSON_OBJECT)
		return 0;
	inner = json_copy(json_get(record, within));
	if (!inner)
		return fail(-ENOMEM, "no memory for a record");
	json_remove(inner, member);
	given = inner;
	inner = NULL;
	return json_set(record, within, given);
}

struct seen {
	struct buf text;
	int32_t learned; /* the day */
};

/* What is judged beside the fields that are left. */
static int read_facts(struct seen *out, struct store *st, const char *id,
	int64_t version)
{
	static const char sql[] =
		"select defect, owner is null,"
		" coalesce(owner_key = acceptance_by_key, 0), learned_on"
		"  from issue_history where id = ?1 and version = ?2";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "si", id, version);

	if (!rc)
		rc = query_next(q);
	if (rc <= 0 || !day_parse(&out->learned, query_text(q, 3)))
		return rc < 0 ? rc : -ENOENT;
	buf_printf(&out->text, "%d %d %s\n", (int)query_int(q, 1),
		(int)query_int(q, 2), query_null(q, 0) ? "" : query_text(q, 0));
	return 0;
}

/* What judging sees of a version of an issue. */
static int read_seen(struct seen *out, struct store *st, const char *id,
	int64_t version)
{
	auto_buf text = BUF_INIT;
	auto_json record = NULL;
	int rc = store_version(st, version, &text);

	if (!rc)
		rc = json_parse(&record, buf_text(&text), text.len, 0);
	for (size_t i = 0; !rc && i < sizeof(told) / sizeof(*told); i++)
		rc = drop(record, told[i].within, told[i].member);
	if (!rc)
		rc = read_facts(out, st, id, version);
	if (rc)
		return rc;
	json_canonical(&out->text, record);
	return buf_done(&out->text);
}

/* A version that cannot be read is like no other; nor is one of merged bytes
 * that were learned before those that they replace. */
static int is_alike(struct store *st, const char *id, int64_t before,
	int64_t now)
{
	struct seen was = { 0 }, is = { 0 };
	int rc = read_seen(&was, st, id, before);

	if (!rc)
		rc = read_seen(&is, st, id, now);
	if (!rc)
		rc = was.learned <= is.learned &&
			!strcmp(buf_text(&was.text), buf_text(&is.text));
	buf_free(&was.text);
	buf_free(&is.text);
	if (rc >= 0 || rc == -ENOMEM)
		return rc;
	err_clear();
	return 0;
}

/* Issues that were set and were there before, by their versions; no id where
 * it is anything else. */
static const char sql_pairs[] =
	"select iif(t.type = 'issue' and not t.withdrawn, t.id, null),"
	" (select o.version from dossier.span o where o.id = t.id"
	"   and o.to_seq = t.seq and o.type = 'issue' and not o.withdrawn),"
	" t.version from touched t where t.seq = ?1 limit ?2";

/* Whether the change-set set something that judging sees. */
static int counts(struct store *st, int64_t seq)
{
	auto_query q = NULL;
	int64_t n = 0;
	int alike = 1;
	int rc = query_open(&q, st, sql_pairs, "ii", seq,
		(int64_t)PATHS_MAX + 1);

	while (!rc && alike > 0 && (rc = query_next(q)) > 0) {
		rc = 0;
		alike = ++n <= PATHS_MAX && !query_null(q, 0) &&
			!query_null(q, 1);
		if (alike)
			alike = is_alike(st, query_text(q, 0),
				query_int(q, 1), query_int(q, 2));
	}
	return rc ? rc : alike < 0 ? alike : !alike;
}

/* Rules from outside may read anything. */
static int reads_all(bool *out, struct store *st)
{
	const struct catalog *catalog;
	const struct constraint *c;
	int rc = catalog_open(&catalog, st);

	*out = false;
	for (size_t i = 0; !rc && (c = catalog_constraint(catalog, i)); i++)
		*out |= c->catalog && c->sql;
	return rc;
}

/* What was found for a state of main's line holds for those after it. */
static const char sql_make[] =
	"create temp table assess_moved (seq integer not null,"
	" commit_id text not null, moved integer not null)";
static const char sql_known[] =
	"select m.seq, m.moved from temp.assess_moved m"
	" where m.seq <= ?1 and exists (select 1 from changeset c"
	"  where c.seq = m.seq and c.mainline = 1"
	"   and c.commit_id = m.commit_id)";

static int find_known(int64_t *seq, int64_t *moved, struct store *st)
{
	auto_query q = NULL;
	int rc;

	*seq = *moved = -1;
	if (!query_ready(st, sql_known))
		return store_run(st, sql_make);
	rc = query_open(&q, st, sql_known, "i", store_seq(st));
	if (!rc)
		rc = query_next(q);
	if (rc > 0) {
		*seq = query_int(q, 0);
		*moved = query_int(q, 1);
	}
	return rc < 0 ? rc : 0;
}

/* The last change-set from seq on that counts; else it stays as it is. */
static int walk_back(int64_t *moved, struct store *st, int64_t seq)
{
	static const char sql[] =
		"select distinct seq from touched where seq >= ?1"
		" order by seq desc";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "i", seq);
	int found = 0;

	while (!rc && !found && (rc = query_next(q)) > 0) {
		rc = 0;
		found = counts(st, query_int(q, 0));
		if (found > 0)
			*moved = query_int(q, 0);
	}
	return rc ? rc : found < 0 ? found : 0;
}

static const char sql_first_from[] =
	"select seq from changeset where mainline = 1 and seq >= ?1"
	" order by seq limit 1";

static int keep(struct store *st, int64_t moved)
{
	static const char forget[] = "delete from temp.assess_moved";
	static const char sql[] =
		"insert into temp.assess_moved values (?1, ?2, ?3)";
	int rc = query_run(st, forget, "");

	return rc ? rc : query_run(st, sql, "isi", store_seq(st),
		store_commit_id(st), moved);
}

static int find(int64_t *moved, struct store *st)
{
	int64_t block = store_seq(st) / BLOCK * BLOCK;
	int64_t known;
	int rc = find_known(&known, moved, st);

	if (rc || known == store_seq(st))
		return rc;
	rc = walk_back(moved, st, known < block ? block : known + 1);
	if (!rc && *moved < block)
		rc = query_one(moved, -1, st, sql_first_from, "i", block);
	return rc ? rc : keep(st, *moved);
}

static const char sql_when[] =
	"select recorded from changeset where mainline = 1 and seq = ?1";

int assess_moved(int64_t *seq, int64_t *recorded, struct store *st)
{
	bool all;
	int rc = reads_all(&all, st);

	*seq = store_seq(st);
	if (!rc && !all && *seq >= 0)
		rc = find(seq, st);
	if (rc || !recorded)
		return rc;
	return query_one(recorded, 0, st, sql_when, "i", *seq);
}
