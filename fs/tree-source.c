/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the names in the tree come from: a query a variable, over the store's
 * views and the temporary tables that state.c keeps. Each gives its values in
 * byte order from a least one on, so that a listing goes on from a name.
 */
#include "tree-row.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/err.h"
#include "dossierfs/record.h"
#include "tree-diff.h"
#include "tree-hurry.h"

#define NONE { -1 }
#define PLACED { ARG_TYPE, VAR_KIND, VAR_YEAR, -1 }
#define BATCH " limit 256"

/* The ids of a folder, and those of which something is so: the index of those
 * is named, or a folder of many would be read whole for the few. */
#define IDS_FROM(place) \
	"select id from " place \
	" where type = ?2 and kind = ?3 and year = ?4 and id >= ?1"
#define IDS IDS_FROM("temp.place") " order by id" BATCH
#define IDS_OF(what) \
	IDS_FROM("temp.place indexed by place_" what) " and " what " = 1" \
	" order by id" BATCH

/* clang-format off */
static const struct tree_source sources[] = {
	{ "id",          VAR_ID,   false, PLACED, IDS },
	{ "id:changed",  VAR_ID,   false, PLACED, IDS_OF("history") },
	{ "id:defect",   VAR_ID,   false, PLACED, IDS_OF("defect") },
	{ "id:files",    VAR_ID,   false, PLACED, IDS_OF("files") },
	{ "id:findings", VAR_ID,   false, PLACED, IDS_OF("findings") },
	{ "year",        VAR_YEAR, true,  { ARG_TYPE, VAR_KIND, -1 },
	  "select min(year) from record"
	  " where type = ?2 and kind is nullif(?3, '') and year >= ?1" },
	{ "kind",        VAR_KIND, true,  { ARG_TYPE, -1 },
	  "select min(kind) from record where type = ?2 and kind >= ?1" },
	{ "folder",      VAR_FOLDER, false, { ARG_TYPE, -1 },
	  "select folder from temp.tree_type"
	  " where type = ?2 and folder >= ?1"
	  " and exists (select 1 from record where type = ?2)" },
	{ "file",        VAR_FILE, false, { VAR_ID, -1 },
	  "select safe from evidence where id = ?2 and safe >= ?1"
	  " order by safe" BATCH },
	{ "product",     VAR_PRODUCT, false, NONE,
	  "select id from temp.place"
	  " where type = 'product' and kind = '' and year = ''"
	  " and id >= ?1 order by id" BATCH },
	{ "release",     VAR_RELEASE, false, { VAR_PRODUCT, -1 },
	  "select id from temp.place"
	  " where owner = ?2 and id >= ?1 order by id" BATCH },
	{ "sbom",        VAR_FILE, false, { VAR_RELEASE, -1 },
	  "select 'sbom.json' from release r"
	  " join evidence e on e.id = r.sbom"
	  " where r.id = ?2 and ?1 <= 'sbom.json' limit 1" },
	{ "folder:release", VAR_FOLDER, true, { VAR_RELEASE, -1 },
	  "select min(t.folder) from temp.tree_type t"
	  " where t.linked = 1 and t.folder >= ?1 and exists (select 1"
	  "  from temp.naming n where n.release = ?2 and n.type = t.type)" },
	{ "id:release",  VAR_ID, false, { VAR_RELEASE, VAR_FOLDER, -1 },
	  "select id from temp.naming where release = ?2 and id >= ?1"
	  " and type = (select type from temp.tree_type where folder = ?3)"
	  " order by id" BATCH },
	{ "defect",      VAR_FILE, false, NONE,
	  "select distinct sha256 from defective where sha256 >= ?1"
	  " order by sha256" BATCH },
	{ "defects",     VAR_FOLDER, false, NONE,
	  "select 'defects' where ?1 <= 'defects'"
	  " and exists (select 1 from defective)" },
	{ "standard",    VAR_STANDARD, true, NONE,
	  "select min(standard) from temp.tree_clause where standard >= ?1" },
	{ "clause",      VAR_CLAUSE, false, { VAR_STANDARD, -1 },
	  "select clause from temp.tree_clause"
	  " where standard = ?2 and clause >= ?1 order by clause" BATCH },
	{ "clause:judged", VAR_CLAUSE, false, { VAR_STANDARD, -1 },
	  "select clause from temp.tree_clause"
	  " where standard = ?2 and clause >= ?1"
	  " and (owns = 1 or defended = 1) order by clause" BATCH },
	{ "clause:owns", VAR_CLAUSE, false, { VAR_STANDARD, -1 },
	  "select clause from temp.tree_clause"
	  " where standard = ?2 and clause >= ?1 and owns = 1"
	  " order by clause" BATCH },
	{ "clause:defended", VAR_CLAUSE, false, { VAR_STANDARD, -1 },
	  "select clause from temp.tree_clause"
	  " where standard = ?2 and clause >= ?1 and defended = 1"
	  " order by clause" BATCH },
	{ "constraint",  VAR_CONSTRAINT, false, { VAR_STANDARD, VAR_CLAUSE, -1 },
	  "select file from temp.tree_constraint"
	  " where standard = ?2 and clause = ?3 and file >= ?1"
	  " order by file" BATCH },
	{ "constraint:rule", VAR_CONSTRAINT, false,
	  { VAR_STANDARD, VAR_CLAUSE, -1 },
	  "select file from temp.tree_constraint"
	  " where standard = ?2 and clause = ?3 and file >= ?1 and rule = 1"
	  " order by file" BATCH },
	{ "gap",         VAR_GAP, false, { VAR_STANDARD, VAR_CLAUSE, -1 },
	  "select file from temp.gap"
	  " where clause = ?2 || '/' || ?3 and file >= ?1"
	  " order by file" BATCH },
	{ "folder:judged", VAR_FOLDER, true, { VAR_STANDARD, VAR_CLAUSE, -1 },
	  "select min(folder) from temp.judged_record"
	  " where clause = ?2 || '/' || ?3 and folder >= ?1" },
	{ "id:judged",   VAR_ID, false,
	  { VAR_STANDARD, VAR_CLAUSE, VAR_FOLDER, -1 },
	  "select id from temp.judged_record"
	  " where clause = ?2 || '/' || ?3 and folder = ?4 and id >= ?1"
	  " order by id" BATCH },
	{ "moment",      VAR_MOMENT, false, NONE,
	  "select word from (" VIEW_MOMENTS ") where word >= ?1"
	  " order by word" BATCH },
	/* Entered by name; none is listed. */
	{ "span",        VAR_SPAN, false, NONE, "select ?1 where false" },
	{ "value",       VAR_VALUE, true, NONE,
	  "select min(name) from temp.filter_name where name >= ?1" },
	{ "filter",      VAR_FILTER, false, NONE, "select ?1 where 0" },
	{ "id:value",    VAR_ID, false, { VAR_VALUE, -1 },
	  "select id from temp.filter where name = ?2 and id >= ?1"
	  " order by id" BATCH },
	{ "id:filter",   VAR_ID, false, { VAR_VALUE, VAR_FILTER, -1 },
	  "select id from temp.filter where name = ?2 || '/' || ?3"
	  " and id >= ?1 order by id" BATCH },
	{ "words",       VAR_WORDS, false, NONE, "select ?1 where 0" },
	{ "id:found",    VAR_ID, false, { VAR_WORDS, -1 },
	  "select id from temp.found where words = ?2 and id >= ?1"
	  " order by id" BATCH },
	{ NULL, VAR_COUNT, false, NONE, NULL },
};
/* clang-format on */

