/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fingerprint - how a finding is known again in a later scan.
 *
 * Decisions live by fingerprints, so the recipe never changes: another one
 * gets another prefix than v1. Every field ends in a NUL byte, which no text
 * has in it; the digest is the first 32 hex digits of SHA-256.
 *
 *   a vulnerability with a purl, whichever scanner found it, wherever:
 *     v1:digest("vulnerability", package, identity)
 *       package   the purl without version, qualifiers and subpath, percent
 *                 escapes undone, in lower case, "_" as "-" for pypi
 *       identity  the id if it is a CVE's; else the one CVE among its
 *                 aliases; with several CVEs it is an advisory, and its own
 *                 id; without, the smallest of id and aliases in byte order
 *   a result that brings its own: that, as the reader wrote it, with a
 *     prefix that says whose it is (sarif_result.c)
 *   all else:
 *     v1:digest("finding", tool folded, class, rule, path, "text", line's
 *       text, blanks squeezed)
 *     where the line's text is not known, "message" and the message without
 *     digits, blanks squeezed, stand for the last two. The second and later
 *     of equals in one scan: v1:digest("again", digest before, "2"), "3", …
 */
#include "scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/import.h"
#include "dossierfs/name.h"

enum { DIGEST_LEN = 32 };

void ordinals_free(struct ordinals *o)
{
	free(o->keys);
	free(o->counts);
	*o = (struct ordinals){ 0 };
}

static int ordinals_grow(struct ordinals *o)
{
	struct ordinals more = { .size = o->size ? o->size * 2 : 256 };

	more.keys = calloc(more.size, sizeof *more.keys);
	more.counts = calloc(more.size, sizeof *more.counts);
	if (!more.keys || !more.counts) {
		ordinals_free(&more);
		return fail(-ENOMEM, "import: no memory for fingerprints");
	}
	for (size_t i = 0; i < o->size; i++) {
		size_t at = o->keys[i] & (more.size - 1);

		if (!o->counts[i])
			continue;
		while (more.counts[at])
			at = (at + 1) & (more.size - 1);
		more.keys[at] = o->keys[i];
		more.counts[at] = o->counts[i];
	}
	more.used = o->used;
	ordinals_free(o);
	*o = more;
	return 0;
}

/* How often the key was given, this time counted; or negative. */
static int64_t ordinal(struct ordinals *o, uint64_t key)
{
	size_t at;
	int rc;

	if (o->used * 4 >= o->size * 3) {
		rc = ordinals_grow(o);
		if (rc < 0)
			return rc;
	}
	at = key & (o->size - 1);
	while (o->counts[at] && o->keys[at] != key)
		at = (at + 1) & (o->size - 1);
	o->used += !o->counts[at];
	o->keys[at] = key;
	return ++o->counts[at];
}

static void field(struct buf *b, const char *s)
{
	if (s)
		buf_puts(b, s);
	buf_putc(b, '\0');
}

static void squeezed_field(struct buf *b, const char *s, bool digits)
{
	bool blank = false, any = false;

	for (; *s; s++) {
		if (strchr(" \t\r\n\f\v", *s)) {
			blank = any;
		} else if (digits || !isdigit((unsigned char)*s)) {
			if (blank)
				buf_putc(b, ' ');
			buf_putc(b, *s);
			blank = false;
			any = true;
		}
	}
	buf_putc(b, '\0');
}

