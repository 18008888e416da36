/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A git commit object: header lines, an empty line, the message. Headers that
 * we do not know (a signature, an encoding) are left out of what is read; the
 * object itself is kept whole.
 */
#include "commit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/name.h"

/* Bytes as text: what is no UTF-8, and NUL, become "?". */
static void put_lossy(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		for (n = 1; n < 4 && i + n < len &&
		     ((unsigned char)s[i + n] & 0xc0) == 0x80;)
			n++;
		if (s[i] && utf8_valid(s + i, n)) {
			buf_put(out, s + i, n);
			continue;
		}
		buf_putc(out, '?');
		n = 1;
	}
}

static int read_id(char out[GIT_HEX], const char *s, const char *end)
{
	if (end - s != GIT_HEX - 1 ||
	    strspn(s, "0123456789abcdef") != GIT_HEX - 1)
		return refuse(-EINVAL, "expected an object id of 40 digits");
	memcpy(out, s, GIT_HEX - 1);
	out[GIT_HEX - 1] = '\0';
	return 0;
}

/* The bytes end with the line: no NUL stops a number there. */
static int read_time(int64_t *out, const char *s, const char *end)
{
	char digits[24] = "";
	size_t n = 0;

	while (s < end && *s == ' ')
		s++;
	while (s < end && *s >= '0' && *s <= '9' && n < sizeof(digits) - 1)
		digits[n++] = *s++;
	errno = 0;
	*out = strtoll(digits, NULL, 10);
	if (errno || !n)
		return refuse(-EINVAL, "expected a time in seconds from 1970");
	return 0;
}

/* "Name <mail> seconds zone"; name and mail may be NULL. */
static int read_person(struct buf *name, struct buf *mail, int64_t *when,
	const char *s, const char *end)
{
	const char *open = memchr(s, '<', (size_t)(end - s));
	const char *close = open ? memchr(open, '>', (size_t)(end - open)) :
		NULL;

	if (!close)
		return refuse(-EINVAL, "expected name, mail and time");
	if (name) {
		put_lossy(name, s, (size_t)(open - s) -
			(open > s && open[-1] == ' '));
		put_lossy(mail, open + 1, (size_t)(close - open - 1));
		if (name->err || mail->err)
			return buf_done(name->err ? name : mail);
	}
	return read_time(when, close + 1, end);
}

static bool is(const char **s, const char *end, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(end - *s) < len || memcmp(*s, word, len))
		return false;
	*s += len;
	return true;
}

static int read_header(struct commit *out, const char *s, const char *end)
{
	int64_t ignored;

	if (is(&s, end, "tree "))
		return read_id(out->tree, s, end);
	if (is(&s, end, "parent ")) {
		if (out->parents == 2)
			return refuse(-EINVAL, "expected at most two parents");
		return read_id(out->parent[out->parents++], s, end);
	}
	if (is(&s, end, "author "))
		return read_person(&out->name, &out->mail, &ignored, s, end);
	if (is(&s, end, "committer "))
		return read_person(NULL, NULL, &out->when, s, end);
	return 0;
}

int commit_read(struct commit *out, const char *raw, size_t len)
{
	const char *at = raw, *end = raw + len, *line;
	int rc = 0;

	*out = (struct commit){ .when = -1 };
	for (; at < end && *at != '\n' && !rc; at = line + 1) {
		line = memchr(at, '\n', (size_t)(end - at));
		if (!line)
			return refuse(-EINVAL, "expected a commit");
		rc = read_header(out, at, line);
	}
	if (rc)
		return rc;
	if (!*out->tree || out->when < 0)
		return refuse(-EINVAL, "expected a tree and a committer");
	at += at < end;
	while (end > at && end[-1] == '\n')
		end--;
	put_lossy(&out->reason, at, (size_t)(end - at));
	return buf_done(&out->reason);
}

void commit_free(struct commit *c)
{
	buf_free(&c->name);
	buf_free(&c->mail);
	buf_free(&c->reason);
	*c = (struct commit){ 0 };
}
