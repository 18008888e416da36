/* SPDX-License-Identifier: Apache-2.0 */
/*
 * After the store moved: which paths may differ. What changed is read from the
 * change-sets between; what follows it, from the rows of the table. Verdicts
 * are compared with those of the state before, if any page showed them.
 * The paths are gathered in a temporary table first, so that each is named
 * once and no query is open while the caller looks at one.
 */
#include "tree-row.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/record.h"
#include "tree-at.h"
#include "tree-near.h"
#include "tree-verdicts.h"

enum { BATCH = 64 };

static int name_path(struct tree *t, const char *path)
{
	return query_run(t->store,
		"insert or ignore into temp.tree_named values (?1)", "s", path);
}

/* The path and the folders above it: names in them may come or go. Paths come
 * folder by folder. */
static int name_with_folders(struct tree *t, const char *path)
{
	char up[TREE_PATH_MAX];
	char *slash;
	int rc = name_path(t, path);

	strcpy(up, path);
	while (rc == 0 && *up) {
		slash = strrchr(up, '/');
		*(slash ? slash : up) = '\0';
		if (strcmp(up, t->named) == 0)
			break;
		rc = name_path(t, up);
	}
	slash = strrchr(path, '/');
	snprintf(t->named, sizeof(t->named), "%.*s",
		slash ? (int)(slash - path) : 0, path);
	return rc;
}

/* Names every path of the row that the values bound so far leave open. */
static int expand(struct tree *t, const struct tree_row *row, int segment,
	const char *bound[VAR_COUNT])
{
	const struct tree_segment *g;
	char values[BATCH][VALUE_MAX];
	char from[VALUE_MAX + 1] = "";
	char path[TREE_PATH_MAX];
	bool more = true;
	int got = 0;
	int rc = 0;

	while ((g = row_segment(row, segment)) &&
		(!g->source || bound[g->source->var]))
		segment++;
	if (!g)
		return row_write(path, row, bound) ?
			name_with_folders(t, path) : 0;
	while (rc == 0 && more) {
		rc = source_values(t, g->source, row, bound, from, values,
			BATCH, &got, &more);
		for (int i = 0; rc == 0 && i < got; i++) {
			bound[g->source->var] = values[i];
			rc = expand(t, row, segment + 1, bound);
		}
		bound[g->source->var] = NULL;
		if (got > 0) {
			strcpy(from, values[got - 1]);
			strcat(from, "\x01");
		}
	}
	return rc;
}

static bool names_record(const struct tree_row *row)
{
	return strstr(row->path, "{id") != NULL;
}

/* Rows of a record's own type, of those that follow `follows`; 0: all, with
 * what sums up the records of its kind and year. */
static int name_record(struct tree *t, const char *id, const char *type,
	const char *kind, const char *year, unsigned follows)
{
	const struct record_type *rt = record_type_find(type);
	int rc = 0;

	if (!rt)
		return 0;
	for (const struct tree_row *r = tree_rows; rc == 0 && r->path; r++) {
		const char *bound[VAR_COUNT] = { 0 };

		if (!r->type || strcmp(r->type, type) != 0 ||
			!(names_record(r) ? !follows || r->follows & follows :
				!follows && r->follows & FOLLOWS_TYPE))
			continue;
		bound[VAR_ID] = id;
		bound[VAR_KIND] = kind;
		bound[VAR_YEAR] = year;
		bound[VAR_FOLDER] = rt->folder;
		rc = expand(t, r, 0, bound);
	}
	return rc;
}

/* Where records are and were filed, for the ids in a temporary table. */
static const char sql_changed[] =
	"select distinct h.id, h.type, h.kind, h.year"
	" from temp.tree_delta d cross join record_history h on h.id = d.id"
	" where h.to_seq > ?1 and h.withdrawn = 0";
static const char sql_near[] =
	"select h.id, h.type, h.kind, h.year"
	" from temp.tree_near d cross join record h on h.id = d.id";
