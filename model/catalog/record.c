/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Catalogues on record: their bytes come from the store, checked against
 * their digests. One that git brought may be anything; what cannot be read is
 * named with its fault and changes nothing else.
 */
#include "record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"

enum { FILE_MAX = 16 << 20, RULES_MAX = 512, RULE_MAX = 1 << 20 };

/* One record, as it is being read. */
struct record {
	struct catalog_new made;
	struct catalog_file rules[RULES_MAX];
	struct buf file;
	struct buf rule_bytes[RULES_MAX];
	struct json *body;
};

static const char sql_records[] =
	"select c.id, c.version, c.recorded, c.title, c.file_sha256,"
	" coalesce(c.file_name, c.id), c.defect from catalog c order by c.id";

enum { ID, VERSION, RECORDED, TITLE, SHA256, NAME, DEFECT };

int catalog_records(struct buf *out, struct store *st)
{
	static const char sql[] =
		"select id, version from catalog order by id";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "%s %lld\n", query_text(q, 0),
			(long long)query_int(q, 1));
		rc = 0;
	}
	return rc ? rc : buf_done(out);
}

static void record_free(struct record *r)
{
	buf_free(&r->file);
	for (size_t i = 0; i < r->made.n_rules; i++)
		buf_free(&r->rule_bytes[i]);
	json_free(r->body);
	free(r);
}

static int read_rules(struct record *r, struct store *st)
{
	const struct json *e = json_first(json_get(r->body, "rules"));
	int rc = 0;

	for (; e && !rc; e = json_next(e)) {
		size_t i = r->made.n_rules;
		const char *name = json_text_at(e, "name");
		const char *sha256 = json_text_at(e, "sha256");

		if (i == RULES_MAX || !name || !sha256 || strlen(sha256) != 64)
			return refuse(-EINVAL, "/rules: expected %d rule files "
				"at most, with name and sha256", RULES_MAX);
		r->made.n_rules++;
		rc = store_blob_read(st, &r->rule_bytes[i], sha256, RULE_MAX);
		r->rules[i] = (struct catalog_file){ .name = name,
			.bytes = buf_text(&r->rule_bytes[i]),
			.len = r->rule_bytes[i].len };
		if (!rc && strlen(r->rules[i].bytes) != r->rules[i].len)
			rc = refuse(-EINVAL, "%s: expected text, found a NUL",
				name);
	}
	return rc;
}

static int read_record(struct record *r, struct store *st, struct query *q)
{
	auto_buf body = BUF_INIT;
	int rc;

	if (!query_null(q, DEFECT))
		return refuse(-EINVAL, "defective: %s", query_text(q, DEFECT));
	if (query_null(q, SHA256))
		return refuse(-EINVAL, "/file: expected a file");
	rc = store_version(st, query_int(q, VERSION), &body);
	if (!rc)
		rc = json_parse(&r->body, buf_text(&body), body.len, 0);
	if (!rc)
		rc = store_blob_read(st, &r->file, query_text(q, SHA256),
			FILE_MAX);
	r->made.file.name = query_text(q, NAME);
	r->made.file.bytes = buf_text(&r->file);
	r->made.file.len = r->file.len;
	r->made.rules = r->rules;
	r->made.replaces = json_get(r->body, "replaces");
	return rc ? rc : read_rules(r, st);
}

/* Whether another record takes the place of `id`. */
static int replaced_by(struct buf *out, struct store *st, const char *id)
{
	static const char sql[] =
		"select c.id from catalog c join record r on r.id = c.id,"
		" json_each(iif(json_type(r.body, '$.replaces') = 'array',"
		"  json_extract(r.body, '$.replaces'),"
		"  json_array(json_extract(r.body, '$.replaces')))) e"
		" where e.value = ?1 and c.id <> ?1 and c.defect is null"
		" order by c.id limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	if (!rc)
		rc = query_next(q);
	if (rc > 0)
		buf_printf(out, "%s takes its place", query_text(q, 0));
	return rc < 0 ? rc : buf_done(out);
}

/* The id and the count that a source begins with. */
static struct catalog_source *add_source(struct content *c, struct query *q)
{
	struct catalog_source *s = &c->sources[c->n_sources];
	const char *title = query_text(q, TITLE);

