/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One sentence a thread. It may quote hostile text, so it is kept on one
 * line: control characters stand in it as \xNN.
 */
#include "dossierfs/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE_MAX = 1024 };

static _Thread_local char sentence[SENTENCE_MAX];
static _Thread_local int status;

/* C0, DEL, and C1 as UTF-8 writes it (C2 80 to C2 9F). */
static int control_bytes(const unsigned char *s)
{
	if (s[0] < 0x20 || s[0] == 0x7f)
		return 1;
	return s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f ? 2 : 0;
}

/* Drops a character that the cut left without its last bytes. */
static void whole_characters(char *s, size_t len)
{
	size_t back = 0;
	unsigned char c;

	while (back < len && back < 3 &&
		((unsigned char)s[len - 1 - back] & 0xc0) == 0x80)
		back++;
	if (back >= len)
		return;
	c = (unsigned char)s[len - 1 - back];
	if ((c >= 0xc0 && back < 1) || (c >= 0xe0 && back < 2) ||
		(c >= 0xf0 && back < 3))
		s[len - 1 - back] = '\0';
}

static void keep(const char *raw)
{
	const unsigned char *s = (const unsigned char *)raw;
	size_t len = 0;
	int n;

	for (; *s && len < SENTENCE_MAX - 9; s++) {
		for (n = control_bytes(s); n > 1; n--)
			len += (size_t)sprintf(sentence + len, "\\x%02x", *s++);
		if (n == 1)
			len += (size_t)sprintf(sentence + len, "\\x%02x", *s);
		else
			sentence[len++] = (char)*s;
	}
	sentence[len] = '\0';
	whole_characters(sentence, len);
}

__attribute__((format(printf, 1, 0))) static void record_sentence(
	const char *fmt, va_list ap)
{
	char raw[SENTENCE_MAX];

	vsnprintf(raw, sizeof(raw), fmt, ap);
	keep(raw);
}

int refuse(int rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record_sentence(fmt, ap);
	va_end(ap);
	status = 2;
	return rc;
}

int fail(int rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record_sentence(fmt, ap);
	va_end(ap);
	status = 3;
	return rc;
}

int err_in(int rc, const char *fmt, ...)
{
	char raw[2 * SENTENCE_MAX];
	va_list ap;
	int n;

	if (!status)
		return rc;
	va_start(ap, fmt);
	n = vsnprintf(raw, SENTENCE_MAX - 2, fmt, ap);
	va_end(ap);
	if (n < 0)
		return rc;
	if (n > SENTENCE_MAX - 3)
		n = SENTENCE_MAX - 3;
	snprintf(raw + n, sizeof(raw) - (size_t)n, ": %s", sentence);
	keep(raw);
	return rc;
}

const char *err_sentence(void)
{
	return sentence;
}

int err_status(void)
{
	return status;
}

void err_clear(void)
{
	sentence[0] = '\0';
	status = 0;
}
