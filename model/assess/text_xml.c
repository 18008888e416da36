/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of word/document.xml and content.xml: one pass over the tags, with
 * a count for what is nested and no tree. Nothing outside the bytes is looked
 * at: a document type declaration, which could name something, is refused.
 */
#include <string.h>

#include "text_format.h"

enum { DEPTH_MAX = 256 };

struct walk {
	struct buf *out;
	int depth;     /* elements that are open */
	int paragraph; /* depth of the paragraph, 0: outside of one */
	int text;      /* depth of the element whose text counts */
	int silent;    /* depth of an element that is left out */
};

/* A paragraph; its text counts at once in ODT, inside w:t in DOCX. */
static bool is_paragraph(const char *name)
{
	return !strcmp(name, "w:p") || !strcmp(name, "text:p") ||
		!strcmp(name, "text:h");
}

static bool is_text(const char *name)
{
	return !strcmp(name, "w:t") || !strcmp(name, "text:p") ||
		!strcmp(name, "text:h");
}

/* What was deleted, and notes of reviewers, is not what the document says.
 * The second form of the same drawing is left out as well. */
static bool is_silent(const char *name)
{
	static const char *const names[] = { "text:tracked-changes",
		"office:annotation", "w:del", "w:moveFrom", "mc:Fallback",
		"office:scripts" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static bool is_space(const char *name)
{
	static const char *const names[] = { "w:tab", "w:br", "w:cr",
		"w:noBreakHyphen", "text:s", "text:tab", "text:line-break" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static void begin(struct walk *w, const char *name)
{
	w->depth++;
	if (w->silent)
		return;
	if (is_silent(name))
		w->silent = w->depth;
	else if (is_space(name) && w->paragraph)
		buf_putc(w->out, ' ');
	if (!w->paragraph && is_paragraph(name))
		w->paragraph = w->depth;
	if (!w->text && is_text(name))
		w->text = w->depth;
}

static void end(struct walk *w)
{
	if (w->paragraph == w->depth && !w->silent)
		buf_puts(w->out, "\v\n");
	if (w->paragraph == w->depth)
		w->paragraph = 0;
	if (w->text == w->depth)
		w->text = 0;
	if (w->silent == w->depth)
		w->silent = 0;
	w->depth--;
}

/* The name of the element behind `<` or `</`; one that is longer than any of
 * ours is cut, and is none of them. */
static void name_of(char out[32], const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && n < 31 && !strchr(" \t\r\n/>", s[n]) && s[n]) {
		out[n] = s[n];
		n++;
	}
	out[n] = '\0';
}

/* Length of a tag, 0 where it does not end; `>` may stand in quotes. */
static size_t tag_length(const char *s, size_t left)
{
	char quote = 0;

	for (size_t i = 1; i < left; i++) {
		if (quote)
			quote = s[i] == quote ? 0 : quote;
		else if (s[i] == '"' || s[i] == '\'')
			quote = s[i];
		else if (s[i] == '>')
			return i + 1;
	}
	return 0;
}

static size_t until(const char *s, size_t left, const char *mark)
{
	const char *at = memmem(s, left, mark, strlen(mark));

	return at ? (size_t)(at - s) + strlen(mark) : 0;
}

static void take_text(struct walk *w, const char *s, size_t len, bool raw)
{
	while (len) {
		size_t n = 1;

		if (!w->text || w->silent)
			return;
		if (*s == '&' && !raw)
			text_character(w->out, text_entity(s, len, &n));
		else
			buf_putc(w->out, (unsigned char)*s < 0x20 ? ' ' : *s);
		s += n;
		len -= n;
	}
}

static size_t take_tag(struct walk *w, const char *s, size_t left,
	const char **wrong)
{
	size_t len = tag_length(s, left);
	char name[32];

	if (!len)
		return 0;
	if (s[1] == '/') {
		if (!w->depth)
			return 0;
		end(w);
		return len;
	}
	name_of(name, s + 1, len - 1);
	begin(w, name);
	if (w->depth > DEPTH_MAX)
		*wrong = "its elements are nested too deeply";
	if (s[len - 2] == '/')
		end(w);
	return len;
}

static size_t take_markup(struct walk *w, const char *s, size_t left,
	const char **wrong)
{
	size_t len;

	if (left >= 4 && !memcmp(s, "<!--", 4))
		return until(s, left, "-->");
	if (left >= 2 && s[1] == '?')
		return until(s, left, "?>");
	if (left >= 9 && !memcmp(s, "<![CDATA[", 9)) {
		len = until(s, left, "]]>");
		if (len)
			take_text(w, s + 9, len - 12, true);
		return len;
	}
	if (left >= 2 && s[1] == '!') {
		*wrong = "it has a document type declaration";
		return 0;
	}
	return take_tag(w, s, left, wrong);
}

int text_xml(struct buf *out, enum text_answer *answer, const char *xml,
	size_t len, struct buf *why)
{
	struct walk w = { .out = out };
	const char *wrong = NULL;

	while (len && !wrong && !out->err) {
		const char *at = memchr(xml, '<', len);
		size_t n = at ? (size_t)(at - xml) : len;

		if (n)
			take_text(&w, xml, n, false);
		else if (!(n = take_markup(&w, xml, len, &wrong)) && !wrong)
			wrong = "its XML is broken";
		xml += n;
		len -= n;
	}
	if (!wrong && w.depth)
		wrong = "its XML ends too early";
	if (wrong) {
		*answer = TEXT_UNREADABLE;
		buf_puts(why, wrong);
	}
	return buf_done(out);
}
