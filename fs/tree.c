/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layout of the tree, in the order that `ls -R` prints it, and what a path
 * in it is. Folders follow from the paths. Adding a file is adding a line here
 * and a view in exporters/.
 */
#include "dossierfs/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/err.h"
#include "tree-at.h"
#include "tree-row.h"

#define NEAR FOLLOWS_NEAR
#define TYPE FOLLOWS_TYPE
#define ANY FOLLOWS_ANY
#define OF_PRODUCT FOLLOWS_PRODUCT
#define OF_RELEASE FOLLOWS_RELEASE
#define OF_LINKS FOLLOWS_LINKS
#define VERDICTS FOLLOWS_VERDICTS
#define SEEN FOLLOWS_JUDGED
#define SEEN_VERDICTS (FOLLOWS_JUDGED | FOLLOWS_VERDICTS)
#define DAY FOLLOWS_DAY
#define ASKED ROW_ASKED
#define LONG ROW_LONG
#define TOLD (ROW_ASKED | ROW_TOLD)
#define PAGE(path, type, show, follows) \
	{ path, type, TREE_TEXT, show, follows },
#define LINK(path) { path, NULL, TREE_LINK, NULL, ANY | VERDICTS },

/* clang-format off */

/* The records of one folder: each has its page, its JSON, what it was before,
 * what is wrong with it, and a folder of its files. */
#define RECORDS(at, type, page) \
	PAGE(at "README.md",               type, view_records,     TYPE | LONG) \
	PAGE(at "index.json",              type, tree_index,       TYPE | LONG) \
	PAGE(at "{id:defect}.ERROR.txt",   type, view_error,       NEAR) \
	PAGE(at "{id:changed}.history.md", type, view_history,     0) \
	PAGE(at "{id}.json",               type, view_record_json, 0) \
	PAGE(at "{id}.md",                 type, page,             NEAR | VERDICTS) \
	PAGE(at "{id:files}/README.md",    type, view_files,       0) \
	PAGE(at "{id:files}/index.json",   type, tree_index,       0) \
	{    at "{id:files}/{file}",       type, TREE_BLOB, NULL,  0 },

/* The same, filed by year. */
#define BY_YEAR(at, type, page) \
	PAGE(at "README.md",               type, view_years,       TYPE) \
	PAGE(at "index.json",              type, tree_index,       TYPE) \
	RECORDS(at "{year}/", type, page)

/* Types of which many dossiers have none: the folder is there once one is. */
#define RARE(type) RECORDS("{folder}/", type, view_record)

