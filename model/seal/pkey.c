/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain public-key signatures by libcrypto: Ed25519, ECDSA and RSA with keys
 * as openssl and cosign write them, and the primitives of minisign.
 */
#include <errno.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "dossierfs/err.h"
#include "scheme.h"

static void free_pkey(EVP_PKEY **k)
{
	EVP_PKEY_free(*k);
	ERR_clear_error();
}
#define auto_pkey __attribute__((cleanup(free_pkey))) EVP_PKEY *

static void free_digest(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
	ERR_clear_error();
}
#define auto_digest __attribute__((cleanup(free_digest))) EVP_MD_CTX *

static int no_memory(void)
{
	return fail(-ENOMEM, "no memory to verify a signature");
}

/* md is NULL for Ed25519, which hashes by itself. */
static int pkey_holds(bool *out, EVP_PKEY *key, const EVP_MD *md,
	struct span sig, struct span message)
{
	auto_digest ctx = EVP_MD_CTX_new();

	if (!ctx)
		return no_memory();
	*out = EVP_DigestVerifyInit(ctx, NULL, md, NULL, key) == 1 &&
	       EVP_DigestVerify(
		       ctx, sig.at, sig.len, message.at, message.len) == 1;
	return 0;
}

int ed25519_holds(bool *out, const unsigned char key[ED25519_KEY],
	const unsigned char signature[ED25519_SIGNATURE], struct span message)
{
	auto_pkey pkey = EVP_PKEY_new_raw_public_key(
		EVP_PKEY_ED25519, NULL, key, ED25519_KEY);

	if (!pkey)
		return no_memory();
	return pkey_holds(out, pkey, NULL,
		span_of(signature, ED25519_SIGNATURE), message);
}

int blake2b_512(unsigned char out[BLAKE2B_512], struct span message)
{
	if (EVP_Digest(message.at, message.len, out, NULL, EVP_blake2b512(),
		    NULL) != 1)
		return no_memory();
	return 0;
}

/* A certificate stands for the key in it; who issued it is not asked. */
static EVP_PKEY *certificate_key(const unsigned char *der, long len)
{
	X509 *x = d2i_X509(NULL, &der, len);
	EVP_PKEY *key = x ? X509_get_pubkey(x) : NULL;

	X509_free(x);
	return key;
}

/* The first block of a PEM file; NULL when it is neither a key nor a
 * certificate. */
static EVP_PKEY *pem_key(const struct seal_input *in)
{
	BIO *bio = BIO_new_mem_buf(in->key, (int)in->key_len);
	char *name = NULL, *header = NULL;
	unsigned char *der = NULL;
	const unsigned char *at;
	long len = 0;
	EVP_PKEY *key = NULL;

	if (bio && PEM_read_bio(bio, &name, &header, &der, &len) == 1) {
		at = der;
		if (strcmp(name, PEM_STRING_PUBLIC) == 0)
			key = d2i_PUBKEY(NULL, &at, len);
		else if (strcmp(name, PEM_STRING_X509) == 0)
			key = certificate_key(der, len);
	}
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(der);
	BIO_free(bio);
	return key;
}

static EVP_PKEY *key_read(const struct seal_input *in)
{
	EVP_PKEY *key = pem_key(in);

	if (!key) /* certificates also come as plain DER */
		key = certificate_key(in->key, (long)in->key_len);
	ERR_clear_error();
	return key;
}

/* Appends the signature's bytes: as they are when they have the raw form,
 * else from base64. */
static bool signature_bytes(
	struct buf *out, const struct seal_input *in, bool raw)
{
	if (!raw)
		return base64_decode(
			out, span_of(in->signature, in->signature_len));
	buf_put(out, in->signature, in->signature_len);
	return true;
}

/* Whether the signature is over a digest that proves nothing any more; then
 * *name is that digest. */
