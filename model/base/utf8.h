/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8 - one character at a time, for the ground floor only.
 */
#ifndef DOSSIERFS_UTF8_H
#define DOSSIERFS_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"

/* Bytes of the character at s, at most len of them looked at; 0 when it is
 * none: a surrogate, an overlong form, past U+10FFFF, or cut off. */
size_t utf8_read(uint32_t *out, const char *s, size_t len);

/* Bytes of the character c, which is no surrogate, written to out. */
size_t utf8_write(char out[4], uint32_t c);

#endif
