/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash - digests of bytes and files, as lower-case hex.
 */
#ifndef DOSSIERFS_HASH_H
#define DOSSIERFS_HASH_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_HEX 65  /* and a NUL */
#define HASH_HEX_MAX 129

enum hash_kind { HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_SHA1, HASH_MD5 };

struct hash; /* a digest being computed */

int hash_begin(struct hash **out, enum hash_kind kind);
int hash_add(struct hash *h, const void *bytes, size_t len);

/* Writes the hex and frees h, also when it fails. */
int hash_end(struct hash *h, char hex[HASH_HEX_MAX]);
void hash_drop(struct hash *h); /* NULL is allowed */

int hash_bytes(char hex[HASH_HEX_MAX], enum hash_kind kind, const void *bytes,
	size_t len);

/* Reads fd from its current place to the end; size may be NULL. */
int hash_fd(char hex[HASH_HEX_MAX], enum hash_kind kind, int fd, uint64_t *size);

/* SipHash: 64 bits of short bytes, for tables and caches. Who does not know
 * the key cannot choose bytes that collide. */
uint64_t hash_keyed(const uint64_t key[2], const void *bytes, size_t len);

#endif