static const char sql_verdicts[] =
	"select h.id, h.type, h.kind, h.year"
	" from temp.tree_rejudged d cross join record h on h.id = d.record";

static int name_records(struct tree *t, const char *sql, const char *types,
	int64_t before, unsigned follows)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, sql, types, before);

	while (rc == 0 && (rc = query_next(q)) == 1)
		rc = name_record(t, query_text(q, 0), query_text(q, 1),
			query_text(q, 2), query_text(q, 3), follows);
	return rc < 0 ? rc : 0;
}

/* Nobody was shown one of the row's paths. */
static bool is_unseen(const struct tree *t, const struct tree_row *row)
{
	const struct tree_segment *g;

	for (int i = 0; (g = row_segment(row, i)); i++)
		if (g->source && !source_is_shown(t, g->source))
			return true;
	return false;
}

/* Summaries: rows that no single record owns. Links are named with the
 * records that they lead to. */
static int name_summaries(struct tree *t, unsigned follows)
{
	int rc = 0;

	for (const struct tree_row *r = tree_rows; rc == 0 && r->path; r++) {
		const char *bound[VAR_COUNT] = { 0 };

		if (r->kind == TREE_LINK || (names_record(r) && r->type) ||
			!row_is_there(t, r) || is_unseen(t, r))
			continue;
		if (r->follows & follows)
			rc = expand(t, r, 0, bound);
	}
	return rc;
}

/* Summaries of one product, or of one of its releases. */
static int name_scoped(struct tree *t, unsigned follows, const char *product,
	const char *release)
{
	int rc = 0;

	for (const struct tree_row *r = tree_rows; rc == 0 && r->path; r++) {
		const char *bound[VAR_COUNT] = { 0 };

		if (!(r->follows & follows))
			continue;
		bound[VAR_PRODUCT] = product;
		bound[VAR_RELEASE] = release;
		rc = expand(t, r, 0, bound);
	}
	return rc;
}

static int name_near_scopes(struct tree *t)
{
	auto_query products = NULL;
	auto_query releases = NULL;
	int rc = query_open(&products, t->store, near_products, "");

	while (rc == 0 && (rc = query_next(products)) == 1)
		rc = name_scoped(t, FOLLOWS_PRODUCT, query_text(products, 0),
			NULL);
	if (rc == 0)
		rc = query_open(&releases, t->store, near_releases, "");
	while (rc == 0 && (rc = query_next(releases)) == 1)
		rc = name_scoped(t, query_int(releases, 2) ?
			FOLLOWS_RELEASE | FOLLOWS_LINKS : FOLLOWS_RELEASE,
			query_text(releases, 0), query_text(releases, 1));
	return rc < 0 ? rc : 0;
}

#define CLAUSE_FOLDER "'clauses/' || clause || '/' || folder"
#define CAME_OR_WENT "temp.judged_turned"
#define OF_CHANGED \
	" from temp.tree_delta d" \
	" cross join temp.judged_record_of j on j.id = d.id"

/* Links to changed records and what lists these; links and their folders that
 * came or went. */
static const char *const sql_links[] = {
	"insert or ignore into temp.tree_named"
	" select " CLAUSE_FOLDER " || '/index.json'" OF_CHANGED,
	"insert or ignore into temp.tree_named"
	" select " CLAUSE_FOLDER " || '/' || j.id || '.md'" OF_CHANGED,
	"insert or ignore into temp.tree_named"
	" select 'clauses/' || clause from " CAME_OR_WENT,
	"insert or ignore into temp.tree_named"
	" select " CLAUSE_FOLDER " from " CAME_OR_WENT,
	"insert or ignore into temp.tree_named"
	" select " CLAUSE_FOLDER " || '/' || id || '.md' from " CAME_OR_WENT,
};

