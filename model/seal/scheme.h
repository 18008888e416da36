/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scheme - what the signature schemes share: stretches of foreign bytes, the
 * lines in them, base64, and libcrypto's primitives without its types.
 */
#ifndef SEAL_SCHEME_H
#define SEAL_SCHEME_H

#include <stdbool.h>
#include <stddef.h>

#include "dossierfs/seal.h"

/* Borrowed bytes, not NUL-terminated. */
struct span {
	const unsigned char *at;
	size_t len;
};

#define SPAN(literal) span_of(literal, sizeof(literal) - 1)

struct span span_of(const void *bytes, size_t len);
bool span_is(struct span a, struct span b);
bool span_starts(struct span s, struct span prefix);

/* Cuts n bytes off the front; n is at most s->len. */
struct span span_cut(struct span *s, size_t n);

/* Takes the next line, without its LF or CRLF. false at the end. */
bool span_line(struct span *rest, struct span *line);

/* Whether there is nothing in it but blanks and line ends. */
bool span_blank(struct span s);

/* Appends what RFC 4648's base64 stands for; blanks and line ends are passed
 * over, padding is asked for. false when it is no base64. */
bool base64_decode(struct buf *out, struct span text);

/* The two answers, for `return seal_no(…)`: 0, or -ENOMEM. */
int seal_yes(enum seal_answer *out, struct buf *why, const char *reason);
int seal_no(enum seal_answer *out, struct buf *why, const char *reason);
int seal_unknown(enum seal_answer *out, struct buf *why, const char *reason);
int seal_unable(enum seal_answer *out, struct buf *why, const char *reason);

enum { ED25519_KEY = 32, ED25519_SIGNATURE = 64, BLAKE2B_512 = 64 };

/* RFC 8032: whether the signature holds. */
int ed25519_holds(bool *out, const unsigned char key[ED25519_KEY],
	const unsigned char signature[ED25519_SIGNATURE], struct span message);

int blake2b_512(unsigned char out[BLAKE2B_512], struct span message);

/* One function a scheme; key and signature are not empty and within bounds. */
typedef int scheme_fn(
	enum seal_answer *out, const struct seal_input *in, struct buf *why);
scheme_fn scheme_minisign;
scheme_fn scheme_signify;
scheme_fn scheme_ed25519;
scheme_fn scheme_ecdsa_sha256;
scheme_fn scheme_rsa_sha256;
scheme_fn scheme_cms;
scheme_fn scheme_openpgp;

#endif
