/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures that other tools and other people made: the verdicts of the
 * reference tools, Wycheproof's vectors, OpenBSD's own. Skips aloud without
 * the corpus.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/hash.h"
#include "dossierfs/json.h"
#include "dossierfs/seal.h"

#include <cmocka.h> /* last: its fail() is a macro */

static const char *corpus(void)
{
	const char *at = getenv("CORPUS");

	return at && *at ? at : "../shared/data";
}

/* Reads <corpus>/signatures/<folder>/<name>. */
static void load(struct buf *out, const char *folder, const char *name)
{
	auto_buf path = BUF_INIT;

	buf_printf(&path, "%s/signatures/%s/%s", corpus(), folder, name);
	if (file_read(out, path.data, 16 << 20) < 0)
		fail_msg("%s", err_sentence());
}

/* Says so, in TAP's words, when there is no corpus. */
static bool corpus_lacks(void)
{
	auto_buf path = BUF_INIT;

	buf_printf(&path, "%s/signatures", corpus());
	if (access(buf_text(&path), R_OK) == 0)
		return false;
	printf("1..0 # SKIP no corpus at %s (CORPUS=)\n", buf_text(&path));
	return true;
}

static enum seal_answer verify(const char *scheme, const struct buf *message,
	const struct buf *signature, const struct buf *key, struct buf *why)
{
	struct seal_input in = { scheme, message->data, message->len,
		signature->data, signature->len, key->data, key->len };
	enum seal_answer answer;

	if (seal_verify(&answer, &in, why) < 0)
		fail_msg("%s", err_sentence());
	assert_true(why->len > 0);
	return answer;
}

/*
 * What a line of expected.tsv is here. The last row that fits counts: the
 * scheme as the reference tool calls it, a part of the signature's name, our
 * scheme, the key where ours is another, the answer where ours differs.
 */
/* clang-format off */
static const struct reading {
	const char *theirs, *part, *ours, *key, *answer;
} readings[] = {
	{ "minisign",              "",         "minisign",        NULL, NULL },
	{ "signify",               "",         "signify",         NULL, NULL },
	{ "cosign-blob",           "",         "ecdsa-sha256",    NULL, NULL },
	{ "ecdsa-p256-sha256-der", "",         "ecdsa-sha256",    NULL, NULL },
	/* A digest other than the scheme's. */
	{ "ecdsa-p384-sha384-der", "",         "ecdsa-sha256",    NULL, "invalid" },
	{ "ed25519-raw",           "",         "openssl-ed25519", NULL, NULL },
	{ "rsa-pkcs1-sha256",      "",         "rsa-sha256",      NULL, NULL },
	/* Another padding than the scheme's. */
	{ "rsa-pss-sha256",        "",         "rsa-sha256",      NULL, "invalid" },
	/* The key is the signer's certificate, whoever issued it. */
	{ "cms",                   "",         "cms", "cms-signer.pem",   NULL },
	{ "cms",                   ".ec.",     "cms", "cms-ecsigner.pem", NULL },
	{ "cms",                   ".nocerts", "cms", "cms-signer.pem",   "valid" },
	{ "cms",                   ".expired", "cms", "cms-expired.pem",  NULL },
	{ "cms",                   ".tlsonly", "cms", "cms-tlsonly.pem",  "valid" },
	{ "openpgp",               "",         "openpgp",         NULL, NULL },
	{ "openpgp",               ".sha1.",   "openpgp",         NULL, "invalid" },
};
/* clang-format on */

static const struct reading *reading_find(const char *theirs, const char *sig)
{
	const struct reading *found = NULL;

	for (size_t i = 0; i < sizeof(readings) / sizeof(*readings); i++) {
		const struct reading *r = &readings[i];
		if (strncmp(theirs, r->theirs, strlen(r->theirs)) == 0 &&
			strstr(sig, r->part))
			found = r;
	}
	return found;
}

/* gpg's EXPKEYSIG is a good signature whose key has expired since. */
static enum seal_answer expected(const struct reading *r, const char *theirs)
{
	const char *answer = r->answer ? r->answer : theirs;

	return strncmp(answer, "valid", 5) == 0 ||
			       strncmp(answer, "gpg:GOODSIG", 11) == 0 ||
			       strncmp(answer, "gpg:EXPKEYSIG", 13) == 0
		       ? SEAL_VALID
		       : SEAL_INVALID;
}

/* `signify -S -e`: the message stands behind the signature's two lines. */
static void embedded_message(struct buf *out, const struct buf *sig)
{
	const char *at = strchr(strchr(sig->data, '\n') + 1, '\n') + 1;

	buf_put(out, at, sig->len - (size_t)(at - sig->data));
}

