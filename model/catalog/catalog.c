/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shipped catalogue. Standards are OSCAL groups, clauses their controls,
 * constraints the controls of those; what OSCAL has no word for stands in
 * props. It is read once and lives as long as the program.
 */
#include "dossierfs/catalog.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "dossierfs/buf.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/json.h"

#define CATALOG_PATH "model/catalog/catalog.json"
#define RULES_PATH "model/catalog/rules/"

enum { CLAUSES = 64, CONSTRAINTS = 128, CROSSWALKS = 64 };

struct catalog {
	struct clause clauses[CLAUSES];
	struct constraint constraints[CONSTRAINTS];
	struct crosswalk crosswalks[CROSSWALKS];
	const char *names[CLAUSES]; /* the clauses' ids in the file */
	size_t n_clauses, n_constraints, n_crosswalks;
	char digest[SHA256_HEX];
	struct json *root; /* owns the strings above */
};

static struct catalog shipped;
static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;

static int unexpected(const char *where, const char *expected)
{
	return refuse(-EINVAL, CATALOG_PATH ": %s: expected %s",
		where ? where : "a control without id", expected);
}

/* The value of the prop `name`, NULL when there is none. */
static const char *prop(const struct json *control, const char *name)
{
	const struct json *p = json_first(json_get(control, "props"));

	for (; p; p = json_next(p)) {
		const char *is = json_text_at(p, "name");

		if (is && !strcmp(is, name))
			return json_text_at(p, "value");
	}
	return NULL;
}

/* The prose of the part `name`, NULL when there is none. */
static const char *prose(const struct json *control, const char *name)
{
	const struct json *p = json_first(json_get(control, "parts"));

	for (; p; p = json_next(p)) {
		const char *is = json_text_at(p, "name");

		if (is && !strcmp(is, name))
			return json_text_at(p, "prose");
	}
	return NULL;
}

static int read_constraint(struct catalog *c, const struct json *j)
{
	struct constraint *out = &c->constraints[c->n_constraints];
	auto_buf path = BUF_INIT;

	if (c->n_constraints + 1 == CONSTRAINTS)
		return unexpected(json_text_at(j, "id"), "fewer constraints");
	*out = (struct constraint){
		.id = prop(j, "label"),
		.file = prop(j, "file"),
		.clause = &c->clauses[c->n_clauses],
		.title = json_text_at(j, "title"),
		.text = prose(j, "statement"),
		.rule = prop(j, "rule"),
		.links = prop(j, "judges"),
		.mend = prose(j, "guidance"),
		.gap = prop(j, "gap"),
		.command = prop(j, "command"),
	};
	if (!out->id || !out->file || !out->title || !out->text ||
		!out->rule || !out->links || !out->mend || !out->gap ||
		!out->command)
		return unexpected(json_text_at(j, "id"), "title, statement, "
			"guidance, label, file, rule, judges, gap and command");
	buf_printf(&path, RULES_PATH "%s.sql", out->file);
	if (buf_done(&path))
		return buf_done(&path);
	out->sql = embed_find(buf_text(&path), NULL);
	c->n_constraints++;
	return 0;
}

static int read_clause(struct catalog *c, const struct json *group,
	const struct json *j)
{
	struct clause *out = &c->clauses[c->n_clauses];
	const struct json *k = json_first(json_get(j, "controls"));

	if (c->n_clauses + 1 == CLAUSES)
		return unexpected(json_text_at(j, "id"), "fewer clauses");
	*out = (struct clause){
		.standard = json_text_at(group, "id"),
		.source = json_text_at(group, "title"),
		.id = prop(j, "label"),
		.title = json_text_at(j, "title"),
		.text = prose(j, "statement"),
		.note = prose(j, "guidance"),
	};
	if (!out->standard || !out->source || !out->id || !out->title ||
		!out->text || !json_text_at(j, "id"))
		return unexpected(json_text_at(j, "id"),
			"title, statement and label");
	c->names[c->n_clauses] = json_text_at(j, "id");
	for (; k; k = json_next(k)) {
		int rc = read_constraint(c, k);

		if (rc)
			return rc;
	}
	c->n_clauses++;
	return 0;
}

static const struct clause *clause_named(const struct catalog *c,
	const char *name)
{
	for (size_t i = 0; name && i < c->n_clauses; i++) {
		if (!strcmp(c->names[i], name))
			return &c->clauses[i];
	}
	return NULL;
}