const struct tree_row tree_rows[] = {
	PAGE("README.md",    NULL, view_root,         ANY | VERDICTS | DAY)
	PAGE("index.json",   NULL, tree_index,        ANY)
	PAGE("metrics.json", NULL, view_metrics_json, SEEN | DAY)
	PAGE("metrics.md",   NULL, view_metrics,      SEEN | DAY)
	PAGE("revision",     NULL, view_revision,     ANY | DAY)
	PAGE("status.json",  NULL, view_status_json,  ANY | VERDICTS | DAY | LONG)
	PAGE("status.md",    NULL, view_status,       ANY | VERDICTS | DAY)

	PAGE("activities/README.md",         "activity", view_kinds, TYPE)
	PAGE("activities/index.json",        "activity", tree_index, TYPE)
	BY_YEAR("activities/{kind}/", "activity", view_activity)
	{ "activities/{kind}/{year}/{id:findings}.findings.jsonl", "activity", TREE_BLOB, NULL, 0 },

	PAGE("at/README.md",  NULL, view_dates, ASKED)
	PAGE("at/index.json", NULL, tree_index, ASKED)
	{    "at/{moment}",   NULL, TREE_LINK, view_date_link, ASKED },

#define VALUE "by/{value}/"
#define FILTER "by/{value}/{filter}/"
	PAGE("by/README.md",     NULL, view_fields,   ASKED)
	PAGE("by/index.json",    NULL, tree_index,    ASKED)
	PAGE(VALUE "README.md",  NULL, view_filtered, TOLD)
	PAGE(VALUE "index.json", NULL, tree_index,    TOLD)
	{    VALUE "{id:value}.md", NULL, TREE_LINK, NULL, TOLD },
	PAGE(FILTER "README.md",  NULL, view_filtered, ASKED)
	PAGE(FILTER "index.json", NULL, tree_index,    ASKED)
	{    FILTER "{id:filter}.md", NULL, TREE_LINK, NULL, ASKED },

	BY_YEAR("changes/", "change", view_record)

	PAGE("clauses/README.md",             NULL, view_standards, SEEN)
	PAGE("clauses/index.json",            NULL, tree_index,     SEEN)
	PAGE("clauses/{standard}/README.md",  NULL, view_standard,  SEEN_VERDICTS | LONG)
	PAGE("clauses/{standard}/index.json", NULL, tree_index,     SEEN)
#define CLAUSE "clauses/{standard}/{clause}/"
#define JUDGED "clauses/{standard}/{clause:judged}/"
#define OWNING "clauses/{standard}/{clause:owns}/"
#define DEFENDED "clauses/{standard}/{clause:defended}/"
	PAGE(CLAUSE   "README.md",     NULL, view_clause,             SEEN_VERDICTS | LONG)
	PAGE(CLAUSE   "clause.json",   NULL, view_clause_json,        0)
	PAGE(DEFENDED "defence.md",    NULL, view_defence,            SEEN_VERDICTS | LONG)
	PAGE(CLAUSE   "index.json",    NULL, tree_index,              SEEN_VERDICTS)
	PAGE(DEFENDED "signals.json",  NULL, view_signals_json,       SEEN_VERDICTS)
	PAGE(DEFENDED "signals.md",    NULL, view_signals,            SEEN_VERDICTS)
	PAGE(JUDGED   "status.json",   NULL, view_clause_status_json, ANY | VERDICTS | DAY | LONG)
	PAGE(JUDGED   "status.md",     NULL, view_clause_status,      ANY | VERDICTS | DAY)
	PAGE(OWNING "constraints/README.md",           NULL, view_constraints,     SEEN_VERDICTS | LONG)
	PAGE(OWNING "constraints/index.json",          NULL, tree_index,           0)
	PAGE(OWNING "constraints/{constraint}.json",   NULL, view_constraint_json, SEEN_VERDICTS | LONG)
	PAGE(OWNING "constraints/{constraint}.md",     NULL, view_constraint,      SEEN_VERDICTS | LONG)
	PAGE(OWNING "constraints/{constraint:rule}.sql", NULL, view_constraint_sql, 0)
	PAGE(JUDGED "gaps/README.md",                  NULL, view_gaps,            SEEN_VERDICTS)
	PAGE(JUDGED "gaps/index.json",                 NULL, tree_index,           SEEN_VERDICTS)
	PAGE(JUDGED "gaps/{gap}.md",                   NULL, view_gap,             SEEN_VERDICTS | LONG)
	PAGE(OWNING "{folder:judged}/README.md",       NULL, view_judged,          SEEN_VERDICTS)
	PAGE(OWNING "{folder:judged}/index.json",      NULL, tree_index,           SEEN_VERDICTS | LONG)
	LINK(OWNING "{folder:judged}/{id:judged}.md")

	PAGE("diff/README.md",   NULL, view_diffs,     ASKED)
	PAGE("diff/index.json",  NULL, tree_index,     ASKED)
	PAGE("diff/{span}.json", NULL, view_diff_json, ASKED)
	PAGE("diff/{span}.md",   NULL, view_diff,      ASKED)

	PAGE("{defects}/README.md",    NULL, view_defects, ANY)
	PAGE("{defects}/index.json",   NULL, tree_index,   ANY)
	PAGE("{defects}/{defect}.txt", NULL, view_defect,  ANY)

	RECORDS("evidence/",      "document", view_record)
	BY_YEAR("issues/",        "issue",    view_issue)
	RECORDS("items/",         "item",     view_item)
	BY_YEAR("notices/",       "notice",   view_record)
	BY_YEAR("notifications/", "notification", view_record)

	RECORDS("products/",      "product",  view_product)
#define PRODUCT "products/{product}/"
#define RELEASE "products/{product}/releases/{release}/"
	PAGE(PRODUCT "README.md",           "product", view_product_home, OF_PRODUCT | LONG)
	PAGE(PRODUCT "index.json",          "product", tree_index,        OF_PRODUCT)
	PAGE(PRODUCT "releases/README.md",  "release", view_releases,     OF_PRODUCT)
	PAGE(PRODUCT "releases/index.json", "release", tree_index,        OF_PRODUCT)
	PAGE(RELEASE "README.md",           "release", view_release_home, OF_RELEASE)
	PAGE(RELEASE "index.json",          "release", tree_index,        OF_RELEASE)
	PAGE(RELEASE "open-issues.md",      "release", view_open_issues,  OF_PRODUCT | DAY | LONG)
	{    RELEASE "{sbom}",              "release", TREE_BLOB, NULL,   OF_RELEASE },
	PAGE(RELEASE "{folder:release}/README.md",  NULL, view_naming,    OF_LINKS)
	PAGE(RELEASE "{folder:release}/index.json", NULL, tree_index,     OF_LINKS)
	LINK(RELEASE "{folder:release}/{id:release}.md")

	RECORDS("releases/",      "release",  view_release)
	BY_YEAR("reviews/",       "review",   view_record)

	PAGE("search/README.md",          NULL, view_words,    ASKED)
	PAGE("search/index.json",         NULL, tree_index,    ASKED)
	PAGE("search/{words}/README.md",  NULL, view_found,    ASKED)
	PAGE("search/{words}/index.json", NULL, tree_index,    ASKED)
	PAGE("search/{words}/results.md", NULL, view_passages, ASKED)
	{    "search/{words}/{id:found}.md", NULL, TREE_LINK, NULL, ASKED },

	BY_YEAR("updates/",       "update",   view_update)
	PAGE("updates/{year}/{id:files}/SHA256SUMS", "update", view_sums, 0)

	RARE("disposition") RARE("surface") RARE("attestation")
	RARE("applicability") RARE("policy") RARE("install_base")
	RARE("catalog") RARE("signer") RARE("resolution")
	{ NULL, NULL, TREE_FOLDER, NULL, 0 },
};
/* clang-format on */