static void check_line(char *cell[5])
{
	const struct reading *r = reading_find(cell[0], cell[3]);
	auto_buf message = BUF_INIT, sig = BUF_INIT, key = BUF_INIT;
	auto_buf why = BUF_INIT;

	if (!r)
		fail_msg("no reading of %s", cell[0]);
	load(&sig, "generated", cell[3]);
	load(&key, "generated", r->key ? r->key : cell[1]);
	if (strcmp(cell[2], "-") == 0)
		embedded_message(&message, &sig);
	else if (strchr(cell[2], ','))
		load(&message, "generated", "SHA256");
	else
		load(&message, "generated", cell[2]);

	enum seal_answer answer = verify(r->ours, &message, &sig, &key, &why);

	if (answer != expected(r, cell[4]))
		fail_msg("%s %s over %s: %s, wanted %s", r->ours, cell[3],
			cell[2], why.data, cell[4]);
}

static void agrees_with_the_reference_tools(void **state)
{
	auto_buf tsv = BUF_INIT;
	int lines = 0;

	(void)state;
	load(&tsv, "generated", "expected.tsv");
	for (char *rest = tsv.data, *line; (line = strsep(&rest, "\n"));) {
		char *cell[5];
		int n = 0;
		while (n < 5 && line && *line != '#')
			cell[n++] = strsep(&line, "\t");
		if (n < 5 || !cell[4])
			continue;
		check_line(cell);
		lines++;
	}
	assert_true(lines >= 47);
}

static void rogue_certificate_of_the_same_name(void **state)
{
	auto_buf message = BUF_INIT, sig = BUF_INIT, key = BUF_INIT;
	auto_buf why = BUF_INIT;

	(void)state;
	load(&message, "generated", "update-1.2.3.bin");
	load(&sig, "generated", "update-1.2.3.bin.rogue.p7s");
	load(&key, "generated", "cms-signer.pem");
	assert_int_equal(
		verify("cms", &message, &sig, &key, &why), SEAL_INVALID);
	buf_cut(&key, 0);
	load(&key, "generated", "cms-rogue.pem");
	assert_int_equal(verify("cms", &message, &sig, &key, &why), SEAL_VALID);
}

/* The key may be the authority's that issued the signer's certificate. */
static void certificate_of_an_authority(void **state)
{
	static const struct {
		const char *message, *signature;
		enum seal_answer answer;
	} all[] = {
		{ "update-1.2.3.bin", "p7s", SEAL_VALID },
		{ "update-1.2.3.bin", "cms.pem", SEAL_VALID },
		{ "update-1.2.3.bin", "ec.p7s", SEAL_VALID },
		{ "update-1.2.3.bin", "noattr.p7s", SEAL_VALID },
		{ "update-1.2.3.bin", "tlsonly.p7s", SEAL_VALID },
		{ "tampered.bin", "p7s", SEAL_INVALID },
		{ "update-1.2.3.bin", "nocerts.p7s", SEAL_INVALID },
		{ "update-1.2.3.bin", "rogue.p7s", SEAL_INVALID },
		{ "update-1.2.3.bin", "expired.p7s", SEAL_INVALID },
	};
	auto_buf key = BUF_INIT;

	(void)state;
	load(&key, "generated", "cms-ca.pem");
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		auto_buf message = BUF_INIT, sig = BUF_INIT, why = BUF_INIT;
		char name[64];

		snprintf(name, sizeof(name), "update-1.2.3.bin.%s",
			all[i].signature);
		load(&message, "generated", all[i].message);
		load(&sig, "generated", name);
		assert_int_equal(verify("cms", &message, &sig, &key, &why),
			all[i].answer);
	}
}

static void signify_as_openbsd_tests_it(void **state)
{
	auto_buf key = BUF_INIT, good = BUF_INIT, good_sig = BUF_INIT;
	auto_buf bad = BUF_INIT, bad_sig = BUF_INIT, why = BUF_INIT;

	(void)state;
	load(&key, "signify-regress", "regresskey.pub");
	load(&good, "signify-regress", "orders.txt");
	load(&good_sig, "signify-regress", "orders.txt.sig");
	load(&bad, "signify-regress", "forgery.txt");
	load(&bad_sig, "signify-regress", "forgery.txt.sig");
	assert_int_equal(
		verify("signify", &good, &good_sig, &key, &why), SEAL_VALID);
	assert_int_equal(
		verify("signify", &bad, &bad_sig, &key, &why), SEAL_INVALID);
}

static void keys_that_are_none(void **state)
{
	static const char *const files[] = { "cosign/garbage-there-are-limits",
		"cosign/google", "cosign/letsencrypt-testflume-2021",
		"cosign/rsa", "minisign/cosign.pub" };
	static const char *const schemes[] = { "minisign", "signify",
		"openssl-ed25519", "ecdsa-sha256", "rsa-sha256", "cms",
		"openpgp" };
	auto_buf message = BUF_INIT, sig = BUF_INIT;

	(void)state;
	load(&message, "generated", "update-1.2.3.bin");
	load(&sig, "generated", "update-1.2.3.bin.sig");
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		auto_buf key = BUF_INIT;
		load(&key, ".", files[i]);
		for (size_t k = 0; k < sizeof(schemes) / sizeof(*schemes);
			k++) {
			auto_buf why = BUF_INIT;
			assert_int_equal(
				verify(schemes[k], &message, &sig, &key, &why),
				SEAL_INVALID);
		}
	}
}

