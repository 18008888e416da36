/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog - catalogues of one's own: taken in with their rules, and listed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/catalog.h"
#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "writing.h"

/* clang-format off */
static const struct option_row options[] = {
	{ "rules", 0, "FILE,…", "the SQL files of its constraints" },
	{ "replaces", 0, "NAME,…", "clauses whose words it brings, catalogues it follows" },
	{ "id", 0, "ID", "the record's id; else one is made of the file's name" },
	{ "title", 0, "TITLE", "else the catalogue's own" },
	OPTION_AS_OF,
	OPTIONS_AUTHOR,
	OPTIONS_END,
};
/* clang-format on */

const struct usage catalog_usage = {
	options,
	"  dossierfs catalog add lab.json --rules lab-1.sql,lab-2.sql\n"
	"  dossierfs catalog add licensed.json --replaces iec-81001-5-1/9.5\n"
	"  dossierfs catalog list\n"
	"\nAn OSCAL 1.1 catalogue: groups are standards, their controls clauses,\n"
	"the controls of those constraints. dossier(5), \"CATALOGUES\", says what\n"
	"stands where, and what rules may read.\n",
};

enum { FILE_MAX = 16 << 20, RULE_MAX = 1 << 20, RULES_MAX = 512 };

/* A catalogue with its files, on its way into the dossier. */
struct taken {
	char id[65];
	struct buf bytes;
	struct buf rules[RULES_MAX];
	struct catalog_file files[RULES_MAX];
	struct catalog_new made;
	struct json *root;     /* the catalogue */
	struct json *replaces;
	char *rule_list;       /* what the names of rules stand in */
};

