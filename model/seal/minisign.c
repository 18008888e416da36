/* SPDX-License-Identifier: Apache-2.0 */
/*
 * minisign and signify: Ed25519 in files of comment lines and base64. The two
 * share their key files; a minisign signature has a signed comment besides.
 *
 *   key        "Ed", 8 bytes of key number, 32 of public key
 *   signature  "Ed" or (minisign, over BLAKE2b-512) "ED", number, 64 bytes
 */
#include <string.h>

#include "scheme.h"

enum {
	ALGORITHM = 2,
	NUMBER = 8,
	KEY_BYTES = ALGORITHM + NUMBER + ED25519_KEY,
	SIGNATURE_BYTES = ALGORITHM + NUMBER + ED25519_SIGNATURE,
};

/* A key, or a signature with what follows it. */
struct signed_file {
	unsigned char bytes[SIGNATURE_BYTES];
	struct span rest; /* after the second line */
};

/* The line is base64 of exactly len bytes. */
static bool line_bytes(unsigned char *out, size_t len, struct span line)
{
	auto_buf b = BUF_INIT;

	if (!base64_decode(&b, line) || b.err || b.len != len)
		return false;
	memcpy(out, b.data, len);
	return true;
}

static bool comment_and_bytes(
	struct signed_file *out, size_t len, const void *file, size_t file_len)
{
	struct span line;

	out->rest = span_of(file, file_len);
	return span_line(&out->rest, &line) &&
	       span_starts(line, SPAN("untrusted comment:")) &&
	       span_line(&out->rest, &line) &&
	       line_bytes(out->bytes, len, line);
}

/* `minisign -P` and many web pages give the key without its comment line. */
static bool key_file(struct signed_file *out, const struct seal_input *in)
{
	struct span line;

	if (!comment_and_bytes(out, KEY_BYTES, in->key, in->key_len)) {
		out->rest = span_of(in->key, in->key_len);
		if (!span_line(&out->rest, &line) ||
			!line_bytes(out->bytes, KEY_BYTES, line))
			return false;
	}
	return memcmp(out->bytes, "Ed", ALGORITHM) == 0 &&
	       span_blank(out->rest);
}

static bool same_number(
	const struct signed_file *key, const struct signed_file *sig)
{
	return memcmp(key->bytes + ALGORITHM, sig->bytes + ALGORITHM, NUMBER) ==
	       0;
}

static int holds(bool *out, const struct signed_file *key,
	const struct signed_file *sig, struct span message)
{
	return ed25519_holds(out, key->bytes + ALGORITHM + NUMBER,
		sig->bytes + ALGORITHM + NUMBER, message);
}

/* The third and fourth line: a comment, and a signature over the signature
 * and the comment. */
static bool trusted_comment(struct span *comment,
	unsigned char global[ED25519_SIGNATURE], struct span rest)
{
	struct span mark = SPAN("trusted comment: ");
	struct span line;

	if (!span_line(&rest, comment) || !span_starts(*comment, mark) ||
		!span_line(&rest, &line))
		return false;
	span_cut(comment, mark.len);
	return line_bytes(global, ED25519_SIGNATURE, line) && span_blank(rest);
}

static int comment_holds(bool *out, const struct signed_file *key,
	const struct signed_file *sig, struct span comment,
	const unsigned char global[ED25519_SIGNATURE])
{
	auto_buf text = BUF_INIT;

	buf_put(&text, sig->bytes + ALGORITHM + NUMBER, ED25519_SIGNATURE);
	buf_put(&text, comment.at, comment.len);
	int rc = buf_done(&text);
	if (rc < 0)
		return rc;
	return ed25519_holds(out, key->bytes + ALGORITHM + NUMBER, global,
		span_of(text.data, text.len));
}

static int message_holds(bool *out, const struct signed_file *key,
	const struct signed_file *sig, struct span message)
{
	unsigned char digest[BLAKE2B_512];

	if (sig->bytes[1] == 'd') /* "Ed": the older, not hashed before */
		return holds(out, key, sig, message);
	int rc = blake2b_512(digest, message);
	if (rc < 0)
		return rc;
	return holds(out, key, sig, span_of(digest, sizeof(digest)));
}

int scheme_minisign(
	enum seal_answer *out, const struct seal_input *in, struct buf *why)
{
	struct signed_file key, sig;
	struct span comment;
	unsigned char global[ED25519_SIGNATURE];
	bool yes;

	if (!key_file(&key, in))
		return seal_no(out, why, "the key is no minisign public key");
	if (!comment_and_bytes(
		    &sig, SIGNATURE_BYTES, in->signature, in->signature_len) ||
		(memcmp(sig.bytes, "Ed", 2) != 0 &&
			memcmp(sig.bytes, "ED", 2) != 0))
		return seal_no(
			out, why, "the signature is no minisign signature");
	if (!trusted_comment(&comment, global, sig.rest))
		return seal_no(out, why,
			"the signature lacks its trusted comment and the "
			"signature over it");
	if (!same_number(&key, &sig))
		return seal_no(out, why, "made with another key");

	int rc = message_holds(
		&yes, &key, &sig, span_of(in->message, in->message_len));
	if (rc < 0)
		return rc;
	if (!yes)
		return seal_no(
			out, why, "the signature does not fit the bytes");
	rc = comment_holds(&yes, &key, &sig, comment, global);
	if (rc < 0)
		return rc;
	if (!yes)
		return seal_no(out, why, "the trusted comment was changed");
	return seal_yes(out, why, "minisign signature verified");
}

int scheme_signify(
	enum seal_answer *out, const struct seal_input *in, struct buf *why)
{
	struct span message = span_of(in->message, in->message_len);
	struct signed_file key, sig;
	bool yes;

	if (!key_file(&key, in))
		return seal_no(out, why, "the key is no signify public key");
	if (!comment_and_bytes(
		    &sig, SIGNATURE_BYTES, in->signature, in->signature_len) ||
		memcmp(sig.bytes, "Ed", 2) != 0)
		return seal_no(
			out, why, "the signature is no signify signature");
	/* `signify -S -e` puts the message behind its signature. */
	if (!span_blank(sig.rest) && !span_is(sig.rest, message))
		return seal_no(
			out, why, "the signature file carries another message");
	if (!same_number(&key, &sig))
		return seal_no(out, why, "made with another key");

	int rc = holds(&yes, &key, &sig, message);
	if (rc < 0)
		return rc;
	if (!yes)
		return seal_no(
			out, why, "the signature does not fit the bytes");
	return seal_yes(out, why, "signify signature verified");
}
