/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scanner for RFC 8259 that keeps nothing but the open brackets and the
 * keys of the open objects, so depth and size of the input cannot hurt it.
 */
#include "gate.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "utf8.h"

/* A key of an open object: where its text begins, and a hash of what the
 * text means, by which equal keys are brought together. */
struct key {
	const char *text;
	uint64_t hash;
};

/* Bytes of the longest spelling of one character: \uD834\uDD1E. */
enum { LONGEST = 12 };

struct gate {
	const char *start;
	const char *at;
	const char *end;
	unsigned flags;
	struct gate_found found;
	int depth;
	char open[JSON_DEPTH];    /* '[' or '{' */
	size_t first[JSON_DEPTH]; /* of the object's keys */
	struct key *keys;
	size_t n_keys;
	size_t cap;
};

static int expected(const struct gate *g, const char *at, const char *what)
{
	return refuse(-EINVAL, "byte %zu: expected %s", (size_t)(at - g->start),
		what);
}

static void blanks(struct gate *g)
{
	while (g->at < g->end && (*g->at == ' ' || *g->at == '\t' ||
					 *g->at == '\n' || *g->at == '\r'))
		g->at++;
}

static bool next_is(const struct gate *g, char c)
{
	return g->at < g->end && *g->at == c;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits of \uXXXX, or -1. */
static int32_t hex_four(const char *s, size_t len)
{
	int32_t c = 0;
	int i, v;

	if (len < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		v = hex_value(s[i]);
		if (v < 0)
			return -1;
		c = c * 16 + v;
	}
	return c;
}

/* Reads the \u escape at s, two of them for a surrogate pair. */
static size_t unicode_escape(uint32_t *out, const char *s, size_t len)
{
	int32_t c = hex_four(s + 2, len - 2);
	int32_t low = -1;

	if (c < 0 || (c >= 0xdc00 && c <= 0xdfff))
		return 0;
	*out = (uint32_t)c;
	if (c < 0xd800 || c > 0xdbff)
		return 6;
	if (len >= 12 && s[6] == '\\' && s[7] == 'u')
		low = hex_four(s + 8, len - 8);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	*out = 0x10000 + ((uint32_t)(c - 0xd800) << 10) +
	       (uint32_t)(low - 0xdc00);
	return 12;
}

/* One character of a string's inside as it is meant; its bytes, or 0. Looks
 * at no byte behind the first that is wrong. */
static size_t character(uint32_t *out, const char *s, size_t len)
{
	static const char letter[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	const char *found;

	if ((unsigned char)*s < 0x20)
		return 0;
	if (*s != '\\')
		return utf8_read(out, s, len);
	if (len < 2)
		return 0;
	if (s[1] == 'u')
		return unicode_escape(out, s, len);
	found = s[1] ? strchr(letter, s[1]) : NULL;
	if (!found)
		return 0;
	*out = (uint32_t)(unsigned char)meant[found - letter];
	return 2;
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f && c != '\\' && c != '"';
}

/* The string at g->at, which is its quote. `hash` is wanted of keys. */
static int string(struct gate *g, uint64_t *hash)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a, over the characters */
	uint32_t c;
	size_t n;

	g->at++;
	for (;;) {
		while (!hash && g->at < g->end && is_plain(*g->at))
			g->at++;
		if (g->at >= g->end || *g->at == '"')
			break;
		n = character(&c, g->at, (size_t)(g->end - g->at));
		if (!n)
			return expected(g, g->at,
				"a character or an escape of a string");
		g->found.nul |= c == 0;
		h = (h ^ c) * 1099511628211u;
		g->at += n;
	}
	if (g->at >= g->end)
		return expected(
			g, g->end, "the end of the string that began before");
	g->at++;
	if (hash)
		*hash = h;
	return 0;
}

static const char *skip_digits(const char *s, const char *end)
{
	while (s < end && *s >= '0' && *s <= '9')
		s++;
	return s;
}

/* The end of the number at s, or NULL with *wrong where it went wrong. */
static const char *number_end(
	const char *s, const char *end, const char **wrong)
{
	const char *digits;

	s += s < end && *s == '-';
	digits = s;
	s = s < end && *s == '0' ? s + 1 : skip_digits(s, end);
	*wrong = s;
	if (s == digits)
		return NULL;
	if (s < end && *s == '.') {
		digits = ++s;
		*wrong = s = skip_digits(s, end);
		if (s == digits)
			return NULL;
	}
	if (s < end && (*s == 'e' || *s == 'E')) {
		s++;
		s += s < end && (*s == '+' || *s == '-');
		digits = s;
		*wrong = s = skip_digits(s, end);
		if (s == digits)
			return NULL;
	}
	return s;
}

static int word(struct gate *g, const char *w)
{
	size_t len = strlen(w);

	if ((size_t)(g->end - g->at) < len || memcmp(g->at, w, len) != 0)
		return expected(g, g->at, "a value");
	g->at += len;
	return 0;
}

/* A value without brackets. */
static int scalar(struct gate *g)
{
	const char *end, *wrong;

	if (g->at >= g->end)
		return expected(g, g->at, "a value");
	switch (*g->at) {
	case '"':
		return string(g, NULL);
	case 't':
		return word(g, "true");
	case 'f':
		return word(g, "false");
	case 'n':
		return word(g, "null");
	}
	if (*g->at != '-' && (*g->at < '0' || *g->at > '9'))
		return expected(g, g->at, "a value");
	end = number_end(g->at, g->end, &wrong);
	if (!end)
		return expected(g, wrong, "a digit");
	if ((size_t)(end - g->at) > g->found.longest)
		g->found.longest = (size_t)(end - g->at);
	g->at = end;
	return 0;
}

static int key_add(struct gate *g, const char *text, uint64_t hash)
{
	size_t cap = g->cap ? g->cap * 2 : 64;
	struct key *keys;

	if (g->n_keys == g->cap) {
		keys = realloc(g->keys, cap * sizeof(*keys));
		if (!keys)
			return fail(-ENOMEM, "no memory left");
		g->keys = keys;
		g->cap = cap;
	}
	g->keys[g->n_keys++] = (struct key){ text, hash };
	return 0;
}

/* Compares two strings by what they mean, from their opening quotes on; both
 * passed string(), so they end. */
static int same_text(const char *a, const char *b)
{
	uint32_t ca = 0, cb = 0;

	a++;
	b++;
	while (*a != '"' && *b != '"') {
		a += character(&ca, a, LONGEST);
		b += character(&cb, b, LONGEST);
		if (ca != cb)
			return ca < cb ? -1 : 1;
	}
	return (*b == '"') - (*a == '"');
}

static int key_order(const void *pa, const void *pb)
{
	const struct key *a = pa, *b = pb;
	int order;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	order = same_text(a->text, b->text);
	if (order)
		return order;
	return a->text < b->text ? -1 : a->text > b->text;
}

/* Looks at the keys of the object that closes here, and forgets them. */
static int keys_differ(struct gate *g)
{
	size_t first = g->first[g->depth - 1];
	struct key *k = g->keys ? g->keys + first : NULL;
	size_t n = g->n_keys - first, i;
	const char *again = NULL;

	g->n_keys = first;
	if (!k || n < 2 || g->flags & JSON_DUPLICATES)
		return 0;
	qsort(k, n, sizeof(*k), key_order);
	for (i = 1; i < n; i++) {
		if (k[i].hash != k[i - 1].hash ||
			same_text(k[i].text, k[i - 1].text) != 0)
			continue;
		if (!again || k[i].text < again)
			again = k[i].text;
	}
	return again ? expected(g, again,
			       "a key that the object does not have yet")
		     : 0;
}

static int key(struct gate *g)
{
	const char *start = g->at;
	uint64_t hash = 0;
	int rc;

	if (!next_is(g, '"'))
		return expected(g, g->at, "a key in quotes");
	rc = string(g, &hash);
	if (rc)
		return rc;
	rc = g->flags & JSON_DUPLICATES ? 0 : key_add(g, start, hash);
	if (rc)
		return rc;
	blanks(g);
	if (!next_is(g, ':'))
		return expected(g, g->at, "\":\"");
	g->at++;
	return 0;
}

/* Takes the brackets that open here, up to a scalar or an empty pair; *done
 * says that a whole value has been read. */
static int open_brackets(struct gate *g, bool *done)
{
	int rc;

	*done = false;
	blanks(g);
	if (!next_is(g, '[') && !next_is(g, '{')) {
		*done = true;
		return scalar(g);
	}
	if (g->depth == JSON_DEPTH)
		return refuse(-EINVAL,
			"byte %zu: expected at most %d levels of nesting",
			(size_t)(g->at - g->start), JSON_DEPTH);
	g->first[g->depth] = g->n_keys;
	g->open[g->depth++] = *g->at++;
	blanks(g);
	if (next_is(g, g->open[g->depth - 1] == '[' ? ']' : '}')) {
		g->at++;
		g->depth--;
		*done = true;
		return 0;
	}
	rc = g->open[g->depth - 1] == '{' ? key(g) : 0;
	return rc;
}

/* After a value: the brackets that close, up to a comma and, in an object,
 * the next key. */
static int close_brackets(struct gate *g)
{
	bool object;
	int rc;

	while (g->depth) {
		object = g->open[g->depth - 1] == '{';
		blanks(g);
		if (next_is(g, ',')) {
			g->at++;
			blanks(g);
			return object ? key(g) : 0;
		}
		if (!next_is(g, object ? '}' : ']'))
			return expected(g, g->at,
				object ? "\",\" or \"}\"" : "\",\" or \"]\"");
		g->at++;
		rc = object ? keys_differ(g) : 0;
		if (rc)
			return rc;
		g->depth--;
	}
	return 0;
}

static int one_value(struct gate *g)
{
	bool done;
	int rc;

	do {
		rc = open_brackets(g, &done);
		if (!rc && done)
			rc = close_brackets(g);
		if (rc)
			return rc;
	} while (g->depth);
	blanks(g);
	return g->at < g->end ? expected(g, g->at, "nothing after the value")
			      : 0;
}

int gate_check(const char *text, size_t len, unsigned flags,
	struct gate_found *found)
{
	struct gate g = {
		.start = text, .at = text, .end = text + len, .flags = flags
	};
	int rc;

	if (len == 0)
		return refuse(
			-EINVAL, "byte 0: expected a value, the text is empty");
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		return refuse(-EINVAL,
			"byte 0: expected a value, not a byte order mark");
	rc = one_value(&g);
	free(g.keys);
	*found = g.found;
	return rc;
}

const char *gate_number(const char **at, const char *end, size_t *len)
{
	const char *s = *at, *wrong;

	while (s < end && *s != '-' && (*s < '0' || *s > '9')) {
		if (*s++ != '"')
			continue;
		while (*s != '"')
			s += *s == '\\' ? 2 : 1;
		s++;
	}
	if (s >= end)
		return NULL;
	*at = number_end(s, end, &wrong);
	*len = (size_t)(*at - s);
	return s;
}

bool gate_is_number(const char *text)
{
	const char *end = text + strlen(text), *wrong;

	return number_end(text, end, &wrong) == end;
}