/* The links of one clause; all clauses are read by then. */
static int read_links(struct catalog *c, const struct json *j)
{
	const struct json *l = json_first(json_get(j, "links"));

	for (; l; l = json_next(l)) {
		struct crosswalk *out = &c->crosswalks[c->n_crosswalks];
		const char *href = json_text_at(l, "href");

		if (c->n_crosswalks + 1 == CROSSWALKS)
			return unexpected(json_text_at(j, "id"), "fewer links");
		if (!href || *href != '#')
			return unexpected(json_text_at(j, "id"),
				"links to other clauses");
		out->from = clause_named(c, json_text_at(j, "id"));
		out->to = clause_named(c, href + 1);
		out->note = json_text_at(l, "text");
		if (!out->to)
			return unexpected(href, "a clause of this catalogue");
		c->n_crosswalks++;
	}
	return 0;
}

/* Calls one of the two readers for every clause of every standard. */
static int each_clause(struct catalog *c, bool links)
{
	const struct json *g = json_first(json_at(c->root, "/catalog/groups"));

	for (; g; g = json_next(g)) {
		const struct json *j = json_first(json_get(g, "controls"));

		for (; j; j = json_next(j)) {
			int rc = links ? read_links(c, j) : read_clause(c, g, j);

			if (rc)
				return rc;
		}
	}
	return 0;
}

/* Over every embedded file that a verdict depends on, names included. */
static int digest(struct catalog *c)
{
	char hex[HASH_HEX_MAX];
	struct hash *h;
	int rc = hash_begin(&h, HASH_SHA256);
	const char *path;

	if (rc)
		return rc;
	for (size_t i = 0; (path = embed_path(i)) && !rc; i++) {
		size_t len;
		const char *bytes = embed_find(path, &len);

		if (strncmp(path, "model/catalog/", 14) &&
			strncmp(path, "model/assess/", 13))
			continue;
		rc = hash_add(h, path, strlen(path) + 1);
		if (!rc)
			rc = hash_add(h, bytes, len + 1);
	}
	if (rc) {
		hash_drop(h);
		return rc;
	}
	rc = hash_end(h, hex);
	memcpy(c->digest, hex, SHA256_HEX - 1);
	return rc;
}

static int read_shipped(struct catalog *c)
{
	size_t len;
	const char *text = embed_find(CATALOG_PATH, &len);
	int rc;

	if (!text)
		return fail(-ENOENT, "the program carries no catalogue");
	rc = json_parse(&c->root, text, len, 0);
	if (!rc)
		rc = each_clause(c, false);
	if (!rc)
		rc = each_clause(c, true);
	if (!rc)
		rc = digest(c);
	return rc;
}

int catalog_open(const struct catalog **out)
{
	int rc = 0;

	pthread_mutex_lock(&once);
	if (!shipped.digest[0]) {
		rc = read_shipped(&shipped);
		if (rc) {
			json_free(shipped.root);
			memset(&shipped, 0, sizeof(shipped));
		}
	}
	pthread_mutex_unlock(&once);
	*out = rc ? NULL : &shipped;
	return rc;
}

const struct clause *catalog_clause(const struct catalog *c, size_t i)
{
	return i < c->n_clauses ? &c->clauses[i] : NULL;
}

const struct constraint *catalog_constraint(const struct catalog *c, size_t i)
{
	return i < c->n_constraints ? &c->constraints[i] : NULL;
}

const struct crosswalk *catalog_crosswalk(const struct catalog *c, size_t i)
{
	return i < c->n_crosswalks ? &c->crosswalks[i] : NULL;
}

const struct clause *catalog_find_clause(const struct catalog *c,
	const char *standard, const char *id)
{
	for (size_t i = 0; i < c->n_clauses; i++) {
		if (!strcmp(c->clauses[i].standard, standard) &&
			!strcmp(c->clauses[i].id, id))
			return &c->clauses[i];
	}
	return NULL;
}

const struct constraint *catalog_find(const struct catalog *c, const char *id)
{
	for (size_t i = 0; i < c->n_constraints; i++) {
		if (!strcmp(c->constraints[i].id, id) ||
			!strcmp(c->constraints[i].file, id))
			return &c->constraints[i];
	}
	return NULL;
}

const char *catalog_digest(const struct catalog *c)
{
	return c->digest;
}
