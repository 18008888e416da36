/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML: tags, comments, scripts and styles are left out, the rest is text.
 * One pass without a tree, so that no nesting costs anything; line ends are
 * kept, so that a place is a line of the file.
 */
#include <string.h>
#include <strings.h>

#include "text_format.h"

/* clang-format off */
static const struct {
	const char *name; /* without "&" and ";" */
	uint32_t c;
} entities[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
	{ "apos", '\'' }, { "nbsp", ' ' }, { "shy", 0xad }, { "copy", 0xa9 },
	{ "ndash", 0x2013 }, { "mdash", 0x2014 }, { "lsquo", 0x2018 },
	{ "rsquo", 0x2019 }, { "ldquo", 0x201c }, { "rdquo", 0x201d },
	{ "bull", 0x2022 }, { "hellip", 0x2026 }, { "middot", 0xb7 },
	{ "auml", 0xe4 }, { "ouml", 0xf6 }, { "uuml", 0xfc }, { "Auml", 0xc4 },
	{ "Ouml", 0xd6 }, { "Uuml", 0xdc }, { "szlig", 0xdf },
	{ "eacute", 0xe9 }, { "egrave", 0xe8 }, { "agrave", 0xe0 },
};

/* Elements that stand in the line; any other ends a paragraph. */
static const char *const inlines[] = { "a", "abbr", "b", "bdi", "bdo", "big",
	"br", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins",
	"kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub",
	"sup", "time", "tt", "u", "var", "wbr", NULL };

/* Elements whose content is no text; it ends with their end tag alone. */
static const char *const silent[] = { "script", "style", "template", NULL };
/* clang-format on */

/* "#65" or "#x41". */
static uint32_t number(const char *s, size_t len)
{
	int base = len > 1 && (s[1] == 'x' || s[1] == 'X') ? 16 : 10;
	uint32_t c = 0;

	for (size_t i = base == 16 ? 2 : 1; i < len; i++) {
		const char *digits = "0123456789abcdef";
		const char *d = memchr(digits, s[i] | 0x20, (size_t)base);

		if (!d || c > 0x10ffff)
			return 0xfffd;
		c = c * (uint32_t)base + (uint32_t)(d - digits);
	}
	return c == '\n' ? ' ' : c;
}

uint32_t text_entity(const char *s, size_t left, size_t *len)
{
	const char *end = memchr(s, ';', left < 12 ? left : 12);
	size_t n = end ? (size_t)(end - s) - 1 : 0;

	*len = 1;
	if (n < 2)
		return '&';
	*len = n + 2;
	if (s[1] == '#')
		return number(s + 1, n);
	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++)
		if (strlen(entities[i].name) == n &&
			!memcmp(entities[i].name, s + 1, n))
			return entities[i].c;
	*len = 1;
	return '&';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static const char *const *named(const char *const *list, const char *s,
	size_t len)
{
	for (; *list; list++)
		if (strlen(*list) == len && !strncasecmp(*list, s, len))
			return list;
	return NULL;
}

/* Line ends of what is left out, so that places stay. */
static void keep_lines(struct buf *out, const char *s, size_t len)
{
	for (const char *end = s + len; (s = memchr(s, '\n',
		(size_t)(end - s))); s++)
		buf_putc(out, '\n');
}

/* Length of what begins with `<` and ends behind `end`; all where nothing
 * does. */
static size_t until(const char *s, size_t left, const char *end)
{
	const char *at = memmem(s, left, end, strlen(end));

	return at ? (size_t)(at - s) + strlen(end) : left;
}

/* Length of a tag; a `>` inside quotes does not end it. */
static size_t tag_length(const char *s, size_t left)
{
	char quote = 0;

	for (size_t i = 1; i < left; i++) {
		if (quote)
			quote = s[i] == quote ? 0 : quote;
		else if ((s[i] == '"' || s[i] == '\'') && s[i - 1] == '=')
			quote = s[i];
		else if (s[i] == '>')
			return i + 1;
	}
	return left;
}

/* Where the end tag of a silent element begins. */
static size_t silent_length(const char *s, size_t left, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i + n + 2 <= left; i++) {
		const char *at = memchr(s + i, '<', left - i);

		if (!at)
			break;
		i = (size_t)(at - s);
		if (i + n + 2 <= left && at[1] == '/' &&
			!strncasecmp(at + 2, name, n))
			return i;
	}
	return left;
}

static size_t take_tag(struct buf *out, const char *s, size_t left)
{
	size_t len = tag_length(s, left);
	size_t from = s[1] == '/' ? 2 : 1;
	size_t n = from;
	const char *const *quiet;

	while (n < len && (is_letter(s[n]) || (s[n] >= '0' && s[n] <= '9')))
		n++;
	if (!named(inlines, s + from, n - from))
		buf_putc(out, '\v');
	quiet = from == 1 ? named(silent, s + 1, n - 1) : NULL;
	if (quiet)
		len += silent_length(s + len, left - len, *quiet);
	keep_lines(out, s, len);
	return len;
}

static size_t take_markup(struct buf *out, const char *s, size_t left)
{
	size_t len;

	if (left >= 4 && !memcmp(s, "<!--", 4))
		len = until(s, left, "-->");
	else if (left >= 2 && (s[1] == '!' || s[1] == '?'))
		len = until(s, left, ">");
	else if (left >= 2 && (is_letter(s[1]) || s[1] == '/'))
		return take_tag(out, s, left);
	else {
		buf_putc(out, '<');
		return 1;
	}
	keep_lines(out, s, len);
	return len;
}

int text_html(struct buf *out, const char *html, size_t len)
{
	while (len && !out->err) {
		size_t n = 1;

		if (*html == '<')
			n = take_markup(out, html, len);
		else if (*html == '&')
			text_character(out, text_entity(html, len, &n));
		else
			buf_putc(out, (unsigned char)*html < 0x20 &&
				*html != '\n' ? ' ' : *html);
		html += n;
		len -= n;
	}
	return buf_done(out);
}
