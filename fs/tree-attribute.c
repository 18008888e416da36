/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Extended attributes: what a file or folder shows, for programs that do not
 * read it. A record's are those of the version looked at.
 */
#include <stdio.h>
#include <string.h>

#include "dossierfs/catalog.h"
#include "dossierfs/date.h"
#include "dossierfs/hash.h"
#include "tree-at.h"
#include "tree-row.h"

/* Who is told; after a failure nobody is. */
struct attributes {
	struct tree *tree;
	const struct tree_node *node;
	struct tree_bound bound;
	int segments;
	tree_attribute_fn *fn;
	void *arg;
	int rc;
};

static void say(struct attributes *a, const char *name, const char *value)
{
	char full[64];

	if (a->rc != 0 || !value)
		return;
	snprintf(full, sizeof(full), "user.dossier.%s", name);
	a->rc = a->fn(full, value, a->arg);
}

static void say_int(struct attributes *a, const char *name, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	say(a, name, text);
}

static bool ask(struct attributes *a, struct query **q, const char *sql,
	const char *first, const char *second)
{
	int rc = a->rc;

	if (rc == 0)
		rc = query_open(q, a->tree->store, sql, "ss", first, second);
	if (rc == 0)
		rc = query_next(*q);
	if (rc < 0)
		a->rc = rc;
	return rc == 1;
}

/* A file's are those of the record in its path; a folder's only where it is
 * the record's own. */
static const char *record_of(const struct attributes *a)
{
	static const enum tree_var vars[] = { VAR_ID, VAR_RELEASE,
		VAR_PRODUCT };
	const struct tree_segment *g =
		row_segment(a->node->row, a->segments - 1);

	for (size_t i = 0; i < sizeof(vars) / sizeof(*vars); i++) {
		const char *id = a->bound.value[vars[i]];

		if (id && (a->node->kind != TREE_FOLDER ||
				(g->source && g->source->var == vars[i])))
			return id;
	}
	return NULL;
}

/* The verdict is that of the row with the least. No row: NULL. */
static const char sql_worst[] =
	"select verdict, min(case verdict when 'not-met' then 1"
	" when 'partly' then 2 when 'unknown' then 3 when 'met' then 4"
	" else 5 end) from temp.member where record = ?1 and ?2 is null";

/* The record, or the file, which has change-sets of its own. */
static const char sql_record[] =
	"select seq, recorded, type from record where id = ?1 and ?2 is null";
static const char sql_file[] =
	"select seq, recorded from evidence where id = ?1 and safe = ?2"
	" union all select seq, recorded from findings_file"
	" where activity = ?1 and ?2 is null";

static void say_recorded(struct attributes *a, struct query *q)
{
	char when[TIME_TEXT];

	say_int(a, "seq", query_int(q, 0));
	say(a, "recorded", time_format(when, query_int(q, 1)));
}

static void say_record(struct attributes *a, const char *id)
{
	auto_query r = NULL;
	auto_query f = NULL;
	auto_query v = NULL;

	if (!ask(a, &r, sql_record, id, NULL))
		return;
	say(a, "id", id);
	say(a, "type", query_text(r, 2));
	if (a->node->kind == TREE_BLOB &&
		ask(a, &f, sql_file, id, a->bound.value[VAR_FILE]))
		say_recorded(a, f);
	else
		say_recorded(a, r);
	if (a->rc == 0)
		a->rc = state_assess(a->tree);
	if (ask(a, &v, sql_worst, id, NULL))
		say(a, "verdict", query_text(v, 0));
}

static const struct constraint *constraint_of(struct attributes *a)
{
	const char *const *value = a->bound.value;
	const struct constraint *k = NULL;
	const struct catalog *c;

	a->rc = catalog_open(&c, a->tree->store);
	for (size_t i = 0; a->rc == 0 && (k = catalog_constraint(c, i)); i++)
		if (strcmp(k->file, value[VAR_CONSTRAINT]) == 0 &&
			strcmp(k->clause->id, value[VAR_CLAUSE]) == 0 &&
			strcmp(k->clause->standard, value[VAR_STANDARD]) == 0)
			break;
	return k;
}

static void say_verdict(struct attributes *a, const char *constraint)
{
	static const char sql[] = "select verdict, rule from temp.verdict"
		" where constraint_id = ?1 and ?2 is null";
	auto_query q = NULL;

	if (!ask(a, &q, sql, constraint, NULL))
		return;
	say(a, "verdict", query_text(q, 0));
	say(a, "rule", query_text(q, 1));
}