static void taken_free(struct taken *t)
{
	for (size_t i = 0; i < t->made.n_rules; i++)
		buf_free(&t->rules[i]);
	buf_free(&t->bytes);
	json_free(t->root);
	json_free(t->replaces);
	free(t->rule_list);
	free(t);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int read_file(struct buf *bytes, struct catalog_file *out,
	const char *path, size_t max)
{
	const char *fault = name_fault(base_name(path));
	int rc;

	if (fault)
		return refuse(-EINVAL, "%.120s: the name %s", path, fault);
	rc = file_read(bytes, path, max);
	*out = (struct catalog_file){ .name = base_name(path),
		.bytes = buf_text(bytes), .len = bytes->len };
	if (!rc && strlen(out->bytes) != out->len)
		return refuse(-EINVAL, "%s: expected text, found a NUL", path);
	return rc;
}

static int read_rules(struct taken *t, const char *list)
{
	char *path, *rest;
	int rc = 0;

	if (!list)
		return 0;
	rest = t->rule_list = strdup(list);
	if (!rest)
		return fail(-ENOMEM, "no memory left");
	while (!rc && (path = strsep(&rest, ","))) {
		size_t n = t->made.n_rules;

		if (n == RULES_MAX)
			return refuse(-EINVAL, "catalog: expected at most %d "
				"rule files", RULES_MAX);
		t->made.n_rules++;
		rc = read_file(&t->rules[n], &t->files[n], path, RULE_MAX);
		for (size_t i = 0; i < n && !rc; i++)
			if (!strcmp(t->files[i].name, t->files[n].name))
				rc = refuse(-EINVAL, "%s: expected rule files "
					"of different names", path);
	}
	return rc;
}

static int read_replaces(struct taken *t, const char *names)
{
	auto_text copy = names ? strdup(names) : NULL;
	char *rest = copy, *name;
	int rc = 0;

	if (!names)
		return 0;
	t->replaces = json_list();
	if (!copy || !t->replaces)
		return fail(-ENOMEM, "no memory left");
	while (!rc && (name = strsep(&rest, ",")))
		rc = json_append(t->replaces, json_new_text(name));
	t->made.replaces = t->replaces;
	return rc;
}

/* "CAT-lab" for lab.json: an id that people know again. */
static int make_id(struct taken *t, const char *id)
{
	auto_buf safe = BUF_INIT;
	const char *fault;
	char *dot;

	if (id) {
		snprintf(t->id, sizeof(t->id), "%s", id);
	} else {
		name_safe(&safe, t->made.file.name);
		if (safe.err)
			return buf_done(&safe);
		dot = safe.data ? strrchr(safe.data, '.') : NULL;
		if (dot)
			*dot = '\0';
		snprintf(t->id, sizeof(t->id), "CAT-%.50s", buf_text(&safe));
	}
	fault = id_fault(id ? id : t->id);
	if (fault)
		return refuse(-EINVAL, "%.80s: expected an id, this one %s; "
			"give one with --id", id ? id : t->id, fault);
	t->made.id = t->id;
	return 0;
}

static int read_taken(struct taken *t, struct call *c)
{
	int rc = read_file(&t->bytes, &t->made.file, call_arg(c, 1), FILE_MAX);

	t->made.rules = t->files;
	if (!rc)
		rc = err_in(json_parse(&t->root, t->made.file.bytes,
			t->made.file.len, 0), "%s", t->made.file.name);
	if (!rc)
		rc = read_rules(t, call_option(c, "rules"));
	if (!rc)
		rc = read_replaces(t, call_option(c, "replaces"));
	return rc ? rc : make_id(t, call_option(c, "id"));
}

static int put_file(struct json **out, struct change *change, const char *id,
	const struct catalog_file *f, const char *media_type)
{
	struct json *j = json_object();
	char sha256[65];
	int rc = change_put_file(change, id, f->name, f->bytes, f->len, sha256);

	*out = j;
	if (!j)
		return fail(-ENOMEM, "no memory left");
	if (!rc)
		rc = json_set_text(j, "name", f->name);
	if (!rc)
		rc = json_set_text(j, "sha256", sha256);
	if (!rc)
		rc = json_set_int(j, "size", (int64_t)f->len);
	return rc ? rc : json_set_text(j, "media_type", media_type);
}

static int put_rules(struct taken *t, struct change *change,
	struct json *record)
{
	struct json *list = json_list();
	int rc = json_set(record, "rules", list);

	for (size_t i = 0; i < t->made.n_rules && !rc; i++) {
		struct json *j;

		rc = put_file(&j, change, t->id, &t->files[i],
			"application/sql");
		if (rc)
			json_free(j);
		else
			rc = json_append(list, j);
	}
	return rc;
}

static int build(struct json **out, struct taken *t, struct change *change,
	const char *title)
{
	struct json *record = json_object(), *file;
	int rc;

	*out = record;
	if (!record)
		return fail(-ENOMEM, "no memory left");
	if (!title)
		title = json_text(json_at(t->root, "/catalog/metadata/title"));
	rc = json_set_text(record, "type", "catalog");
	if (!rc)
		rc = json_set_text(record, "id", t->id);
	if (!rc)
		rc = json_set_text(record, "title", title);
	if (!rc)
		rc = put_file(&file, change, t->id, &t->made.file,
			"application/oscal+json");
	if (!rc)
		rc = json_set(record, "file", file);
	if (!rc && t->made.n_rules)
		rc = put_rules(t, change, record);
	if (!rc && t->replaces)
		rc = json_set(record, "replaces", json_copy(t->replaces));
	return rc;
}

static int check_rule(const struct constraint *k, void *arg)
{
	(void)arg;
	return assess_rule_check(k);
}

static int record_taken(struct call *c, struct taken *t)
{
	auto_json record = NULL;
	auto_writing w = { 0 };
	char plain[128];
	int rc;

	snprintf(plain, sizeof(plain), "add catalog %s", t->id);
	rc = writing_begin(&w, c, plain);
	if (!rc)
		rc = catalog_check(w.store, &t->made, check_rule, NULL);
	if (!rc)
		rc = build(&record, t, w.change, call_option(c, "title"));
	if (!rc)
		rc = writing_put(&w, record);
	return rc ? rc : writing_commit(&w);
}

static int add(struct call *c)
{
	struct taken *t;
	int rc;

	if (call_count(c) != 2)
		return refuse(-EINVAL, "catalog add: expected FILE");
	t = calloc(1, sizeof(*t));
	if (!t)
		return fail(-ENOMEM, "no memory left");
	rc = read_taken(t, c);
	if (!rc)
		rc = record_taken(c, t);
	taken_free(t);
	return rc;
}

static int list(struct call *c)
{
	const struct catalog_source *s;
	const struct catalog *catalog;
	auto_store st = NULL;
	int rc = call_store(c, -1, STORE_READ, &st);

	if (call_count(c) != 1)
		return refuse(-EINVAL, "catalog list: expected no argument");
	if (!rc)
		rc = catalog_open(&catalog, st);
	for (size_t i = 0; !rc && (s = catalog_source(catalog, i)); i++) {
		cmd_printf("%s  %s\n", s->id, s->title);
		if (s->fault)
			cmd_printf("    not read: %s\n", s->fault);
		else
			cmd_printf("    clauses %zu, words of clauses %zu, "
				"constraints %zu\n", s->clauses, s->words,
				s->constraints);
	}
	if (!rc && catalog_left_out(catalog))
		cmd_printf("not read: %zu more, for %d catalogues are the "
			"most\n", catalog_left_out(catalog), CATALOGS_MAX);
	return rc;
}

int cmd_catalog(struct call *c)
{
	const char *word = call_arg(c, 0);

	if (word && !strcmp(word, "add"))
		return cmd_status(add(c));
	if (word && !strcmp(word, "list"))
		return cmd_status(list(c));
	return cmd_status(refuse(-EINVAL, "catalog: expected add FILE or list"));
}