int tree_open(struct tree **out, struct store *st)
{
	struct tree *t = calloc(1, sizeof(*t));
	int rc;

	*out = NULL;
	if (!t)
		return fail(-ENOMEM, "tree: no memory");
	t->store = st;
	rc = cache_open(&t->cache);
	if (rc == 0)
		rc = state_open(t);
	if (rc < 0) {
		tree_close(t);
		return rc;
	}
	*out = t;
	return 0;
}

void tree_ask(struct tree *t)
{
	t->asked = true;
}

int tree_keep(struct tree *t, uint64_t bytes)
{
	cache_limit(t->cache, bytes);
	return kept_open(t);
}

void tree_let_go(struct tree *t)
{
	names_forget(t);
	cache_let_go(t->cache);
	store_let_go(t->store);
}

bool row_is_there(const struct tree *t, const struct tree_row *row)
{
	return t->asked || !(row->follows & ROW_ASKED);
}

void tree_close(struct tree *t)
{
	if (!t)
		return;
	at_close(t);
	free(t->dates);
	kept_close(t);
	cache_close(t->cache);
	free(t);
}

/* Whether the values that a row binds are there. 1, 0 or negative. */
static int holds(struct tree *t, const struct tree_row *row,
	const struct tree_bound *b, int segments)
{
	for (int i = 0; i < segments; i++) {
		const struct tree_segment *g = row_segment(row, i);
		int has = 1;

		if (g->source)
			has = source_has(t, g->source, row, b->value,
				b->value[g->source->var]);
		if (has <= 0)
			return has;
	}
	return 1;
}

/* Looks at the rows of recorded files, or at the others. 1, 0 or negative. */
static int find_among(struct tree *t, struct tree_node *out, bool recorded)
{
	struct tree_bound b;

	for (const struct tree_row *r = tree_rows; r->path; r++) {
		int n;
		int has;

		if ((r->kind == TREE_BLOB) != recorded || !row_is_there(t, r))
			continue;
		n = row_bind(r, out->path, &b);
		if (n < 0)
			continue;
		has = holds(t, r, &b, n);
		if (has < 0)
			return has;
		if (has == 0)
			continue;
		out->row = r;
		out->kind = row_segment(r, n) ? TREE_FOLDER : r->kind;
		return 1;
	}
	return 0;
}

/* A recorded file goes before a generated one. 1, 0 or negative. */
static int find_in_table(struct tree *t, struct tree_node *out)
{
	int rc = find_among(t, out, true);

	if (rc == 0)
		rc = find_among(t, out, false);
	if (rc == 1 && out->kind == TREE_BLOB)
		rc = row_blob(t, out) < 0 ? -EIO : 1;
	return rc;
}

/* What lies below at/<date>. 1 when it was found there, 0, or negative. */
static int find_at(struct tree *t, struct tree_node *out, const char *path)
{
	struct tree_stat folder;
	struct tree *other;
	const char *inner;
	int rc = at_folder(t, path, &folder);

	if (rc == 1) {
		out->row = tree_rows;
		out->kind = TREE_FOLDER;
	}
	if (rc == 0) {
		rc = at_enter(t, path, &other, &inner);
		if (rc != 1)
			return rc;
		rc = tree_find(other, out, inner);
	}
	strcpy(out->path, path);
	return rc < 0 ? rc : 1;
}

int tree_find(struct tree *t, struct tree_node *out, const char *path)
{
	size_t len = strlen(path);
	int rc = state_sync(t);

	memset(out, 0, sizeof(*out));
	if (rc < 0)
		return rc;
	if (len >= sizeof(out->path) || (len > 0 && path[len - 1] == '/'))
		return -ENOENT;
	rc = find_at(t, out, path);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	memcpy(out->path, path, len + 1);
	if (len == 0) {
		out->row = tree_rows;
		out->kind = TREE_FOLDER;
		return 0;
	}
	rc = names_find(t, out);
	if (rc == 0)
		rc = find_in_table(t, out);
	return rc < 0 ? rc : rc == 1 ? 0 : -ENOENT;
}
