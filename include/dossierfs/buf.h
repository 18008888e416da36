/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf - a byte string that grows.
 *
 * A failed append marks the buf and later appends do nothing, so a page is
 * written without checks and asked once, at the end, whether it is whole.
 */
#ifndef DOSSIERFS_BUF_H
#define DOSSIERFS_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data; /* NUL-terminated once anything was added */
	size_t len;
	size_t cap;
	int err; /* 0, or the first failure as -errno */
};

#define BUF_INIT ((struct buf){ 0 })
#define auto_buf __attribute__((cleanup(buf_free))) struct buf

void buf_put(struct buf *b, const void *bytes, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* Cuts to len bytes; len is at most b->len. Keeps the memory. */
void buf_cut(struct buf *b, size_t len);

/* The text so far, "" when there is none. Valid until the next append. */
const char *buf_text(const struct buf *b);

/* 0, or the first failure; records the sentence for it. */
int buf_done(const struct buf *b);

/* Gives the bytes to the caller, who frees them; the buf is empty again.
 * len may be NULL. NULL when the buf failed or is empty. */
char *buf_take(struct buf *b, size_t *len);

/* Frees the bytes. The buf is empty and usable again. */
void buf_free(struct buf *b);

/* Frees a char *, for locals that own a plain string. */
void text_free(char **s);
#define auto_text __attribute__((cleanup(text_free))) char *

#endif
