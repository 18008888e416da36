/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a catalogue adds to the search for an aspect: the words in which other
 * languages speak of it. A line is one way to say it, and all its words stand
 * in the paragraph; they are quoted, so that no text can be a query.
 */
#include <errno.h>
#include <string.h>

#include "content.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"

enum { WORDS_MAX = 200 };

/* "word", or "begin"* for any ending. */
static void put_word(struct buf *out, const char *word, size_t len)
{
	bool any = len > 1 && word[len - 1] == '*';

	buf_putc(out, '"');
	for (size_t i = 0; i < len - any; i++) {
		if (word[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, word[i]);
	}
	buf_puts(out, any ? "\"*" : "\"");
}

/* How many words the query has. */
static size_t put_query(struct buf *out, const char *prose)
{
	size_t words = 0;
	bool line = false;

	while (*prose) {
		size_t len = strcspn(prose, " \t\r\n");

		if (len) {
			buf_puts(out, line ? " AND " : words ? " OR (" : "(");
			put_word(out, prose, len);
			line = true;
			words++;
		}
		prose += len;
		if (line && (!*prose || *prose == '\n')) {
			buf_putc(out, ')');
			line = false;
		}
		prose += *prose != '\0';
	}
	return words;
}

static int read_one(struct reading *r, const struct json *part,
	const struct clause *clause)
{
	struct catalog_question *out = &r->c->questions[r->c->n_questions];
	const char *prose = json_text_at(part, "prose");
	auto_buf query = BUF_INIT;
	size_t words = prose ? put_query(&query, prose) : 0;

	*out = (struct catalog_question){ .clause = clause,
		.aspect = content_prop(part, "label") };
	if (!out->aspect || !words || words > WORDS_MAX ||
		r->c->n_questions == QUESTIONS)
		return refuse(-EINVAL, "%s: %s: expected parts aspect with a "
			"prop label and lines of words, %d at most",
			r->made->file.name, buf_text(&r->at), WORDS_MAX);
	if (query.err)
		return buf_done(&query);
	out->query = content_text(r->c, buf_text(&query), query.len);
	if (!out->query)
		return fail(-ENOMEM, "no memory for a catalogue");
	r->c->n_questions++;
	return 0;
}

int questions_read(struct reading *r, const struct json *control,
	const struct clause *clause)
{
	const struct json *p = json_first(json_get(control, "parts"));
	int rc = 0;

	for (; p && !rc; p = json_next(p)) {
		const char *name = json_text_at(p, "name");

		if (name && !strcmp(name, "aspect"))
			rc = read_one(r, p, clause);
	}
	return rc;
}