static int name_links(struct tree *t)
{
	size_t n = sizeof(sql_links) / sizeof(*sql_links);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = query_run(t->store, sql_links[i], "");
	return rc;
}

/* Links in the folders of releases that a changed record named or names, those
 * folders, and the pages that stand there. */
static const char sql_release_links[] =
	"insert or ignore into temp.tree_named"
	" select 'products/' || l.product || '/releases/' || l.id || '/' ||"
	" t.folder || coalesce(e.leaf, '/' || h.id || '.md')"
	" from (select distinct r.id, r.type from temp.tree_delta d"
	"  cross join record_history r on r.id = d.id) h"
	" join temp.tree_type t on t.type = h.type and t.linked = 1"
	" join temp.tree_near n cross join release l on l.id = n.id"
	" join (select null as leaf union all select ''"
	"  union all select '/README.md' union all select '/index.json') e";

/* What summaries follow that can differ. Verdicts do not where judging sees
 * nothing new and gave nothing else. */
static int find_follows(unsigned *out, struct tree *t, int64_t before,
	bool turned, bool day)
{
	bool changed = store_seq(t->store) != before;
	int64_t moved;
	int rc = assess_moved(&moved, NULL, t->store);

	/* A commit that changes no record is named by pages all the same. */
	*out = (changed ? FOLLOWS_ANY : 0) | (day ? FOLLOWS_DAY : 0);
	if (turned || day || moved > before || store_seq(t->store) <= before)
		*out |= FOLLOWS_VERDICTS | FOLLOWS_JUDGED;
	return rc;
}

static int name_all(struct tree *t, int64_t before, bool day)
{
	bool judged = t->judged;
	bool turned = false;
	unsigned follows = 0;
	int rc = 0;

	t->judged = false;
	if (t->verdicts)
		rc = verdicts_anew(&turned, t, judged);
	if (rc == 0)
		rc = name_records(t, sql_changed, "i", before, 0);
	if (rc == 0)
		rc = name_records(t, sql_near, "", 0, FOLLOWS_NEAR);
	if (rc == 0)
		rc = query_run(t->store, sql_release_links, "");
	if (rc == 0)
		rc = name_near_scopes(t);
	if (rc == 0 && t->verdicts)
		rc = name_records(t, sql_verdicts, "", 0, FOLLOWS_VERDICTS);
	if (rc == 0 && judged)
		rc = name_links(t);
	if (rc == 0)
		rc = filter_changed(t);
	if (rc == 0)
		rc = find_follows(&follows, t, before, turned, day);
	return rc < 0 ? rc : name_summaries(t, follows);
}

static int tell(struct tree *t, int32_t day, tree_change_fn *fn, void *arg)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store,
		"select path from temp.tree_named order by path", "");

	while (rc == 0 && (rc = query_next(q)) == 1) {
		cache_drop(t->cache, cache_key(t->cache, query_text(q, 0)));
		rc = fn(query_text(q, 0), arg);
		if (rc == 0)
			rc = at_changed(t, day, query_text(q, 0), fn, arg);
	}
	return rc;
}

int tree_changed(struct tree *t, int64_t before, tree_change_fn *fn, void *arg)
{
	int32_t today = t->day;
	bool day = today != store_day(t->store);
	int64_t from = before < 0 ? store_seq(t->store) : before;
	char state[KEPT_STATE];
	uint64_t shown;
	int rc;

	if (t->seq != from && before >= 0) {
		/* Another state was given out in between: nothing is kept. */
		rc = state_sync(t);
		if (rc < 0)
			return rc;
	}
	shown = shown_here(t);
	memcpy(state, t->kept.state, sizeof(state));
	rc = near_find(t, from);
	if (rc == 0)
		rc = state_replace(t);
	if (rc == 0)
		rc = name_all(t, from, day);
	if (rc == 0)
		rc = kept_move(t, state, shown);
	return rc < 0 ? rc : tell(t, today, fn, arg);
}