static int weak_digest(
	const char **name, EVP_PKEY *key, struct span sig, struct span message)
{
	const struct {
		const EVP_MD *md;
		const char *name;
	} weak[] = {
		{ EVP_sha1(), "signature over a SHA-1 digest" },
		{ EVP_md5(), "signature over an MD5 digest" },
	};

	*name = NULL;
	for (size_t i = 0; i < sizeof(weak) / sizeof(*weak); i++) {
		bool yes;
		int rc = pkey_holds(&yes, key, weak[i].md, sig, message);
		if (rc < 0)
			return rc;
		if (yes)
			*name = weak[i].name;
	}
	return 0;
}

/* A signature over a SHA-256 digest. */
static int digest_verify(enum seal_answer *out, const struct seal_input *in,
	EVP_PKEY *key, bool raw, struct buf *why, const char *verified)
{
	struct span message = span_of(in->message, in->message_len);
	const char *weak;
	auto_buf bytes = BUF_INIT;
	bool yes;

	if (!signature_bytes(&bytes, in, raw))
		return seal_no(
			out, why, "the signature is neither binary nor base64");
	int rc = buf_done(&bytes);
	if (rc < 0)
		return rc;

	struct span sig = span_of(bytes.data, bytes.len);

	rc = pkey_holds(&yes, key, EVP_sha256(), sig, message);
	if (rc < 0)
		return rc;
	if (yes)
		return seal_yes(out, why, verified);
	rc = weak_digest(&weak, key, sig, message);
	if (rc < 0)
		return rc;
	return seal_no(out, why,
		weak ? weak : "the signature does not fit bytes and key");
}

int scheme_ed25519(
	enum seal_answer *out, const struct seal_input *in, struct buf *why)
{
	auto_pkey key = key_read(in);
	auto_buf sig = BUF_INIT;
	bool yes;

	if (!key || !EVP_PKEY_is_a(key, "ED25519"))
		return seal_no(out, why, "the key is no Ed25519 key in PEM");
	if (!signature_bytes(
		    &sig, in, in->signature_len == ED25519_SIGNATURE) ||
		(!sig.err && sig.len != ED25519_SIGNATURE))
		return seal_no(out, why,
			"the signature is not 64 bytes, binary or base64");
	int rc = buf_done(&sig);
	if (rc < 0)
		return rc;
	rc = pkey_holds(&yes, key, NULL, span_of(sig.data, sig.len),
		span_of(in->message, in->message_len));
	if (rc < 0)
		return rc;
	if (!yes)
		return seal_no(
			out, why, "the signature does not fit bytes and key");
	return seal_yes(out, why, "Ed25519 signature verified");
}

/* The curves of FIPS 186-5 that OpenSSL and cosign make keys on. */
static bool curve_known(EVP_PKEY *key)
{
	static const char *const curves[] = {
		"prime256v1",
		"secp384r1",
		"secp521r1",
	};
	char name[64];

	if (EVP_PKEY_get_group_name(key, name, sizeof(name), NULL) != 1)
		return false;
	for (size_t i = 0; i < sizeof(curves) / sizeof(*curves); i++) {
		if (strcmp(curves[i], name) == 0)
			return true;
	}
	return false;
}

int scheme_ecdsa_sha256(
	enum seal_answer *out, const struct seal_input *in, struct buf *why)
{
	auto_pkey key = key_read(in);

	if (!key || !EVP_PKEY_is_a(key, "EC"))
		return seal_no(out, why, "the key is no ECDSA key in PEM");
	if (!curve_known(key))
		return seal_no(out, why,
			"the key is on none of the curves P-256, P-384, P-521");
	/* DER opens with 0x30; base64 of that opens with "M". */
	bool raw = *(const unsigned char *)in->signature == 0x30;
	return digest_verify(out, in, key, raw, why,
		"ECDSA signature over SHA-256 verified");
}

int scheme_rsa_sha256(
	enum seal_answer *out, const struct seal_input *in, struct buf *why)
{
	auto_pkey key = key_read(in);

	/* "RSA" leaves out keys that may sign by PSS only. */
	if (!key || !EVP_PKEY_is_a(key, "RSA"))
		return seal_no(out, why, "the key is no RSA key in PEM");
	/* A PKCS #1 signature is as long as the modulus. */
	bool raw = in->signature_len == (size_t)EVP_PKEY_get_size(key);
	return digest_verify(
		out, in, key, raw, why, "RSA signature over SHA-256 verified");
}
