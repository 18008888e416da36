/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search/: words as they stand in a path, and the pages about what they are
 * found in.
 */
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/name.h"
#include "dossierfs/text.h"
#include "page.h"
#include "search.h"

enum { FOUND_MAX = 200 };

static bool is_between(char c)
{
	return c == ' ' || c == '+';
}

/* Letters and digits; what is not ASCII is FTS5's to know. */
static bool has_token(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((s[i] >= '0' && s[i] <= '9') ||
			((s[i] | 32) >= 'a' && (s[i] | 32) <= 'z') ||
			(unsigned char)s[i] >= 0x80)
			return true;
	return false;
}

/* The term at *s: *len bytes from *term; *s moves behind it. */
static void next_term(const char **s, const char **term, size_t *len)
{
	if (**s == '"') {
		*term = *s + 1;
		*len = strcspn(*term, "\"");
		*s = *term + *len + ((*term)[*len] == '"');
		return;
	}
	*term = *s;
	*len = strcspn(*s, " +\"");
	*s += *len;
}

int search_query(struct buf *out, const char *words)
{
	int n = 0;

	while (*words) {
		const char *term;
		size_t len;
		bool phrase = *words == '"';

		if (is_between(*words)) {
			words++;
			continue;
		}
		next_term(&words, &term, &len);
		if (!has_token(term, len))
			continue;
		/* No quote stands in a term. With nothing in between all are
		 * wanted, but those in which FTS5 finds no word. */
		buf_puts(out, n++ ? " \"" : "\"");
		buf_put(out, term, len);
		buf_puts(out, !phrase && term[len - 1] == '*' ? "\" *" : "\"");
	}
	return n;
}

bool view_words_valid(const char *words)
{
	auto_buf query = BUF_INIT;

	if (*words == '.') /* what is asked for by many who want no words */
		return false;
	for (const char *s = words; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return utf8_valid(words, strlen(words)) &&
		search_query(&query, words) > 0 && !query.err;
}

int view_words(struct buf *out, struct page *p)
{
	(void)p;
	buf_puts(out, "# Search\n\n"
		"`search/WORDS/` has a link to each record in which all the "
		"words stand, in any of its texts, and to each document of "
		"which one paragraph has them all; `results.md` there has "
		"the passages, the best first. These folders are entered by "
		"name and not listed.\n\n"
		"- Blanks or `+` stand between words: "
		"`search/buffer+overflow/`.\n"
		"- `\"` around words that follow each other: "
		"`search/\"buffer overflow\"/`.\n"
		"- `*` at the end of a word for any ending: "
		"`search/overflow*/`.\n"
		"- Case and accents do not count; other signs divide words. "
		"At most 127 bytes, of which a dot is not the first.\n\n"
		"First come records with the words in id or title, then those "
		"in which they are found most often. The best 200 are shown."
		"\n");
	return page_done(out);
}

int view_found(struct buf *out, struct page *p)
{
	buf_puts(out, "# Search: ");
	md_text(out, p->words);
	buf_puts(out, "\n\nA link to each record that it is found in; "
		"[results.md](results.md) has the passages, the best first.\n");
	return page_done(out);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* md_text leaves out the blanks at the ends of a text. A dot stands where
 * one text of a record ends and the next begins. */
static void piece(struct buf *out, const char *s, size_t len)
{
	auto_buf part = BUF_INIT;

	if (len == 0)
		return;
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\036')
			buf_puts(&part, "·");
		else
			buf_putc(&part, s[i]);
	}
	if (is_blank(s[0]))
		buf_putc(out, ' ');
	md_text(out, buf_text(&part));
	if (is_blank(s[len - 1]))
		buf_putc(out, ' ');
	page_fail(out, part.err);
}

/* Text with \002 and \003 around what was found, on one line. */
static void marked(struct buf *out, const char *s)
{
	buf_puts(out, "> ");
	while (*s) {
		size_t len = strcspn(s, "\002\003");

		piece(out, s, len);
		s += len;
		if (*s) {
			buf_puts(out, "**");
			s++;
		}
	}
	buf_puts(out, "\n\n");
}

static void passage(struct buf *out, const char *text)
{
	if (text)
		marked(out, text);
}

static const char sql_count[] =
	"select n from temp.found_words where words = ?1";
static const char sql_found[] =
	"select f.id, r.type, r.recorded, r.recorded_on, f.record, f.file"
	" from temp.found f cross join record r on r.id = f.id"
	" where f.words = ?1 order by f.place";

static void count(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_count, "s", p->words);
	if (!page_next(out, q))
		return;
	long long n = query_int(q, 0);
	if (n == 0)
		buf_puts(out, "Nothing on record matches.\n");
	else if (n == 1)
		buf_puts(out, "One record matches.\n\n");
	else
		buf_printf(out, "%lld records match.", n);
	if (n > FOUND_MAX)
		buf_printf(out, " The first %d:", FOUND_MAX);
	if (n > 1)
		buf_puts(out, "\n\n");
}

int view_passages(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_fail(out, view_search(p->store, p->words));
	buf_puts(out, "# Search: ");
	md_text(out, p->words);
	buf_puts(out, "\n\n");
	count(out, p);
	page_query(out, &q, p, sql_found, "s", p->words);
	while (page_next(out, q)) {
		page_seen(p, query_int(q, 2));
		buf_puts(out, "## ");
		page_ref(out, p, query_text(q, 0));
		buf_printf(out, "\n\n%s, recorded %s\n\n", query_text(q, 1),
			query_text(q, 3));
		passage(out, query_text(q, 4));
		passage(out, query_text(q, 5));
	}
	return page_done(out);
}
