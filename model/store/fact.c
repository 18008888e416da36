/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table of facts with one place for an id: what comes there later pushes out
 * what stands there, so the table never grows past its places.
 */
#include "dossierfs/fact.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "dossierfs/err.h"

enum {
	PLACES = 1 << 16, /* ten megabytes at most */
	TEXTS = 7,
	LONGEST = 1024, /* what takes up more is looked up each time */
};

struct known {
	struct fact fact;
	char *defect; /* once it was looked for */
	bool looked;
	char *noted;
	char id[]; /* the other texts follow */
};

struct facts {
	struct known *places[PLACES];
	struct known *last; /* of one that is not kept */
};

static void known_free(struct known **k)
{
	if (*k) {
		free((*k)->defect);
		free((*k)->noted);
	}
	free(*k);
	*k = NULL;
}

void fact_drop_all(struct store *st)
{
	struct facts *f = st->facts;

	st->facts = NULL;
	if (!f)
		return;
	for (size_t i = 0; i < PLACES; i++)
		known_free(&f->places[i]);
	known_free(&f->last);
	free(f);
}

/* FNV-1a: who chooses ids so that they meet only has them looked up anew. */
static size_t place(const char *id)
{
	uint32_t h = 0x811c9dc5;

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * 0x01000193;
	return (h ^ h >> 16) % PLACES;
}

static const char sql_fact[] =
	"select ?1, r.type, r.year, r.kind, r.title, r.recorded_on, r.first_on, r.recorded"
	" from record r where r.id = ?1";

/* Copies a row's texts behind what is known. */
static struct known *copy(struct query *q, size_t *size)
{
	const char *text[TEXTS];
	struct known *k;
	char *at;

	*size = sizeof(*k);
	for (int i = 0; i < TEXTS; i++) {
		text[i] = query_text(q, i);
		*size += text[i] ? strlen(text[i]) + 1 : 0;
	}
	k = calloc(1, *size);
	if (!k)
		return NULL;
	at = k->id;
	for (int i = 0; i < TEXTS; i++) {
		size_t len = text[i] ? strlen(text[i]) + 1 : 0;

		if (text[i])
			memcpy(at, text[i], len);
		text[i] = text[i] ? at : NULL;
		at += len;
	}
	k->fact = (struct fact){ text[1], text[2], text[3], text[4], text[5],
		text[6], query_int(q, TEXTS) };
	return k;
}

/* A store that changes shows what it has changed so far. */
static bool is_kept(const struct store *st, size_t size)
{
	return st->mode == STORE_READ && !st->partial && size <= LONGEST;
}

static int look_up(struct known **out, struct store *st, const char *id)
{
	auto_query q = NULL;
	struct known **at;
	size_t size;
	int rc = query_open(&q, st, sql_fact, "s", id);

	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	*out = copy(q, &size);
	if (!*out)
		return fail(-ENOMEM, "no memory for a record's facts");
	at = is_kept(st, size) ? &st->facts->places[place(id)] :
		&st->facts->last;
	known_free(at);
	*at = *out;
	return 1;
}

static int find(struct known **out, struct store *st, const char *id)
{
	if (!st->facts)
		st->facts = calloc(1, sizeof(*st->facts));
	if (!st->facts)
		return fail(-ENOMEM, "no memory for facts");
	*out = st->facts->places[place(id)];
	if (*out && strcmp((*out)->id, id) == 0)
		return 1;
	return look_up(out, st, id);
}

int fact_find(const struct fact **out, struct store *st, const char *id)
{
	struct known *k;
	int rc = find(&k, st, id);

	*out = rc == 1 ? &k->fact : NULL;
	return rc;
}

static int find_defect(struct known *k, struct store *st)
{
	static const char sql[] = "select defect from record where id = ?1";
	auto_query q = NULL;
	const char *defect;
	int rc = query_open(&q, st, sql, "s", k->id);

	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	defect = query_text(q, 0);
	if (!defect && st->partial)
		return 1; /* looked for again */
	k->defect = defect ? strdup(defect) : NULL;
	if (defect && !k->defect)
		return fail(-ENOMEM, "no memory for a defect");
	k->looked = true;
	return 1;
}

int fact_defect(const char **out, struct store *st, const char *id)
{
	struct known *k;
	int rc = find(&k, st, id);

	*out = NULL;
	if (rc == 1 && !k->looked)
		rc = find_defect(k, st);
	if (rc == 1)
		*out = k->defect;
	return rc;
}

static struct known *kept(const struct store *st, const char *id)
{
	struct known *k = st->facts ? st->facts->places[place(id)] : NULL;

	return k && strcmp(k->id, id) == 0 ? k : NULL;
}

const char *fact_noted(struct store *st, const char *id)
{
	const struct known *k = kept(st, id);

	return k ? k->noted : NULL;
}

void fact_note(struct store *st, const char *id, const char *text)
{
	struct known *k = kept(st, id);

	if (k && !k->noted && !st->partial && strlen(text) <= LONGEST)
		k->noted = strdup(text); /* or it is asked for again */
}

static void forget_defects(struct facts *f)
{
	for (size_t i = 0; i < PLACES; i++) {
		struct known *k = f->places[i];

		if (!k || !k->looked)
			continue;
		free(k->defect);
		k->defect = NULL;
		k->looked = false;
	}
}

/* A defect may lie in another record, and so its end. */
void fact_follow(struct store *st, int64_t seq)
{
	static const char sql[] =
		"select coalesce(owner, id) from touched where seq > ?1";
	auto_query q = NULL;
	int rc;

	if (!st->facts)
		return;
	forget_defects(st->facts);
	rc = query_open(&q, st, sql, "i", seq);
	while (rc == 0 && (rc = query_next(q)) == 1) {
		const char *id = query_text(q, 0);
		struct known **at = &st->facts->places[place(id)];

		if (*at && strcmp((*at)->id, id) == 0)
			known_free(at);
		rc = 0;
	}
	if (rc < 0 || st->partial) {
		err_clear();
		fact_drop_all(st);
	}
}