	if (c->n_sources == SOURCES)
		return NULL;
	*s = (struct catalog_source){
		.id = content_text(c, query_text(q, ID),
			strlen(query_text(q, ID))),
		.title = content_text(c, title ? title : "",
			title ? strlen(title) : 0),
		.clauses = c->n_clauses,
		.words = c->n_words,
		.constraints = c->n_constraints,
	};
	if (!s->id || !s->title)
		return NULL;
	c->n_sources++;
	return s;
}

static int set_fault(struct content *c, struct catalog_source *s,
	const char *why)
{
	s->fault = content_text(c, why, strlen(why));
	return s->fault ? 0 : fail(-ENOMEM, "no memory for a catalogue");
}

static int read_source(struct content *c, struct store *st, struct query *q,
	struct catalog_source *s, const struct catalog_new *beside)
{
	struct record *r = calloc(1, sizeof(*r));
	auto_buf other = BUF_INIT;
	int rc = r ? replaced_by(&other, st, s->id) :
		fail(-ENOMEM, "no memory for a catalogue");

	if (!rc && beside && replaces(beside->replaces, s->id))
		buf_printf(&other, "%s takes its place", beside->id);
	if (!rc && other.len)
		rc = set_fault(c, s, buf_text(&other));
	else if (!rc && !(rc = read_record(r, st, q))) {
		r->made.id = s->id;
		rc = content_read(c, &r->made, query_int(q, RECORDED));
	}
	if (r)
		record_free(r);
	if (rc && rc != -ENOMEM) {
		rc = set_fault(c, s, err_sentence());
		err_clear();
	}
	return rc;
}

static int add_digest(struct hash *h, struct store *st, const char *id)
{
	auto_buf body = BUF_INIT;
	int rc = store_record(st, id, &body);

	return rc ? rc : hash_add(h, buf_text(&body), body.len + 1);
}

/* Over the shipped one and the records, which name their files by digest;
 * and over the faults, for bytes may be absent here. */
static int digest_records(struct content *c, struct store *st)
{
	char hex[HASH_HEX_MAX];
	struct hash *h;
	int rc = hash_begin(&h, HASH_SHA256);

	if (rc)
		return rc;
	rc = hash_add(h, c->digest, sizeof(c->digest));
	for (size_t i = 0; i < c->n_sources && !rc; i++) {
		const struct catalog_source *s = &c->sources[i];

		rc = s->fault ? hash_add(h, s->fault, strlen(s->fault) + 1) :
			add_digest(h, st, s->id);
	}
	if (rc) {
		hash_drop(h);
		return rc;
	}
	rc = hash_end(h, hex);
	memcpy(c->digest, hex, SHA256_HEX - 1);
	return rc;
}

static int read_sources(struct content *c, struct store *st,
	const struct catalog_new *beside)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, sql_records, "");

	while (!rc && (rc = query_next(q)) > 0) {
		struct catalog_source *s;

		rc = 0;
		if (beside && !strcmp(query_text(q, ID), beside->id))
			continue;
		s = add_source(c, q);
		if (!s) {
			c->left_out++;
			continue;
		}
		rc = read_source(c, st, q, s, beside);
		s->clauses = c->n_clauses - s->clauses;
		s->words = c->n_words - s->words;
		s->constraints = c->n_constraints - s->constraints;
	}
	return rc;
}

int content_read_records(struct content *c, struct store *st)
{
	int rc = read_sources(c, st, NULL);

	return rc ? rc : digest_records(c, st);
}

/* Whether a text of replaces names a clause or a record there is. */
static bool is_there(const struct content *c, const char *what)
{
	auto_buf name = BUF_INIT;

	for (size_t i = 0; i < c->n_clauses; i++) {
		buf_cut(&name, 0);
		buf_printf(&name, "%s/%s", c->clauses[i].standard,
			c->clauses[i].id);
		if (!strcmp(buf_text(&name), what))
			return true;
	}
	for (size_t i = 0; i < c->n_sources; i++)
		if (!strcmp(c->sources[i].id, what))
			return true;
	return false;
}

int content_read_others(struct content *c, struct store *st,
	const struct catalog_new *made)
{
	const struct json *e = json_first(made->replaces);
	const char *what = json_text(made->replaces);
	int rc = read_sources(c, st, made);

	while (!rc && (what || e)) {
		what = what ? what : json_text(e);
		if (!what || !is_there(c, what))
			return refuse(-EINVAL, "/replaces: %.100s: expected a "
				"clause such as iec-81001-5-1/9.5 or the id of "
				"a catalogue", what ? what : "no text");
		what = NULL;
		e = e ? json_next(e) : NULL;
	}
	return rc;
}
