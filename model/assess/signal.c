/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FILE_EXISTS: which registered documents speak of a clause by file name or
 * title, and what state each is in. A hit is a hint; it makes nothing met.
 */
#include "signal.h"

#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "judge.h"

/* What is asked of which clause: the program's own, and the patterns that
 * catalogues of the dossier give their clauses. */
struct asked {
	struct buf clause;
	regex_t re;
	struct asked *next;
};

static void asked_free(struct asked **list)
{
	while (*list) {
		struct asked *a = *list;

		*list = a->next;
		regfree(&a->re);
		buf_free(&a->clause);
		free(a);
	}
}

/* Puts one before the list. */
static int ask(struct asked **list, struct store *st, const char *standard,
	const char *clause, const char *pattern)
{
	static const char sql[] = "insert into temp.signal_asked values (?1)";
	struct asked *a = calloc(1, sizeof(*a));

	if (!a)
		return fail(-ENOMEM, "no memory for a pattern");
	if (regcomp(&a->re, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB)) {
		free(a);
		return refuse(-EINVAL, "signal of %s: pattern: expected an "
			"extended regular expression", clause);
	}
	a->next = *list;
	*list = a;
	buf_printf(&a->clause, "%s%s%s", standard ? standard : "",
		standard ? "/" : "", clause);
	return a->clause.err ? buf_done(&a->clause) :
		query_run(st, sql, "s", buf_text(&a->clause));
}

static int ask_all(struct asked **list, struct store *st,
	const struct catalog *catalog)
{
	const struct signals *all;
	const struct clause *c;
	int rc = signals_open(&all);

	if (!rc)
		rc = store_run(st, "create temp table if not exists"
			" signal_asked (clause text);"
			"create temp table if not exists signal (clause text,"
			" document text, name text, result text, near integer);"
			"delete from temp.signal_asked;"
			"delete from temp.signal;");
	for (size_t i = 0; !rc && i < all->n; i++)
		rc = ask(list, st, NULL, all->all[i].clause,
			all->all[i].pattern);
	for (size_t i = 0; !rc && (c = catalog_clause(catalog, i)); i++)
		if (c->pattern)
			rc = ask(list, st, c->standard, c->id, c->pattern);
	return rc;
}

/* Runs of blanks, dots, dashes and underscores become one blank. */
static void same_gaps(struct buf *out, const char *s)
{
	for (; *s; s++) {
		bool gap = strchr(" ._-\t", *s) != NULL;

		if (!gap)
			buf_putc(out, *s);
		else if (out->len && out->data[out->len - 1] != ' ')
			buf_putc(out, ' ');
	}
}

enum match { MISS, NEAR, HIT };

static enum match look(const regex_t *re, const char *name)
{
	auto_buf same = BUF_INIT;

	if (!name)
		return MISS;
	if (!regexec(re, name, 0, NULL, 0))
		return HIT;
	same_gaps(&same, name);
	return regexec(re, buf_text(&same), 0, NULL, 0) ? MISS : NEAR;
}

/* One row a document; `format` is null where there are no bytes to look into:
 * no file, or its bytes are absent or others. */
static const char documents[] =
	"select d.id, d.title, d.file_name, d.file_sha256, d.file_media_type,"
	" iif(e.sha256 = d.file_sha256,"
	"  " TEXT_FORMAT("d.file_name", "d.file_media_type") ", null)"
	"  from document d"
	"  left join evidence e on e.id = d.id and e.name = d.file_name";

enum { ID, TITLE, NAME, SHA256, MEDIA_TYPE, FORMAT };

/* The result stands empty until the text is known. */
static int keep(struct store *st, struct query *q, const regex_t *re,
	const char *clause)
{
	static const char insert[] =
		"insert into temp.signal values (?1, ?2, ?3, '', ?4)";
	static const char want[] =
		"insert or ignore into temp.text_wanted"
		" values (?1, ?2, ?3, ?4)";
	enum match name = look(re, query_text(q, NAME));
	enum match title = look(re, query_text(q, TITLE));
	enum match best = name > title ? name : title;
	int rc;

	if (best == MISS)
		return 0;
	rc = query_run(st, insert, "sssi", clause, query_text(q, ID),
		query_text(q, best == name ? NAME : TITLE),
		(int64_t)(best == NEAR));
	if (rc || query_null(q, FORMAT))
		return rc;
	return query_run(st, want, "ssss", query_text(q, SHA256),
		query_text(q, FORMAT), query_text(q, NAME),
		query_text(q, MEDIA_TYPE));
}

static int match(struct store *st, const struct asked *list)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, documents, "");

	while (!rc && (rc = query_next(q)) > 0) {
		rc = 0;
		for (const struct asked *a = list; a && !rc; a = a->next)
			rc = keep(st, q, &a->re, buf_text(&a->clause));
	}
	return rc;
}

/* A document whose author approves it is a draft: nobody else has looked. */
static const char results[] =
	"update temp.signal set result = ("
	"select case"
	" when coalesce(k.answer, 'unreadable') <> 'read' then 'unreadable'"
	" when d.defect is not null or coalesce(d.state, '') <> 'approved'"
	"  or d.author_key = d.approved_by_key then 'draft'"
	" when k.unfilled then 'unfilled'"
	" when coalesce(d.review_by, j.as_of) < j.as_of then 'stale'"
	" else 'approved' end"
	"  from document d join judged j"
	"  left join evidence e on e.id = d.id and e.name = d.file_name"
	"   and e.sha256 = d.file_sha256"
	"  left join temp.text_known k on k.sha256 = e.sha256 and k.format = "
	TEXT_FORMAT("d.file_name", "d.file_media_type")
	" where d.id = signal.document)";

int assess_signals(struct store *st, const struct catalog *catalog)
{
	struct asked *list = NULL;
	int rc = ask_all(&list, st, catalog);

	if (!rc)
		rc = text_ready(st);
	if (!rc)
		rc = match(st, list);
	asked_free(&list);
	if (!rc)
		rc = text_know(st);
	return rc ? rc : query_run(st, results, "");
}
