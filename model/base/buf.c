/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A byte string that grows by doubling. There is always room for the NUL
 * behind the last byte once there is any memory at all.
 */
#include "dossierfs/buf.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"

static void buf_fail(struct buf *b, int err)
{
	if (!b->err)
		b->err = err;
}

/* Makes room for len more bytes and the NUL. */
static int buf_room(struct buf *b, size_t len)
{
	size_t cap = b->cap ? b->cap : 64;
	char *data;

	if (b->err)
		return b->err;
	if (len < b->cap - b->len)
		return 0;
	if (len >= SIZE_MAX / 2 - b->len) {
		buf_fail(b, -ENOMEM);
		return b->err;
	}
	while (cap <= b->len + len)
		cap *= 2;
	data = realloc(b->data, cap);
	if (!data) {
		buf_fail(b, -ENOMEM);
		return b->err;
	}
	b->data = data;
	b->cap = cap;
	return 0;
}

void buf_put(struct buf *b, const void *bytes, size_t len)
{
	if (buf_room(b, len))
		return;
	if (len)
		memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	if (buf_room(b, 1))
		return;
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	size_t room = b->err ? 0 : b->cap - b->len;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(room ? b->data + b->len : NULL, room, fmt, ap);
	if (n < 0)
		buf_fail(b, -EOVERFLOW);
	else if ((size_t)n >= room && !buf_room(b, (size_t)n))
		vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
	va_end(again);
	if (!b->err)
		b->len += (size_t)n;
	else if (room)
		b->data[b->len] = '\0';
}

void buf_cut(struct buf *b, size_t len)
{
	if (len >= b->len)
		return;
	b->len = len;
	b->data[len] = '\0';
}

const char *buf_text(const struct buf *b)
{
	return b->data ? b->data : "";
}

int buf_done(const struct buf *b)
{
	if (!b->err)
		return 0;
	return fail(b->err, "%s",
		b->err == -ENOMEM ? "no memory left" : strerror(-b->err));
}

char *buf_take(struct buf *b, size_t *len)
{
	char *data = NULL;

	if (len)
		*len = 0;
	if (!b->err && b->data) {
		data = b->data;
		if (len)
			*len = b->len;
		b->data = NULL;
	}
	buf_free(b);
	return data;
}

void buf_free(struct buf *b)
{
	free(b->data);
	*b = BUF_INIT;
}

void text_free(char **s)
{
	free(*s);
	*s = NULL;
}
