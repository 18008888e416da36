/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals - the evidence signals of the two clauses: which documents speak of
 * a clause by name, and for each aspect what a search finds, what persons
 * attest and, where asked for, what a local program answers. The answers stand
 * side by side.
 */
#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"
#include "dossierfs/text.h"
#include "dossierfs/view.h"
#include "reader.h"

static const struct option_row options[] = {
	OPTION_AS_OF,
	OPTION_JSON,
	{ "external", 0, NULL, "ask the program that this machine names, too" },
	OPTIONS_END
};

const struct usage signals_usage = { options,
	"A hit by name is a hint, a passage that is found no proof: a signal is\n"
	"met when every aspect is attested yes, currently, by someone other than\n"
	"the document's author.\n"
	"\n"
	"    dossierfs signals 9.5\n"
	"    DOSSIERFS_READER=/usr/local/bin/read-sop dossierfs signals --external\n" };

struct run {
	struct store *st;
	struct reader *reader; /* NULL: none is asked */
	const char *clause;    /* "iec-81001-5-1/9.5" */
};

static int print_names(const struct run *r)
{
	static const char sql[] =
		"select document, result, name, near from temp.signal"
		" where clause = ?1 order by near, document, name";
	auto_query q = NULL;
	bool any = false;
	int rc = query_open(&q, r->st, sql, "s", r->clause);

	while (!rc && (rc = query_next(q)) > 0) {
		any = any || !query_int(q, 3);
		cmd_printf("    %-10s  %s: %s\n", query_int(q, 3) ? "near miss" :
			query_text(q, 1), query_text(q, 0), query_text(q, 2));
		rc = 0;
	}
	if (!rc && !any)
		cmd_printf("    absent      no registered document's file name "
			"or title matches\n");
	return rc;
}

/* A passage on one line. */
static void print_line(const char *s)
{
	auto_buf line = BUF_INIT;

	for (; *s; s++)
		buf_putc(&line, *s == '\n' ? ' ' : *s);
	cmd_printf("%s\n", buf_text(&line));
}

static int print_machine(const struct run *r, struct query *aspect)
{
	static const char hits[] =
		"select document, paged, place, passage from temp.content_hit"
		" where signal = ?1 and aspect = ?2 order by document";
	static const char read[] =
		"select 1 from temp.content_file where answer = 'read' limit 1";
	auto_query q = NULL;
	auto_query any = NULL;
	bool found = false;
	int rc = query_open(&q, r->st, hits, "ss", query_text(aspect, 0),
		query_text(aspect, 1));

	while (!rc && (rc = query_next(q)) > 0) {
		cmd_printf("        machine   found: %s %s %lld: ",
			query_text(q, 0), query_int(q, 1) ? "page" : "line",
			(long long)query_int(q, 2));
		print_line(query_text(q, 3));
		found = true;
		rc = 0;
	}
	if (rc || found)
		return rc;
	rc = query_open(&any, r->st, read, "");
	if (!rc)
		rc = query_next(any);
	if (rc >= 0)
		cmd_printf("        machine   %s\n", rc ? "not-found" :
			"not-searchable");
	return rc < 0 ? rc : 0;
}

static int print_attested(const struct run *r, struct query *aspect)
{
	static const char sql[] =
		"select id, answer, document, \"by\", \"on\", stands"
		" from temp.attested where signal = ?1 and aspect = ?2"
		" order by \"on\", id";
	auto_query q = NULL;
	bool any = false;
	int rc = query_open(&q, r->st, sql, "ss", query_text(aspect, 0),
		query_text(aspect, 1));

	while (!rc && (rc = query_next(q)) > 0) {
		const char *text[6];

		for (int i = 0; i < 6; i++)
			text[i] = query_text(q, i) ? query_text(q, i) : "?";
		cmd_printf("        attested  %s: %s of %s by %s on %s: %s\n",
			text[1], text[0], text[2], text[3], text[4], text[5]);
		any = true;
		rc = 0;
	}
	if (!rc && !any)
		cmd_printf("        attested  nothing\n");
	return rc;
}

/* The documents that a program is asked about: those that speak of the clause
 * by name, if only nearly. */
static const char sql_asked[] =
	"select distinct s.document from temp.signal s"
	" join temp.content_file f on f.document = s.document"
	" where s.clause = ?1 and f.answer = 'read' order by s.document";

/* Calls fn for each answer of the local program. */
typedef void answer_fn(const char *const ask[4], const char *answer, void *arg);

static int each_answer(const struct run *r, struct query *aspect,
	answer_fn *fn, void *arg)
{
	auto_query q = NULL;
	int rc = query_open(&q, r->st, sql_asked, "s", r->clause);

	while (!rc && (rc = query_next(q)) > 0) {
		const char *const ask[4] = { query_text(aspect, 0),
			query_text(aspect, 1), query_text(aspect, 2),
			query_text(q, 0) };
		auto_buf text = BUF_INIT;
		auto_buf answer = BUF_INIT;

		rc = assess_text(&text, r->st, ask[3]);
		if (!rc)
			rc = reader_ask(r->reader, &answer, ask, &text);
		if (!rc)
			fn(ask, buf_text(&answer), arg);
	}
	return rc;
}