static void hex_decode(struct buf *out, const char *hex)
{
	for (; hex && hex[0] && hex[1]; hex += 2) {
		char byte[3] = { hex[0], hex[1], '\0' };
		buf_putc(out, (char)strtol(byte, NULL, 16));
	}
}

static void wycheproof_case(
	const char *scheme, const struct buf *key, const struct json *test)
{
	const char *result = json_text_at(test, "result");
	auto_buf message = BUF_INIT, sig = BUF_INIT, why = BUF_INIT;

	hex_decode(&message, json_text_at(test, "msg"));
	hex_decode(&sig, json_text_at(test, "sig"));
	if (strcmp(result, "acceptable") == 0)
		return;

	enum seal_answer answer = verify(scheme, &message, &sig, key, &why);

	if ((answer == SEAL_VALID) != (strcmp(result, "valid") == 0))
		fail_msg("%s %s: %s, wanted %s", scheme,
			json_number(json_get(test, "tcId")), why.data, result);
}

static void wycheproof_file(const char *scheme, const char *name)
{
	auto_buf text = BUF_INIT;
	auto_json root = NULL;

	load(&text, "wycheproof", name);
	if (json_parse(&root, text.data, text.len, 0) < 0)
		fail_msg("%s", err_sentence());
	for (const struct json *g = json_first(json_get(root, "testGroups")); g;
		g = json_next(g)) {
		auto_buf key = BUF_INIT;
		buf_puts(&key, json_text_at(g, "publicKeyPem"));
		for (const struct json *t = json_first(json_get(g, "tests")); t;
			t = json_next(t))
			wycheproof_case(scheme, &key, t);
	}
}

static void wycheproof_vectors(void **state)
{
	(void)state;
	wycheproof_file("openssl-ed25519", "ed25519_test.json");
	wycheproof_file("ecdsa-sha256", "ecdsa_secp256r1_sha256_test.json");
	wycheproof_file("rsa-sha256", "rsa_signature_2048_sha256_test.json");
	wycheproof_file("rsa-sha256", "rsa_signature_3072_sha256_test.json");
}

/* Every signature, cut at every length or with one bit turned: no crash, and
 * nothing but the whole one holds. */
static void cut_or_bent_signatures_do_not_hold(void **state)
{
	static const char *const cases[][3] = {
		{ "minisign", "update-1.2.3.bin.minisig", "minisign.pub" },
		{ "signify", "update-1.2.3.bin.sig", "signify.pub" },
		{ "openssl-ed25519", "update-1.2.3.bin.ed25519.raw",
			"ed25519.pub" },
		{ "ecdsa-sha256", "update-1.2.3.bin.cosign.sig", "cosign.pub" },
		{ "rsa-sha256", "update-1.2.3.bin.rsa-pkcs1.sig", "rsa.pub" },
		{ "cms", "update-1.2.3.bin.p7s", "cms-signer.pem" },
	};
	auto_buf message = BUF_INIT;

	(void)state;
	load(&message, "generated", "update-1.2.3.bin");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		auto_buf sig = BUF_INIT, key = BUF_INIT;
		load(&sig, "generated", cases[i][1]);
		load(&key, "generated", cases[i][2]);
		/* The last bytes may be a line end and padding. */
		for (size_t len = 1; len + 4 < sig.len; len += 3) {
			auto_buf why = BUF_INIT;
			struct buf part = { sig.data, len, 0, 0 };
			assert_int_equal(verify(cases[i][0], &message, &part,
						 &key, &why),
				SEAL_INVALID);
		}
	}
}

static void manifests_of_the_corpus(void **state)
{
	auto_buf manifest = BUF_INIT, bytes = BUF_INIT, why = BUF_INIT;
	char hex[HASH_HEX_MAX];
	enum seal_answer answer;

	(void)state;
	load(&manifest, "generated", "SHA256");
	load(&bytes, "generated", "update-1.2.3.bin");
	hash_bytes(hex, HASH_SHA256, bytes.data, bytes.len);
	seal_manifest(&answer, manifest.data, manifest.len, "update-1.2.3.bin",
		hex, &why);
	assert_int_equal(answer, SEAL_VALID);
	seal_manifest(&answer, manifest.data, manifest.len, "manifest.txt", hex,
		&why);
	assert_int_equal(answer, SEAL_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_reference_tools),
		cmocka_unit_test(rogue_certificate_of_the_same_name),
		cmocka_unit_test(certificate_of_an_authority),
		cmocka_unit_test(signify_as_openbsd_tests_it),
		cmocka_unit_test(keys_that_are_none),
		cmocka_unit_test(wycheproof_vectors),
		cmocka_unit_test(cut_or_bent_signatures_do_not_hold),
		cmocka_unit_test(manifests_of_the_corpus),
	};

	if (corpus_lacks())
		return 0;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
