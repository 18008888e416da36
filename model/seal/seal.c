/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schemes of MODEL.md in one table, and what every one of them asks of
 * its input before it looks at it.
 */
#include "dossierfs/seal.h"

#include <string.h>

#include "scheme.h"

/* Keys and signatures are small; more is a wrong file or an attack. */
enum { SEAL_PART_MAX = 1 << 20 };

/* clang-format off */
static const struct {
	const char *name;
	scheme_fn *verify;
} schemes[] = {
	{ "minisign",        scheme_minisign },
	{ "signify",         scheme_signify },
	{ "openssl-ed25519", scheme_ed25519 },
	{ "ecdsa-sha256",    scheme_ecdsa_sha256 },
	{ "rsa-sha256",      scheme_rsa_sha256 },
	{ "cms",             scheme_cms },
	{ "openpgp",         scheme_openpgp },
};
/* clang-format on */

static scheme_fn *scheme_find(const char *name)
{
	for (size_t i = 0; name && i < sizeof(schemes) / sizeof(*schemes);
		i++) {
		if (strcmp(schemes[i].name, name) == 0)
			return schemes[i].verify;
	}
	return NULL;
}

/* NULL, or why the two files cannot be what they are given as. */
static const char *input_fault(const struct seal_input *in)
{
	if (!in->signature || in->signature_len == 0)
		return "the signature is empty";
	if (!in->key || in->key_len == 0)
		return "the key is empty";
	if (in->signature_len > SEAL_PART_MAX)
		return "the signature is larger than 1 MiB";
	if (in->key_len > SEAL_PART_MAX)
		return "the key is larger than 1 MiB";
	return NULL;
}

int seal_verify(
	enum seal_answer *out, const struct seal_input *in, struct buf *why)
{
	scheme_fn *verify = scheme_find(in->scheme);
	const char *fault = input_fault(in);

	if (!verify)
		return seal_unknown(out, why, "the scheme is not known here");
	if (fault)
		return seal_no(out, why, fault);
	return verify(out, in, why);
}