static int digest(char hex[HASH_HEX_MAX], const struct buf *fields)
{
	int rc = buf_done(fields);

	if (rc == 0)
		rc = hash_bytes(hex, HASH_SHA256, fields->data, fields->len);
	if (rc == 0)
		hex[DIGEST_LEN] = '\0';
	return rc;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* What "%40" stands for, or negative. */
static int escaped(const char *s)
{
	int high = hex_value(s[1]), low = hex_value(s[2]);

	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void purl_package(struct buf *out, const char *purl)
{
	size_t len = strcspn(purl, "?#");
	bool pypi;
	int c;

	if (strncmp(purl, "pkg:", 4) != 0)
		return;
	/* purl-spec, parsing: the version follows the last "@", unless that
	 * opens an npm scope. */
	for (size_t i = len; i-- > 4 && purl[i] != '/';)
		if (purl[i] == '@' && purl[i - 1] != '/') {
			len = i;
			break;
		}
	pypi = strncmp(purl, "pkg:pypi/", 9) == 0;
	for (size_t i = 0; i < len; i++) {
		c = (unsigned char)purl[i];
		if (c == '%' && i + 2 < len && escaped(purl + i) > ' ') {
			c = escaped(purl + i);
			i += 2;
		}
		c = c >= 'A' && c <= 'Z' ? c + 32 : c;
		buf_putc(out, (char)(pypi && c == '_' ? '-' : c));
	}
}

size_t vulnerability_id(const char *s)
{
	static const char digits[] = "0123456789";
	static const char ghsa[] = "23456789cfghjmpqrvwx";
	size_t n = 4;

	if (strncmp(s, "CVE-", 4) == 0) {
		if (strspn(s + 4, digits) != 4 || s[8] != '-' ||
			strspn(s + 9, digits) < 4)
			return 0;
		return 9 + strspn(s + 9, digits);
	}
	if (strncmp(s, "GHSA", 4) != 0)
		return 0;
	for (int i = 0; i < 3; i++, n += 5)
		if (s[n] != '-' || strspn(s + n + 1, ghsa) < 4)
			return 0;
	return n;
}

static bool is_cve(const char *s)
{
	return strncmp(s, "CVE-", 4) == 0;
}

const char *vulnerability_identity(const struct finding *f)
{
	const char *cve = NULL, *least = f->vulnerability;

	if (is_cve(f->vulnerability))
		return f->vulnerability;
	for (size_t i = 0; i < f->alias_count; i++) {
		const char *a = f->aliases[i];

		if (is_cve(a) && cve && strcmp(a, cve) != 0)
			return f->vulnerability;
		if (is_cve(a))
			cve = a;
		if (strcmp(a, least) < 0)
			least = a;
	}
	return cve ? cve : least;
}

static int of_vulnerability(struct buf *out, const struct finding *f,
	const struct buf *package)
{
	auto_buf b = BUF_INIT;
	char hex[HASH_HEX_MAX];
	int rc;

	field(&b, "vulnerability");
	field(&b, buf_text(package));
	field(&b, vulnerability_identity(f));
	rc = digest(hex, &b);
	if (rc == 0)
		buf_printf(out, IMPORT_FINGERPRINT ":%s", hex);
	return rc;
}

/* The digest of the nth finding with this one. */
static int again(char hex[HASH_HEX_MAX], int64_t n)
{
	auto_buf b = BUF_INIT;
	auto_buf count = BUF_INIT;

	buf_printf(&count, "%lld", (long long)n);
	field(&b, "again");
	field(&b, hex);
	field(&b, buf_text(&count));
	return digest(hex, &b);
}

static int of_finding(struct buf *out, const struct finding *f,
	const char *tool, struct ordinals *seen)
{
	auto_buf b = BUF_INIT;
	char hex[HASH_HEX_MAX], head[17];
	int64_t n;
	int rc;

	field(&b, "finding");
	name_fold(&b, tool ? tool : "");
	buf_putc(&b, '\0');
	field(&b, f->class);
	field(&b, f->rule);
	field(&b, f->file);
	field(&b, f->text ? "text" : "message");
	squeezed_field(&b, f->text ? f->text : f->message ? f->message : "",
		f->text);
	rc = digest(hex, &b);
	if (rc < 0)
		return rc;
	memcpy(head, hex, 16);
	head[16] = '\0';
	n = ordinal(seen, strtoull(head, NULL, 16));
	if (n > 1)
		rc = again(hex, n);
	if (n < 0 || rc < 0)
		return n < 0 ? (int)n : rc;
	buf_printf(out, IMPORT_FINGERPRINT ":%s", hex);
	return 0;
}

int fingerprint(struct buf *out, const struct finding *f, const char *tool,
	struct ordinals *seen)
{
	auto_buf package = BUF_INIT;

	if (f->vulnerability && f->purl)
		purl_package(&package, f->purl);
	if (package.len)
		return of_vulnerability(out, f, &package);
	if (f->own) {
		buf_puts(out, f->own);
		return 0;
	}
	return of_finding(out, f, tool, seen);
}
