/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The catalogue of a state: the shipped one, read once, and a content of its
 * own for each store that has more on record. It is made anew when other
 * records than before are there.
 */
#include "dossierfs/catalog.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/store.h"
#include "record.h"

#define CATALOG_PATH "model/catalog/catalog.json"
#define RULES_PATH "model/catalog/rules/"

/* What a store keeps: the content of the state it looks at. */
struct catalog {
	char commit[65];
	struct buf records;    /* what the content was read from */
	struct content *own;   /* NULL: the shipped one */
	const struct content *all;
};

static struct content *shipped;
static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;

/* Over every embedded file that a verdict depends on, names included. */
static int digest_shipped(struct content *c)
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

int content_ship(struct content *c)
{
	struct catalog_file rules[CONSTRAINTS];
	struct catalog_new made = { .file = { .name = CATALOG_PATH },
		.rules = rules };
	size_t skip = strlen(RULES_PATH);
	const char *path;
	int rc;

	made.file.bytes = embed_find(CATALOG_PATH, &made.file.len);
	if (!made.file.bytes)
		return fail(-ENOENT, "the program carries no catalogue");
	for (size_t i = 0; (path = embed_path(i)); i++)
		if (!strncmp(path, RULES_PATH, skip))
			rules[made.n_rules++] = (struct catalog_file){
				.name = path + skip,
				.bytes = embed_find(path, NULL) };
	rc = content_read(c, &made, 0);
	return rc ? rc : digest_shipped(c);
}

/* An empty content with the shipped catalogue in it. */
static int make_content(struct content **out)
{
	struct content *c = calloc(1, sizeof(*c));
	int rc = c ? content_ship(c) :
		fail(-ENOMEM, "no memory for a catalogue");

	if (rc)
		content_free(c);
	*out = rc ? NULL : c;
	return rc;
}

static int open_shipped(void)
{
	int rc = 0;

	pthread_mutex_lock(&once);
	if (!shipped)
		rc = make_content(&shipped);
	pthread_mutex_unlock(&once);
	return rc;
}

static void drop(struct catalog *c)
{
	content_free(c->own);
	buf_free(&c->records);
	free(c);
}

/* Reads the records again if they are others than before. */
static int refresh(struct catalog *c, struct store *st)
{
	auto_buf records = BUF_INIT;
	struct content *own = NULL;
	int rc = catalog_records(&records, st);

	if (rc || (c->all && !strcmp(buf_text(&records),
			buf_text(&c->records))))
		return rc;
	if (records.len) {
		rc = make_content(&own);
		if (!rc)
			rc = content_read_records(own, st);
		if (rc) {
			content_free(own);
			return rc;
		}
	}
	content_free(c->own);
	c->own = own;
	c->all = own ? own : shipped;
	buf_free(&c->records);
	c->records = records;
	records = BUF_INIT;
	return 0;
}

int catalog_open(const struct catalog **out, struct store *st)
{
	struct catalog *c = store_catalog(st);
	int rc = open_shipped();

	*out = NULL;
	if (rc)
		return rc;
	if (!c) {
		c = calloc(1, sizeof(*c));
		if (!c)
			return fail(-ENOMEM, "no memory for a catalogue");
		store_keep_catalog(st, c, drop);
	}
	if (!c->all || strcmp(c->commit, store_commit_id(st))) {
		rc = refresh(c, st);
		if (rc)
			return rc;
		strcpy(c->commit, store_commit_id(st));
	}
	*out = c;
	return 0;
}

static int each_rule(const struct content *c, const char *id,
	int (*rule)(const struct constraint *k, void *arg), void *arg)
{
	int rc = 0;

	for (size_t i = 0; i < c->n_constraints && !rc; i++) {
		const struct constraint *k = &c->constraints[i];

		if (k->catalog && !strcmp(k->catalog, id) && k->sql)
			rc = rule(k, arg);
	}
	return rc;
}

int catalog_check(struct store *st, const struct catalog_new *made,
	int (*rule)(const struct constraint *k, void *arg), void *arg)
{
	struct content *c;
	int rc = make_content(&c);

	if (!rc)
		rc = content_read_others(c, st, made);
	if (!rc)
		rc = content_read(c, made, 0);
	if (!rc)
		rc = each_rule(c, made->id, rule, arg);
	content_free(c);
	return rc;
}

const struct clause *catalog_clause(const struct catalog *c, size_t i)
{
	return i < c->all->n_clauses ? &c->all->clauses[i] : NULL;
}

const struct constraint *catalog_constraint(const struct catalog *c, size_t i)
{
	return i < c->all->n_constraints ? &c->all->constraints[i] : NULL;
}

const struct crosswalk *catalog_crosswalk(const struct catalog *c, size_t i)
{
	return i < c->all->n_crosswalks ? &c->all->crosswalks[i] : NULL;
}

const struct catalog_source *catalog_source(const struct catalog *c, size_t i)
{
	return i < c->all->n_sources ? &c->all->sources[i] : NULL;
}

const struct catalog_question *catalog_question(const struct catalog *c,
	size_t i)
{
	return i < c->all->n_questions ? &c->all->questions[i] : NULL;
}

size_t catalog_left_out(const struct catalog *c)
{
	return c->all->left_out;
}

const struct clause *catalog_find_clause(const struct catalog *c,
	const char *standard, const char *id)
{
	for (size_t i = 0; i < c->all->n_clauses; i++) {
		if (!strcmp(c->all->clauses[i].standard, standard) &&
			!strcmp(c->all->clauses[i].id, id))
			return &c->all->clauses[i];
	}
	return NULL;
}

const struct constraint *catalog_find(const struct catalog *c, const char *id)
{
	for (size_t i = 0; i < c->all->n_constraints; i++) {
		if (!strcmp(c->all->constraints[i].id, id) ||
			!strcmp(c->all->constraints[i].file, id))
			return &c->all->constraints[i];
	}
	return NULL;
}

const char *constraint_command(const struct constraint *k, const char *type)
{
	size_t n = sizeof(k->commands) / sizeof(*k->commands);

	for (size_t i = 0; type && i < n && k->commands[i].type; i++)
		if (!strcmp(k->commands[i].type, type))
			return k->commands[i].text;
	return k->command;
}

const char *catalog_digest(const struct catalog *c)
{
	return c->all->digest;
}