const struct tree_source *source_find(const char *name, size_t len)
{
	for (const struct tree_source *s = sources; s->name; s++)
		if (strncmp(s->name, name, len) == 0 && !s->name[len])
			return s;
	return NULL;
}

bool source_is_shown(const struct tree *t, const struct tree_source *s)
{
	if (strstr(s->sql, "temp.judged_record"))
		return t->judged;
	return t->verdicts || !strstr(s->sql, "temp.gap");
}

/* A type that has no kinds or years is filed under "". */
static const char *text_of(const char *value)
{
	return value ? value : "";
}

static int prepare_found(struct tree *t, const char *words)
{
	int rc = hurry_search(t, words);

	return rc ? rc : view_search(t->store, words);
}

/* Of all the records of the folder, or of one. */
static int place(struct tree *t, const struct tree_source *s,
	const struct tree_row *row, const char *const bound[VAR_COUNT],
	const char *one)
{
	const char *type = s->var == VAR_RELEASE ? "release" :
		s->var == VAR_PRODUCT ? "product" : row->type;
	bool filed = s->var == VAR_ID;
	const char *kind = text_of(filed ? bound[VAR_KIND] : NULL);
	const char *year = text_of(filed ? bound[VAR_YEAR] : NULL);

	return one ? state_place_one(t, type, kind, year, one) :
		state_place(t, type, kind, year);
}

