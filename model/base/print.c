/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON printed as Python's json.dumps prints it, in time that follows the
 * size of the value. Depth is bounded by the gate.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/json.h"

/* How deep the value stands, or that everything goes on one line. */
enum { ONE_LINE = -1 };

static void print(struct buf *out, const struct json *j, int depth);

static void line_break(struct buf *out, int depth)
{
	if (depth == ONE_LINE)
		return;
	buf_putc(out, '\n');
	while (depth--)
		buf_puts(out, "  ");
}

static int deeper(int depth)
{
	return depth == ONE_LINE ? ONE_LINE : depth + 1;
}

static int key_order(const void *pa, const void *pb)
{
	const struct json *const *a = pa, *const *b = pb;

	/* The bytes of UTF-8 sort as the code points do. */
	return strcmp(json_key(*a), json_key(*b));
}

static void print_member(struct buf *out, const struct json *j, int depth)
{
	json_string(out, json_key(j));
	buf_puts(out, depth == ONE_LINE ? ":" : ": ");
	print(out, j, depth);
}

static void print_object(struct buf *out, const struct json *j, int depth)
{
	size_t n = json_count(j), i = 0;
	const struct json **members, *child;

	if (!n) {
		buf_puts(out, "{}");
		return;
	}
	members = calloc(n, sizeof(*members));
	if (!members) {
		out->err = out->err ? out->err : -ENOMEM;
		return;
	}
	for (child = json_first(j); child; child = json_next(child))
		members[i++] = child;
	qsort(members, n, sizeof(*members), key_order);
	buf_putc(out, '{');
	for (i = 0; i < n; i++) {
		if (i)
			buf_putc(out, ',');
		line_break(out, deeper(depth));
		print_member(out, members[i], deeper(depth));
	}
	free(members);
	line_break(out, depth);
	buf_putc(out, '}');
}

static void print_list(struct buf *out, const struct json *j, int depth)
{
	const struct json *child = json_first(j);

	if (!child) {
		buf_puts(out, "[]");
		return;
	}
	buf_putc(out, '[');
	for (; child; child = json_next(child)) {
		line_break(out, deeper(depth));
		print(out, child, deeper(depth));
		if (json_next(child))
			buf_putc(out, ',');
	}
	line_break(out, depth);
	buf_putc(out, ']');
}

static void print(struct buf *out, const struct json *j, int depth)
{
	switch (json_kind(j)) {
	case JSON_NULL:
		buf_puts(out, "null");
		break;
	case JSON_BOOL:
		buf_puts(out, json_true(j) ? "true" : "false");
		break;
	case JSON_NUMBER:
		buf_puts(out, json_number(j));
		break;
	case JSON_TEXT:
		json_string(out, json_text(j));
		break;
	case JSON_LIST:
		print_list(out, j, depth);
		break;
	case JSON_OBJECT:
		print_object(out, j, depth);
		break;
	}
}

void json_canonical(struct buf *out, const struct json *j)
{
	print(out, j, 0);
	buf_putc(out, '\n');
}

void json_line(struct buf *out, const struct json *j)
{
	print(out, j, ONE_LINE);
}

/* How a character is escaped, or NULL for as it is. */
static const char *escape(unsigned char c, char room[8])
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	case '\b':
		return "\\b";
	case '\f':
		return "\\f";
	}
	if (c >= 0x20)
		return NULL;
	snprintf(room, 8, "\\u%04x", c);
	return room;
}

void json_string(struct buf *out, const char *s)
{
	const char *from = s, *as;
	char room[8];

	if (!s) {
		buf_puts(out, "null");
		return;
	}
	buf_putc(out, '"');
	for (; *s; s++) {
		as = escape((unsigned char)*s, room);
		if (!as)
			continue;
		buf_put(out, from, (size_t)(s - from));
		buf_puts(out, as);
		from = s + 1;
	}
	buf_put(out, from, (size_t)(s - from));
	buf_putc(out, '"');
}
