/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Foreign text in Markdown. Characters that mean something anywhere in a line
 * are escaped where they stand, those that mean something only at its start
 * are escaped there, and all else is left as it is so that grep finds it.
 */
#include "dossierfs/md.h"

#include <stdbool.h>
#include <string.h>

#include "dossierfs/date.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define NO_BREAK "\xc2\xa0"	   /* U+00A0 */

/* Bytes of the UTF-8 sequence at s; 0 when it is none. */
static size_t sequence(const unsigned char *s, uint32_t *code)
{
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 :
		s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	if (n < 2) {
		*code = s[0];
		return n;
	}
	*code = s[0] & (0xff >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	if (*code < least[n] || *code > 0x10ffff ||
		(*code >= 0xd800 && *code < 0xe000))
		return 0;
	return n;
}

/* Control characters, line separators, and marks that turn the direction of
 * what follows (Unicode 15, Bidi_Control) or cannot be seen. */
static bool unseen(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c ||
		(c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
		(c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0xad;
}

/* Writes one character that is no ASCII, or its replacement. */
static size_t wide(struct buf *out, const char *s)
{
	uint32_t code;
	size_t n = sequence((const unsigned char *)s, &code);

	if (n == 0 || unseen(code))
		buf_puts(out, REPLACEMENT);
	else
		buf_put(out, s, n);
	return n ? n : 1;
}

static bool alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* "amp;", "#60;": what a "&" in front makes another character. */
static bool is_entity(const char *s)
{
	s += *s == '#';
	while (alnum((unsigned char)*s))
		s++;
	return *s == ';';
}

/* Whether the character at p means something in a line of Markdown. An
 * underscore inside a word does not (GFM 0.29, rule 2 of emphasis). */
static bool means(const char *start, const char *p)
{
	if (strchr("\\`*[]<>|~", *p))
		return true;
	if (*p == '&')
		return is_entity(p + 1);
	if (*p == '_')
		return p == start || !alnum((unsigned char)p[-1]) ||
			!alnum((unsigned char)p[1]);
	return false;
}

/* Writes what a line may not begin with, escaped; gives how much it took. A
 * number makes a list only where a blank or the end follows its full stop. */
static size_t line_start(struct buf *out, const char *s)
{
	size_t n = strspn(s, "0123456789");

	if (n > 0 && (s[n] == '.' || s[n] == ')') &&
		(!s[n + 1] || strchr(" \t\r\n", s[n + 1]))) {
		buf_put(out, s, n);
		buf_putc(out, '\\');
		buf_putc(out, s[n]);
		return n + 1;
	}
	if (s[0] && strchr("#+-=:", s[0])) {
		buf_putc(out, '\\');
		buf_putc(out, s[0]);
		return 1;
	}
	return 0;
}

/* How many bytes from s on stand for themselves wherever they are. */
static size_t plain(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && *p >= 0x20 && *p < 0x7f &&
		(alnum((unsigned char)*p) || !strchr("\\`*[]<>|~&_", *p)))
		p++;
	return (size_t)(p - s);
}

/* Writes [s, end) as the inside of one line; blanks at its end are left out,
 * for two of them would break the line. */
static void line(struct buf *out, const char *s, const char *end)
{
	const char *start = s;

	while (end > s && strchr(" \t\r\n", end[-1]))
		end--;
	if (s < end)
		s += line_start(out, s);
	while (s < end) {
		size_t n = plain(s, end);

		if (n > 0) {
			buf_put(out, s, n);
			s += n;
			continue;
		}
		if ((unsigned char)*s >= 0x80) {
			s += wide(out, s);
			continue;
		}
		if (*s == '\n' || *s == '\t' || *s == '\r') {
			buf_putc(out, ' ');
		} else if (unseen((unsigned char)*s)) {
			buf_puts(out, REPLACEMENT);
		} else {
			if (means(start, s))
				buf_putc(out, '\\');
			buf_putc(out, *s);
		}
		s++;
	}
}

void md_text(struct buf *out, const char *s)
{
	if (!s)
		return;
	s += strspn(s, " \t\r\n");
	line(out, s, s + strlen(s));
}

void md_cell(struct buf *out, const char *s)
{
	size_t len = out->len;

	md_text(out, s);
	if (out->len == len)
		buf_puts(out, "–");
}

/* A line of a block: what stands in front is shown as blanks that make no
 * code block. */
static void block_line(struct buf *out, const char *s, const char *end)
{
	buf_puts(out, ">");
	if (s == end)
		return;
	buf_putc(out, ' ');
	for (; s < end && (*s == ' ' || *s == '\t'); s++)
		buf_puts(out, *s == '\t' ? NO_BREAK NO_BREAK NO_BREAK NO_BREAK :
			NO_BREAK);
	line(out, s, end);
}

static bool blank(const char *s, size_t len)
{
	return strspn(s, " \t") >= len;
}

/* Two blanks at the end of a line keep it a line. */
static bool goes_on(const char *next)
{
	return *next && !blank(next, strcspn(next, "\r\n"));
}

void md_block(struct buf *out, const char *s)
{
	if (!s)
		return;
	s += strspn(s, "\r\n");
	while (*s) {
		size_t len = strcspn(s, "\r\n");
		const char *next = s + len;
		bool empty = blank(s, len);

		next += next[0] == '\r' && next[1] == '\n' ? 2 : *next != 0;
		if (!*next && empty)
			break;
		block_line(out, s, empty ? s : s + len);
		buf_puts(out, !empty && goes_on(next) ? "  \n" : "\n");
		s = next;
	}
	buf_putc(out, '\n');
}

/* The longest run of backticks. */
static size_t ticks(const char *s)
{
	size_t most = 0;

	for (; *s; s += strcspn(s, "`")) {
		size_t n = strspn(s, "`");

		most = n > most ? n : most;
		s += n;
	}
	return most;
}

static void repeat(struct buf *out, char c, size_t n)
{
	while (n--)
		buf_putc(out, c);
}

void md_code(struct buf *out, const char *lang, const char *s)
{
	size_t n = s ? ticks(s) + 1 : 3;

	if (!s)
		return;
	n = n < 3 ? 3 : n;
	repeat(out, '`', n);
	buf_puts(out, lang);
	buf_putc(out, '\n');
	for (const char *p = s; *p;) {
		if ((unsigned char)*p >= 0x80) {
			p += wide(out, p);
			continue;
		}
		if (*p == '\r')
			buf_puts(out, p[1] == '\n' ? "" : "\n");
		else if (*p != '\n' && *p != '\t' && unseen((unsigned char)*p))
			buf_puts(out, REPLACEMENT);
		else
			buf_putc(out, *p);
		p++;
	}
	if (out->len && out->data[out->len - 1] != '\n')
		buf_putc(out, '\n');
	repeat(out, '`', n);
	buf_puts(out, "\n\n");
}

/* Backticks and bars inside would end the span or the cell it stands in. */
void md_span(struct buf *out, const char *s)
{
	bool plain = s && *s;

	for (const char *p = s; plain && *p; p++)
		plain = (unsigned char)*p > 0x20 && (unsigned char)*p < 0x7f &&
			*p != '`' && *p != '|';
	if (!plain) {
		md_text(out, s);
		return;
	}
	buf_putc(out, '`');
	buf_puts(out, s);
	buf_putc(out, '`');
}

void md_link(struct buf *out, const char *text, const char *target)
{
	buf_putc(out, '[');
	md_cell(out, text);
	buf_puts(out, "](");
	buf_puts(out, target);
	buf_putc(out, ')');
}

/* What RFC 3986 lets stand in a URI, without what ends a link in Markdown. */
static bool linkable(const char *url)
{
	if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
		return false;
	for (const char *p = url; *p; p++)
		if ((unsigned char)*p >= 0x80 || (!alnum((unsigned char)*p) &&
				!strchr("-._~:/?#@!$&*+,;=%", *p)))
			return false;
	return true;
}

void md_url(struct buf *out, const char *url)
{
	if (url && linkable(url))
		buf_printf(out, "<%s>", url);
	else
		md_text(out, url);
}