/* What the source's tables must hold before it is asked for all values, or
 * whether it has one. */
static int prepare(struct tree *t, const struct tree_source *s,
	const struct tree_row *row, const char *const bound[VAR_COUNT],
	const char *one)
{
	if (strstr(s->sql, "temp.naming"))
		return view_named(t->store, bound[VAR_RELEASE]);
	if (strstr(s->sql, "temp.judged_record"))
		return state_judge(t);
	if (strstr(s->sql, "temp.gap"))
		return state_assess(t);
	if (strstr(s->sql, "temp.filter"))
		return state_filter_of(t, bound[VAR_VALUE], bound[VAR_FILTER]);
	if (strstr(s->sql, "temp.found"))
		return prepare_found(t, bound[VAR_WORDS]);
	if (strstr(s->sql, "temp.place"))
		return place(t, s, row, bound, one);
	return 0;
}

static const char *argument(const struct tree_source *s, int i,
	const struct tree_row *row, const char *const bound[VAR_COUNT])
{
	for (int k = 0; k <= i; k++)
		if (s->args[k] < 0)
			return NULL;
	if (s->args[i] == ARG_TYPE)
		return row->type;
	return text_of(bound[s->args[i]]);
}

static int arguments(const struct tree_source *s)
{
	int n = 0;

	while (n < 4 && s->args[n] >= 0)
		n++;
	return n;
}

static int ask(struct tree *t, const struct tree_source *s,
	const struct tree_row *row, const char *const bound[VAR_COUNT],
	const char *from, char (*values)[VALUE_MAX], int n, int *got)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, s->sql, &"sssss"[4 - arguments(s)],
		from, argument(s, 0, row, bound), argument(s, 1, row, bound),
		argument(s, 2, row, bound), argument(s, 3, row, bound));

	*got = 0;
	while (rc == 0 && *got < n && (rc = query_next(q)) == 1) {
		const char *v = query_text(q, 0);

		rc = 0;
		if (!v)
			break;
		if (strlen(v) >= VALUE_MAX)
			continue;
		strcpy(values[(*got)++], v);
	}
	return rc < 0 ? rc : 0;
}

int source_values(struct tree *t, const struct tree_source *s,
	const struct tree_row *row, const char *const bound[VAR_COUNT],
	const char *from, char (*values)[VALUE_MAX], int n, int *got,
	bool *more)
{
	int rc = prepare(t, s, row, bound, NULL);

	*got = 0;
	if (rc == 0)
		rc = ask(t, s, row, bound, from, values, n, got);
	*more = *got > 0 && (s->step || *got == n);
	return rc;
}

/* Of records of some type, or of defects. */
static bool is_folder(const char *value)
{
	for (const struct record_type *r = record_types; r->name; r++)
		if (strcmp(r->folder, value) == 0)
			return true;
	return strcmp(value, "defects") == 0;
}

int source_has(struct tree *t, const struct tree_source *s,
	const struct tree_row *row, const char *const bound[VAR_COUNT],
	const char *value)
{
	char least[1][VALUE_MAX];
	int got;
	int rc;

	/* Every path is held against the rare types, and many against what is
	 * judged, which takes long to find out. */
	if (s->var == VAR_FOLDER && s->args[0] == ARG_TYPE &&
		strcmp(record_type_find(row->type)->folder, value) != 0)
		return 0;
	if (s->var == VAR_FOLDER && !is_folder(value))
		return 0;
	if (s->var == VAR_SPAN)
		return diff_has(t, value);
	if (s->var == VAR_VALUE)
		return filter_has(t, NULL, value);
	if (s->var == VAR_FILTER)
		return filter_has(t, bound[VAR_VALUE], value);
	if (s->var == VAR_WORDS)
		return view_words_valid(value);
	rc = prepare(t, s, row, bound, value);
	if (rc == 0)
		rc = ask(t, s, row, bound, value, least, 1, &got);
	return rc < 0 ? rc : got == 1 && strcmp(least[0], value) == 0;
}
