/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deflate - bytes in, RFC 1951 out.
 */
#ifndef EXPORTERS_DEFLATE_H
#define EXPORTERS_DEFLATE_H

#include <stddef.h>

struct deflate;

/* Gets the bytes as they come; negative stops. */
typedef int deflate_put_fn(void *arg, const void *bytes, size_t len);

int deflate_begin(struct deflate **out, deflate_put_fn *put, void *arg);
int deflate_add(struct deflate *d, const void *bytes, size_t len);

/* Writes the rest and frees d, also when it fails. */
int deflate_end(struct deflate *d);
void deflate_drop(struct deflate *d); /* NULL is allowed */

#endif
