/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OpenPGP (RFC 4880), detached. gpgv does the cryptography; here its files
 * are taken out of their armour and looked at, so that it gets nothing but a
 * public key and signatures, and its words are turned into one answer.
 */
#include <stdlib.h>
#include <string.h>

#include "gpgv.h"
#include "scheme.h"

/* RFC 4880, 4.3 */
enum {
	TAG_SIGNATURE = 2,
	TAG_PUBLIC_KEY = 6,
	TAG_MARKER = 10,
	TAG_TRUST = 12,
	TAG_USER_ID = 13,
	TAG_PUBLIC_SUBKEY = 14,
	TAG_USER_ATTRIBUTE = 17,
};

/* Appends the bytes of the first block; false when that is not of the kind or
 * is cut off. Its CRC guards against line noise and is passed over. */
static bool armour_block(struct buf *out, struct span text, const char *kind)
{
	auto_buf begin = BUF_INIT;
	struct span line;
	bool in_body = false;

	buf_printf(&begin, "-----BEGIN PGP %s-----", kind);
	struct span mark = span_of(begin.data, begin.len);

	do {
		if (!span_line(&text, &line))
			return false;
	} while (!span_starts(line, SPAN("-----BEGIN ")));
	if (!span_starts(line, mark))
		return false;
	while (span_line(&text, &line)) {
		if (span_starts(line, SPAN("-----END PGP ")))
			return out->len > 0;
		if (span_starts(line, SPAN("=")))
			continue;
		/* Headers ("Version: …") end at the first empty line. */
		if (!in_body && memchr(line.at, ':', line.len))
			continue;
		in_body = true;
		if (!base64_decode(out, line))
			return false;
	}
	return false;
}

/* Appends the packets, from armour or as they are (they have bit 7 set). */
static bool packets_read(struct buf *out, struct span file, const char *kind)
{
	if (!(file.at[0] & 0x80))
		return armour_block(out, file, kind);
	buf_put(out, file.at, file.len);
	return true;
}

/* The number in the next n bytes, most significant first. */
static bool number(size_t *out, struct span *s, size_t n)
{
	if (s->len < n)
		return false;
	struct span bytes = span_cut(s, n);

	*out = 0;
	for (size_t i = 0; i < n; i++)
		*out = *out << 8 | bytes.at[i];
	return true;
}

/* RFC 4880, 4.2.2. Lengths that are not known beforehand belong to data, not
 * to keys or signatures. */
static bool new_length(size_t *len, struct span *s)
{
	size_t low;

	if (!number(len, s, 1))
		return false;
	if (*len == 255)
		return number(len, s, 4);
	if (*len < 192)
		return true;
	if (*len >= 224 || !number(&low, s, 1))
		return false;
	*len = (*len - 192) * 256 + low + 192;
	return true;
}

/* RFC 4880, 4.2.1 */
static bool old_length(size_t *len, struct span *s, size_t head)
{
	return (head & 3) != 3 && number(len, s, (size_t)1 << (head & 3));
}

/* Takes one packet. */
static bool packet_next(struct span *s, int *tag)
{
	size_t head, len;

	if (!number(&head, s, 1) || !(head & 0x80))
		return false;
	bool is_new = head & 0x40;
	*tag = (int)(is_new ? head & 0x3f : head >> 2 & 0xf);
	if (is_new ? !new_length(&len, s) : !old_length(&len, s, head))
		return false;
	if (s->len < len)
		return false;
	span_cut(s, len);
	return true;
}

static bool only_signatures(struct span s)
{
	int tag;

	while (s.len) {
		if (!packet_next(&s, &tag) || tag != TAG_SIGNATURE)
			return false;
	}
	return true;
}

static bool only_public_keys(struct span s)
{
	int tag;

	if (!packet_next(&s, &tag) || tag != TAG_PUBLIC_KEY)
		return false;
	while (s.len) {
		if (!packet_next(&s, &tag))
			return false;
		switch (tag) {
		case TAG_SIGNATURE:
		case TAG_PUBLIC_KEY:
		case TAG_PUBLIC_SUBKEY:
		case TAG_USER_ID:
		case TAG_USER_ATTRIBUTE:
		case TAG_TRUST:
		case TAG_MARKER:
			break;
		default:
			return false;
		}
	}
	return true;
}

/* What gpgv's lines say of all signatures in the file. */
struct verdict {
	bool good;        /* one holds */
	const char *weak; /* one is over a digest that proves nothing: which */
	bool bad;         /* one does not fit the bytes */
	bool no_key;      /* one was made with another key */
	bool revoked, late;
	/* of the signature that is being read */
	bool sound;
	long long key_expired;
};