/* Of the constraint whose page it is, or of which it is a gap. */
static void say_judged(struct attributes *a)
{
	static const char sql[] = "select constraint_id from temp.gap"
		" where clause = ?1 and file = ?2";
	const char *const *value = a->bound.value;
	char clause[2 * TREE_PATH_MAX];
	auto_query q = NULL;

	if (a->node->kind == TREE_FOLDER ||
		(!value[VAR_CONSTRAINT] && !value[VAR_GAP]))
		return;
	a->rc = state_assess(a->tree);
	if (a->rc == 0 && value[VAR_CONSTRAINT]) {
		const struct constraint *k = constraint_of(a);

		if (k)
			say_verdict(a, k->id);
		return;
	}
	snprintf(clause, sizeof(clause), "%s/%s", value[VAR_STANDARD],
		value[VAR_CLAUSE]);
	if (ask(a, &q, sql, clause, value[VAR_GAP]) && !query_null(q, 0))
		say_verdict(a, query_text(q, 0));
}

static void hash_page(struct attributes *a, char hex[HASH_HEX_MAX])
{
	auto_buf bytes = BUF_INIT;

	a->rc = tree_read(a->tree, a->node, &bytes, NULL);
	if (a->rc == 0)
		a->rc = hash_bytes(hex, HASH_SHA256, buf_text(&bytes),
			bytes.len);
}

/* A digest is kept beside the size; what is asked for has neither. */
static void say_sha256(struct attributes *a)
{
	char hex[HASH_HEX_MAX];
	int kept = 0;

	if (a->node->kind == TREE_BLOB) {
		say(a, "sha256", a->node->sha256);
		return;
	}
	if (a->rc == 0 && !(a->node->row->follows & ROW_ASKED))
		kept = kept_digest(a->tree, a->node->path, hex);
	if (kept < 0)
		a->rc = kept;
	if (a->rc == 0 && kept == 0)
		hash_page(a, hex);
	say(a, "sha256", hex);
}

/* As the record has it of the file of that name, wherever it stands in it. */
static void say_recorded_media(struct attributes *a)
{
	static const char sql[] =
		"select json_extract(j.value, '$.media_type') from evidence e"
		" join record r on r.id = e.id, json_tree(r.body) j"
		" where e.id = ?1 and e.safe = ?2 and j.type = 'object'"
		" and json_extract(j.value, '$.name') = e.name"
		" and json_type(j.value, '$.media_type') = 'text' limit 1";
	auto_query q = NULL;

	if (a->bound.value[VAR_ID] && a->bound.value[VAR_FILE] &&
		ask(a, &q, sql, a->bound.value[VAR_ID],
			a->bound.value[VAR_FILE]))
		say(a, "media_type", query_text(q, 0));
}

static void say_media(struct attributes *a)
{
	const char *dot = strrchr(a->node->path, '.');
	const char *type = "text/plain; charset=utf-8";

	if (a->node->kind == TREE_BLOB) {
		say_recorded_media(a);
		return;
	}
	if (dot && strcmp(dot, ".md") == 0)
		type = "text/markdown; charset=utf-8"; /* RFC 7763 */
	else if (dot && strcmp(dot, ".json") == 0)
		type = "application/json";
	else if (dot && strcmp(dot, ".sql") == 0)
		type = "application/sql"; /* RFC 6922 */
	say(a, "media_type", type);
}

static int tell_all(struct attributes *a)
{
	const char *id;

	a->rc = state_sync(a->tree);
	a->segments = row_bind(a->node->row, a->node->path, &a->bound);
	if (a->rc < 0 || a->segments <= 0)
		return a->rc;
	id = record_of(a);
	if (id)
		say_record(a, id);
	else
		say_judged(a);
	if (a->node->kind == TREE_FOLDER)
		return a->rc;
	say_sha256(a);
	say_media(a);
	return a->rc;
}

int tree_attributes(struct tree *t, const struct tree_node *node,
	tree_attribute_fn *fn, void *arg)
{
	struct attributes a = { .tree = t, .node = node, .fn = fn, .arg = arg };
	struct tree_node in = *node;
	struct tree_stat folder;
	struct tree *other;
	const char *inner;
	int rc = at_folder(t, node->path, &folder);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = at_enter(t, node->path, &other, &inner);
	if (rc < 0 || node->kind == TREE_LINK)
		return rc < 0 ? rc : 0;
	if (rc == 1) {
		memmove(in.path, inner, strlen(inner) + 1);
		return tree_attributes(other, &in, fn, arg);
	}
	return tell_all(&a);
}