static void print_answer(const char *const ask[4], const char *answer,
	void *arg)
{
	bool *any = arg;

	cmd_printf("        external, unverified: %s: %s\n", ask[3], answer);
	*any = true;
}

static int print_external(const struct run *r, struct query *aspect)
{
	bool any = false;
	int rc;

	if (!r->reader)
		return 0;
	rc = each_answer(r, aspect, print_answer, &any);
	if (!rc && !any)
		cmd_printf("        external  not asked: no readable document "
			"speaks of the clause by name\n");
	return rc;
}

static const char sql_aspects[] =
	"select signal, aspect, title, exists (select 1 from temp.attested t"
	"  where t.signal = aspect.signal and t.aspect = aspect.aspect"
	"   and t.answer = 'yes' and t.stands = 'current')"
	" from temp.aspect where clause = ?1 order by length(aspect), aspect";

static int print_aspects(const struct run *r)
{
	auto_query q = NULL;
	int attested = 0;
	int all = 0;
	int rc = query_open(&q, r->st, sql_aspects, "s", r->clause);

	while (!rc && (rc = query_next(q)) > 0) {
		cmd_printf("    %s. %s\n", query_text(q, 1), query_text(q, 2));
		rc = print_machine(r, q);
		if (!rc)
			rc = print_attested(r, q);
		if (!rc)
			rc = print_external(r, q);
		attested += (int)query_int(q, 3);
		all++;
	}
	if (!rc)
		cmd_printf("    %s: %d of %d aspects are attested\n\n",
			all && attested == all ? "met" : "not met", attested,
			all);
	return rc;
}

static int print_clause(const struct run *r)
{
	int rc;

	cmd_printf("%s\n", strchr(r->clause, '/') + 1);
	rc = print_names(r);
	return rc ? rc : print_aspects(r);
}

static void json_answer(const char *const ask[4], const char *answer,
	void *arg)
{
	static const char *const keys[] = { "signal", "aspect", "question",
		"document" };
	struct buf *out = arg;

	buf_puts(out, out->len ? ",\n  {" : "\n  {");
	for (int i = 0; i < 4; i++) {
		buf_printf(out, "\"%s\": ", keys[i]);
		json_string(out, ask[i]);
		buf_puts(out, ", ");
	}
	buf_puts(out, "\"verified\": false, \"answer\": ");
	json_string(out, answer);
	buf_putc(out, '}');
}

/* The same bytes as signals.json in the tree; answers of a program apart. */
static int json_clause(const struct run *r, struct buf *out,
	struct buf *external)
{
	auto_query q = NULL;
	struct page p = { .store = r->st, .standard = "iec-81001-5-1",
		.clause = strchr(r->clause, '/') + 1 };
	int rc;

	buf_printf(out, "%s\n\"%s\": ", out->len ? "," : "{", r->clause);
	rc = view_signals_json(out, &p);
	if (rc || !r->reader)
		return rc;
	rc = query_open(&q, r->st, sql_aspects, "s", r->clause);
	while (!rc && (rc = query_next(q)) > 0)
		rc = each_answer(r, q, json_answer, external);
	return rc;
}

static int run(struct run *r, const char *wanted, bool json)
{
	static const char *const clauses[] = { "iec-81001-5-1/6.3",
		"iec-81001-5-1/9.5" };
	auto_buf out = BUF_INIT;
	auto_buf external = BUF_INIT;
	int rc = assess(r->st, NULL);

	if (!rc)
		rc = assess_content(r->st);
	for (int i = 0; i < 2 && !rc; i++) {
		r->clause = clauses[i];
		if (wanted && strcmp(wanted, r->clause) &&
			strcmp(wanted, strchr(r->clause, '/') + 1))
			continue;
		rc = json ? json_clause(r, &out, &external) : print_clause(r);
	}
	if (rc || !json)
		return rc;
	if (r->reader)
		buf_printf(&out, ",\n\"external\": [%s\n]",
			buf_text(&external));
	buf_puts(&out, "}\n");
	if (!buf_done(&out))
		cmd_print(buf_text(&out), out.len);
	return buf_done(&out);
}

int cmd_signals(struct call *c)
{
	const char *wanted = call_arg(c, 0);
	auto_reader reader = { 0 };
	auto_store st = NULL;
	struct run r = { 0 };
	int rc = 0;

	if (wanted && strcmp(wanted, "6.3") && strcmp(wanted, "9.5") &&
		strcmp(wanted, "iec-81001-5-1/6.3") &&
		strcmp(wanted, "iec-81001-5-1/9.5"))
		return cmd_status(refuse(-ENOENT, "signals: %s: expected 6.3 or "
			"9.5", wanted));
	if (call_has(c, "external")) {
		rc = reader_find(&reader);
		r.reader = &reader;
	}
	if (!rc)
		rc = call_store(c, -1, STORE_READ, &st);
	r.st = st;
	if (!rc)
		rc = run(&r, wanted, call_has(c, "json"));
	return cmd_status(rc);
}