/* The n-th word of a line, from 0, as a number; 0 when there is none. */
static long long word(struct span line, int n)
{
	char digits[24] = "";
	size_t len = 0;

	for (; line.len && n; span_cut(&line, 1))
		n -= line.at[0] == ' ';
	while (len < line.len && len < sizeof(digits) - 1 &&
		line.at[len] != ' ')
		len++;
	memcpy(digits, line.at, len);
	return strtoll(digits, NULL, 10);
}

/* RFC 4880, 9.4. NULL for a digest that still proves something. */
static const char *digest_fault(long long algorithm)
{
	switch (algorithm) {
	case 1:
		return "signature over an MD5 digest";
	case 2:
		return "signature over a SHA-1 digest";
	case 3:
		return "signature over a RIPE-MD/160 digest";
	default:
		return NULL;
	}
}

/* `VALIDSIG fingerprint date made expires version 0 algorithm hash …` */
static void valid_signature(struct verdict *v, struct span line)
{
	long long made = word(line, 3);
	const char *weak = digest_fault(word(line, 8));

	if (!v->sound)
		return;
	if (weak)
		v->weak = weak;
	else if (v->key_expired && made >= v->key_expired)
		v->late = true;
	else
		v->good = true;
}

static void status_line(struct verdict *v, struct span line)
{
	struct span mark = SPAN("[GNUPG:] ");

	if (!span_starts(line, mark))
		return;
	span_cut(&line, mark.len);
	if (span_starts(line, SPAN("NEWSIG"))) {
		v->sound = false;
		v->key_expired = 0;
	} else if (span_starts(line, SPAN("KEYEXPIRED "))) {
		v->key_expired = word(line, 1);
	} else if (span_starts(line, SPAN("GOODSIG ")) ||
		   span_starts(line, SPAN("EXPSIG ")) ||
		   span_starts(line, SPAN("EXPKEYSIG "))) {
		/* Whether something has expired by now is not asked: gpgv
		 * knows a clock, the answer must not. */
		v->sound = true;
	} else if (span_starts(line, SPAN("VALIDSIG "))) {
		valid_signature(v, line);
	} else if (span_starts(line, SPAN("BADSIG "))) {
		v->bad = true;
	} else if (span_starts(line, SPAN("REVKEYSIG "))) {
		v->revoked = true;
	} else if (span_starts(line, SPAN("ERRSIG "))) {
		const char *weak = digest_fault(word(line, 3));
		v->weak = weak ? weak : v->weak;
	} else if (span_starts(line, SPAN("NO_PUBKEY "))) {
		v->no_key = true;
	}
}

/* One signature of the key that holds is enough, whoever else signed. */
static const char *verdict_fault(const struct verdict *v)
{
	if (v->good)
		return NULL;
	if (v->bad)
		return "the signature does not fit the bytes";
	if (v->weak)
		return v->weak;
	if (v->no_key)
		return "made with another key";
	if (v->revoked)
		return "the key was revoked";
	if (v->late)
		return "made after the key had expired";
	return "gpgv does not verify the signature";
}

int scheme_openpgp(
	enum seal_answer *out, const struct seal_input *in, struct buf *why)
{
	auto_buf key = BUF_INIT, sig = BUF_INIT, status = BUF_INIT;
	struct verdict v = { 0 };
	struct span rest, line;
	const char *unable;

	if (!packets_read(
		    &key, span_of(in->key, in->key_len), "PUBLIC KEY BLOCK") ||
		!only_public_keys(span_of(key.data, key.len)))
		return seal_no(out, why, "the key is no OpenPGP public key");
	if (!packets_read(&sig, span_of(in->signature, in->signature_len),
		    "SIGNATURE") ||
		!only_signatures(span_of(sig.data, sig.len)))
		return seal_no(out, why,
			"the signature is no detached OpenPGP signature");
	int rc = gpgv_run(&status, &unable, span_of(key.data, key.len),
		span_of(sig.data, sig.len),
		span_of(in->message, in->message_len));
	if (rc < 0)
		return rc;
	if (unable)
		return seal_unable(out, why, unable);
	rest = span_of(status.data, status.len);
	while (span_line(&rest, &line))
		status_line(&v, line);

	const char *fault = verdict_fault(&v);

	if (fault)
		return seal_no(out, why, fault);
	return seal_yes(out, why, "OpenPGP signature verified");
}
