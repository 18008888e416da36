/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests by libcrypto, the only user of its EVP digests in model/base.
 */
#include "dossierfs/hash.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/err.h"

struct hash {
	EVP_MD_CTX *ctx;
};

static const EVP_MD *digest(enum hash_kind kind)
{
	switch (kind) {
	case HASH_SHA256:
		return EVP_sha256();
	case HASH_SHA384:
		return EVP_sha384();
	case HASH_SHA512:
		return EVP_sha512();
	case HASH_SHA1:
		return EVP_sha1();
	case HASH_MD5:
		return EVP_md5();
	}
	return NULL;
}

int hash_begin(struct hash **out, enum hash_kind kind)
{
	struct hash *h = calloc(1, sizeof(*h));

	*out = NULL;
	if (h)
		h->ctx = EVP_MD_CTX_new();
	if (!h || !h->ctx) {
		hash_drop(h);
		return fail(-ENOMEM, "no memory left");
	}
	if (!EVP_DigestInit_ex(h->ctx, digest(kind), NULL)) {
		hash_drop(h);
		return fail(-ENOTSUP, "libcrypto offers no such digest");
	}
	*out = h;
	return 0;
}

int hash_add(struct hash *h, const void *bytes, size_t len)
{
	if (!EVP_DigestUpdate(h->ctx, bytes, len))
		return fail(-EIO, "libcrypto could not compute a digest");
	return 0;
}

static void hex_text(char *hex, const unsigned char *md, unsigned len)
{
	static const char figure[] = "0123456789abcdef";
	unsigned i;

	for (i = 0; i < len; i++) {
		*hex++ = figure[md[i] >> 4];
		*hex++ = figure[md[i] & 15];
	}
	*hex = '\0';
}

int hash_end(struct hash *h, char hex[HASH_HEX_MAX])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	int ok = EVP_DigestFinal_ex(h->ctx, md, &len);

	hash_drop(h);
	hex[0] = '\0';
	if (!ok)
		return fail(-EIO, "libcrypto could not compute a digest");
	hex_text(hex, md, len);
	return 0;
}

void hash_drop(struct hash *h)
{
	if (!h)
		return;
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

int hash_bytes(char hex[HASH_HEX_MAX], enum hash_kind kind, const void *bytes,
	size_t len)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	hex[0] = '\0';
	if (!EVP_Digest(bytes, len, md, &n, digest(kind), NULL))
		return fail(-EIO, "libcrypto could not compute a digest");
	hex_text(hex, md, n);
	return 0;
}

static int hash_rest(struct hash *h, int fd, uint64_t *size)
{
	char chunk[65536];
	ssize_t n;
	int rc;

	for (;;) {
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(-errno, "cannot read: %s", strerror(errno));
		if (n == 0)
			return 0;
		*size += (uint64_t)n;
		rc = hash_add(h, chunk, (size_t)n);
		if (rc)
			return rc;
	}
}

int hash_fd(char hex[HASH_HEX_MAX], enum hash_kind kind, int fd, uint64_t *size)
{
	uint64_t total = 0;
	struct hash *h;
	int rc;

	hex[0] = '\0';
	rc = hash_begin(&h, kind);
	if (rc)
		return rc;
	rc = hash_rest(h, fd, &total);
	if (rc) {
		hash_drop(h);
		return rc;
	}
	if (size)
		*size = total;
	return hash_end(h, hex);
}
