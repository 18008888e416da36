/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stretches of foreign bytes: nothing here reads past the length it was given
 * or takes a byte for the end of a string.
 */
#include "scheme.h"

#include <string.h>

struct span span_of(const void *bytes, size_t len)
{
	return (struct span){ len ? bytes : (const void *)"", len };
}

bool span_is(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

bool span_starts(struct span s, struct span prefix)
{
	return s.len >= prefix.len && memcmp(s.at, prefix.at, prefix.len) == 0;
}

struct span span_cut(struct span *s, size_t n)
{
	struct span front = { s->at, n };

	s->at += n;
	s->len -= n;
	return front;
}

bool span_line(struct span *rest, struct span *line)
{
	if (rest->len == 0)
		return false;

	const unsigned char *end = memchr(rest->at, '\n', rest->len);

	*line = span_cut(rest, end ? (size_t)(end - rest->at) : rest->len);
	if (end)
		span_cut(rest, 1);
	if (line->len && line->at[line->len - 1] == '\r')
		line->len--;
	return true;
}

static bool is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool span_blank(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_blank(s.at[i]))
			return false;
	}
	return true;
}

static int base64_value(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

bool base64_decode(struct buf *out, struct span text)
{
	unsigned long bits = 0;
	int have = 0; /* letters of the present group of four */
	int pads = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = text.at[i];
		int value = base64_value(c);

		if (is_blank(c))
			continue;
		if (c == '=' && have >= 2 && have + pads < 4) {
			pads++;
			continue;
		}
		if (value < 0 || pads)
			return false;
		bits = bits << 6 | (unsigned long)value;
		if (++have == 4) {
			buf_putc(out, (char)(bits >> 16 & 0xff));
			buf_putc(out, (char)(bits >> 8 & 0xff));
			buf_putc(out, (char)(bits & 0xff));
			have = 0;
		}
	}
	if (have == 0)
		return true;
	if (have + pads != 4)
		return false;
	bits <<= 6 * pads;
	buf_putc(out, (char)(bits >> 16 & 0xff));
	if (pads == 1)
		buf_putc(out, (char)(bits >> 8 & 0xff));
	return true;
}

static int answer(enum seal_answer *out, enum seal_answer a, struct buf *why,
	const char *reason)
{
	*out = a;
	buf_puts(why, reason);
	return buf_done(why);
}

int seal_yes(enum seal_answer *out, struct buf *why, const char *reason)
{
	return answer(out, SEAL_VALID, why, reason);
}

int seal_no(enum seal_answer *out, struct buf *why, const char *reason)
{
	return answer(out, SEAL_INVALID, why, reason);
}

int seal_unknown(enum seal_answer *out, struct buf *why, const char *reason)
{
	return answer(out, SEAL_UNKNOWN, why, reason);
}

int seal_unable(enum seal_answer *out, struct buf *why, const char *reason)
{
	return answer(out, SEAL_UNABLE, why, reason);
}
