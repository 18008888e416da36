/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal - whether a signature over stored bytes holds.
 *
 * The answer comes with the reason in words: it verifies, it does not, or it
 * cannot be told (unknown scheme) or not on this machine. Nothing is trusted but the
 * key that is handed in.
 */
#ifndef DOSSIERFS_SEAL_H
#define DOSSIERFS_SEAL_H

#include <stddef.h>

#include "dossierfs/buf.h"

/* SEAL_UNABLE: a program lacks on this machine; another may tell. */
enum seal_answer { SEAL_VALID, SEAL_INVALID, SEAL_UNKNOWN, SEAL_UNABLE };

struct seal_input {
	const char *scheme; /* MODEL.md: minisign, signify, openssl-ed25519, … */
	const void *message;
	size_t message_len;
	const void *signature;
	size_t signature_len;
	const void *key; /* the bytes of the key's file */
	size_t key_len;
};

/* why gets one phrase without a full stop. Returns 0, or negative when it
 * could not be looked at (no memory). */
int seal_verify(enum seal_answer *out, const struct seal_input *in,
	struct buf *why);

/* Whether a manifest in sha256sum's format names `file` with `sha256`:
 * SEAL_VALID, or SEAL_INVALID with the reason. */
int seal_manifest(enum seal_answer *out, const void *manifest, size_t len,
	const char *file, const char *sha256, struct buf *why);

/* What seal_verify's verdicts depend on beside its input. */
#define SEAL_VERSION "1"

#endif
