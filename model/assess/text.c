/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of a file: which format it is, by its bytes rather than by what it is
 * called; and the paragraphs of what comes out.
 */
#include "dossierfs/text.h"

#include <string.h>
#include <strings.h>

#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "text_format.h"

static bool ends_in(const char *name, const char *end)
{
	size_t n = name ? strlen(name) : 0;
	size_t m = strlen(end);

	return n >= m && !strcasecmp(name + n - m, end);
}

static bool is_html(const struct text_file *in)
{
	return ends_in(in->name, ".html") || ends_in(in->name, ".htm") ||
		ends_in(in->name, ".xhtml") ||
		(in->media_type && !strncasecmp(in->media_type, "text/html", 9));
}

/* PDF may have rubbish before its mark (ISO 32000-1, annex H.3.4.1). */
static bool is_pdf(const char *head, size_t len)
{
	return memmem(head, len < TEXT_HEAD ? len : TEXT_HEAD, "%PDF-", 5);
}

static bool is_zip(const char *head, size_t len)
{
	return len >= 4 && !memcmp(head, "PK\003\004", 4);
}

bool text_is_packed(const char *head, size_t len)
{
	return is_pdf(head, len) || is_zip(head, len);
}

void text_character(struct buf *out, uint32_t c)
{
	if ((c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) ||
		(c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
		c = ' ';
	if (c < 0x80) {
		buf_putc(out, (char)c);
	} else if (c < 0x800) {
		buf_putc(out, (char)(0xc0 | c >> 6));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_putc(out, (char)(0xe0 | c >> 12));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_putc(out, (char)(0xf0 | c >> 18));
		buf_putc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	}
}

static int cannot(enum text_answer *answer, struct buf *why, const char *what)
{
	*answer = TEXT_UNREADABLE;
	buf_puts(why, what);
	return buf_done(why);
}

/* Text of a Western European machine before UTF-8: every byte is a character,
 * and but for blanks none of them controls anything. */
static bool is_latin1(const struct text_file *in)
{
	const unsigned char *s = in->bytes;

	for (size_t i = 0; i < in->len; i++)
		if ((s[i] < 0x20 && !strchr("\t\n\f\r", s[i])) || !s[i] ||
			s[i] == 0x7f)
			return false;
	return ends_in(in->name, ".txt") || ends_in(in->name, ".md") ||
		is_html(in) ||
		(in->media_type && !strncasecmp(in->media_type, "text/", 5));
}

static int text_utf8(struct buf *out, const struct text_file *in)
{
	const char *s = in->bytes;

	if (is_html(in))
		return text_html(out, s, in->len);
	for (size_t i = 0; i < in->len; i++)
		buf_putc(out, (unsigned char)s[i] < 0x20 && s[i] != '\n' ?
			' ' : s[i]);
	return buf_done(out);
}

/* Text that says by its first bytes that it is UTF-16. */
static int text_marked(struct buf *out, enum text_answer *answer,
	const struct text_file *in, struct buf *why)
{
	struct text_file utf8 = *in;
	auto_buf text = BUF_INIT;

	if (!text_utf16(&text, in->bytes, in->len))
		return cannot(answer, why, "it begins as UTF-16 and is none");
	if (text.len > TEXT_MAX)
		return cannot(answer, why, "it is longer than 8 MiB");
	utf8.bytes = buf_text(&text);
	utf8.len = text.len;
	return buf_done(&text) ? buf_done(&text) : text_utf8(out, &utf8);
}

/* Plain text is what it is: its control characters become blanks. */
static int text_plain(struct buf *out, enum text_answer *answer,
	const struct text_file *in, struct buf *why)
{
	const unsigned char *s = in->bytes;
	struct text_file utf8 = *in;
	auto_buf text = BUF_INIT;

	if (in->len > TEXT_MAX)
		return cannot(answer, why, "it is longer than 8 MiB");
	if (text_is_utf16(s, in->len))
		return text_marked(out, answer, in, why);
	if (!memchr(s, '\0', in->len) && utf8_valid(in->bytes, in->len))
		return text_utf8(out, in);
	if (!is_latin1(in))
		return cannot(answer, why, "it is neither text in UTF-8 nor "
			"PDF, DOCX or ODT");
	for (size_t i = 0; i < in->len; i++)
		text_character(&text, s[i]);
	utf8.bytes = buf_text(&text);
	utf8.len = text.len;
	return buf_done(&text) ? buf_done(&text) : text_utf8(out, &utf8);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\f' || c == '\v';
}

static bool has_words(const struct buf *text, size_t from)
{
	for (size_t i = from; i < text->len; i++)
		if (!is_blank(text->data[i]))
			return true;
	return false;
}

int text_extract(struct buf *out, enum text_answer *answer, bool *paged,
	const struct text_file *in, struct buf *why)
{
	size_t from = out->len;
	int rc;

	*answer = TEXT_READ;
	*paged = false;
	if (in->len > TEXT_FILE_MAX)
		return cannot(answer, why, "it is larger than 32 MiB");
	*paged = is_pdf(in->bytes, in->len);
	if (!*paged && !is_zip(in->bytes, in->len))
		return text_plain(out, answer, in, why);
	rc = *paged ? text_pdf(out, answer, in, why) :
		text_office(out, answer, in, why);
	if (!rc && *answer == TEXT_READ && !has_words(out, from))
		rc = cannot(answer, why, "there is no text in it, as in a scan");
	if (*answer != TEXT_READ)
		buf_cut(out, from);
	return rc;
}

/* A paragraph being gathered. */
struct part {
	struct buf text;
	int64_t place;
	text_part_fn *fn;
	void *arg;
};

static int part_end(struct part *p)
{
	int rc = 0;

	while (p->text.len && is_blank(p->text.data[p->text.len - 1]))
		buf_cut(&p->text, p->text.len - 1);
	if (p->text.err)
		return buf_done(&p->text);
	if (p->text.len)
		rc = p->fn(p->place, buf_text(&p->text), p->arg);
	buf_cut(&p->text, 0);
	return rc;
}

/* Where a line that is too long may be cut: not inside a character. */
static size_t cut_at(const char *s)
{
	size_t n = TEXT_PART_MAX;

	while (n > TEXT_PART_MAX - 4 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* One line without its end. */
static int part_add(struct part *p, const char *line, size_t len, int64_t place)
{
	int rc = 0;

	if (p->text.len + len > TEXT_PART_MAX)
		rc = part_end(p);
	while (len > TEXT_PART_MAX && !rc) {
		size_t n = cut_at(line);

		p->place = place;
		buf_put(&p->text, line, n);
		rc = part_end(p);
		line += n;
		len -= n;
	}
	if (!p->text.len)
		p->place = place;
	buf_put(&p->text, line, len);
	buf_putc(&p->text, '\n');
	return rc;
}

/* The end of a line and how it ends: '\n', '\f', '\v', or 0 at the end. */
static size_t line_end(const char *s, size_t len, char *how)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\n' || s[i] == '\f' || s[i] == '\v') {
			*how = s[i];
			return i;
		}
	}
	*how = '\0';
	return len;
}

static bool line_is_blank(const char *s, size_t len)
{
	while (len && *s == ' ') {
		s++;
		len--;
	}
	return len == 0;
}

int text_parts(const struct buf *text, bool paged, text_part_fn *fn, void *arg)
{
	struct part p = { .text = BUF_INIT, .fn = fn, .arg = arg };
	const char *s = buf_text(text);
	size_t left = text->len;
	int64_t place = 1;
	int rc = 0;

	while (left && !rc) {
		char how;
		size_t n = line_end(s, left, &how);

		if (line_is_blank(s, n))
			rc = part_end(&p);
		else
			rc = part_add(&p, s, n, place);
		if (!rc && (how == '\f' || how == '\v'))
			rc = part_end(&p);
		place += how == (paged ? '\f' : '\n');
		n += how != '\0';
		s += n;
		left -= n;
	}
	if (!rc)
		rc = part_end(&p);
	buf_free(&p.text);
	return rc;
}
