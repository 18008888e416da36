/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests by libcrypto's plain functions. They allocate nothing and load no
 * provider, so a digest cannot fail; EVP's can, and libcrypto 3.0 crashes when
 * memory runs out while it gets them ready.
 */
#define OPENSSL_API_COMPAT 0x10101000L /* where the plain ones are current */

#include "dossierfs/hash.h"

#include <errno.h>
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/err.h"

struct hash {
	enum hash_kind kind;
	union {
		SHA256_CTX sha256;
		SHA512_CTX sha512; /* of SHA-384, too */
		SHA_CTX sha1;
		MD5_CTX md5;
	} state;
};

static void begin(struct hash *h, enum hash_kind kind)
{
	h->kind = kind;
	switch (kind) {
	case HASH_SHA256:
		SHA256_Init(&h->state.sha256);
		break;
	case HASH_SHA384:
		SHA384_Init(&h->state.sha512);
		break;
	case HASH_SHA512:
		SHA512_Init(&h->state.sha512);
		break;
	case HASH_SHA1:
		SHA1_Init(&h->state.sha1);
		break;
	case HASH_MD5:
		MD5_Init(&h->state.md5);
		break;
	}
}

static void add(struct hash *h, const void *bytes, size_t len)
{
	switch (h->kind) {
	case HASH_SHA256:
		SHA256_Update(&h->state.sha256, bytes, len);
		break;
	case HASH_SHA384:
	case HASH_SHA512:
		SHA512_Update(&h->state.sha512, bytes, len);
		break;
	case HASH_SHA1:
		SHA1_Update(&h->state.sha1, bytes, len);
		break;
	case HASH_MD5:
		MD5_Update(&h->state.md5, bytes, len);
		break;
	}
}

/* Bytes of the digest, written to md. */
static size_t end(struct hash *h, unsigned char md[SHA512_DIGEST_LENGTH])
{
	switch (h->kind) {
	case HASH_SHA256:
		SHA256_Final(md, &h->state.sha256);
		return SHA256_DIGEST_LENGTH;
	case HASH_SHA384:
		SHA384_Final(md, &h->state.sha512);
		return SHA384_DIGEST_LENGTH;
	case HASH_SHA512:
		SHA512_Final(md, &h->state.sha512);
		return SHA512_DIGEST_LENGTH;
	case HASH_SHA1:
		SHA1_Final(md, &h->state.sha1);
		return SHA_DIGEST_LENGTH;
	case HASH_MD5:
		MD5_Final(md, &h->state.md5);
		return MD5_DIGEST_LENGTH;
	}
	return 0;
}

static void hex_text(char *hex, const unsigned char *md, size_t len)
{
	static const char figure[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < len; i++) {
		*hex++ = figure[md[i] >> 4];
		*hex++ = figure[md[i] & 15];
	}
	*hex = '\0';
}

static void end_hex(struct hash *h, char hex[HASH_HEX_MAX])
{
	unsigned char md[SHA512_DIGEST_LENGTH];

	hex_text(hex, md, end(h, md));
}

int hash_begin(struct hash **out, enum hash_kind kind)
{
	*out = malloc(sizeof(**out));
	if (!*out)
		return fail(-ENOMEM, "no memory left");
	begin(*out, kind);
	return 0;
}

int hash_add(struct hash *h, const void *bytes, size_t len)
{
	add(h, bytes, len);
	return 0;
}

int hash_end(struct hash *h, char hex[HASH_HEX_MAX])
{
	end_hex(h, hex);
	hash_drop(h);
	return 0;
}

void hash_drop(struct hash *h)
{
	free(h);
}

int hash_bytes(char hex[HASH_HEX_MAX], enum hash_kind kind, const void *bytes,
	size_t len)
{
	struct hash h;

	begin(&h, kind);
	add(&h, bytes, len);
	end_hex(&h, hex);
	return 0;
}

static int hash_rest(struct hash *h, int fd, uint64_t *size)
{
	char chunk[65536];
	ssize_t n;

	for (;;) {
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(-errno, "cannot read: %s", strerror(errno));
		if (n == 0)
			return 0;
		*size += (uint64_t)n;
		add(h, chunk, (size_t)n);
	}
}

int hash_fd(char hex[HASH_HEX_MAX], enum hash_kind kind, int fd, uint64_t *size)
{
	uint64_t total = 0;
	struct hash h;
	int rc;

	hex[0] = '\0';
	begin(&h, kind);
	rc = hash_rest(&h, fd, &total);
	if (rc)
		return rc;
	if (size)
		*size = total;
	end_hex(&h, hex);
	return 0;
}
