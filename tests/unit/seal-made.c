/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures made here and now by minisign, openssl and gpg, and what must
 * not pass for one: other bytes, another key, weak digests, odd manifests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/seal.h"

#include <cmocka.h> /* last: its fail() is a macro */

/* Runs in a folder of its own: everything there is made by this script. */
static const char make_all[] =
	"set -e; exec >/dev/null 2>&1; unset GNUPGHOME; umask 077\n"
	"head -c 5000 /dev/urandom >msg; { cat msg; echo x; } >other\n"
	"for n in 1 2; do\n"
	"minisign -G -W -f -p mini$n.pub -s mini$n.key\n"
	"minisign -S -s mini$n.key -m msg -x msg.mini$n\n"
	"openssl genpkey -algorithm ed25519 -out ed$n.key\n"
	"openssl pkeyutl -sign -inkey ed$n.key -rawin -in msg -out msg.ed$n\n"
	"openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"
	" -out rsa$n.key\n"
	"openssl dgst -sha256 -sign rsa$n.key -out msg.rsa$n msg\n"
	"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384"
	" -out ec$n.key\n"
	"openssl dgst -sha256 -sign ec$n.key -out msg.ec$n msg\n"
	"for k in ed$n rsa$n ec$n; do\n"
	"openssl pkey -in $k.key -pubout -out $k.pub\n"
	"openssl req -x509 -new -key $k.key -subj /CN=$k -days 9 -out $k.crt\n"
	"done\n"
	"openssl x509 -in ec$n.crt -outform DER -out ec$n.der\n"
	"openssl cms -sign -binary -in msg -signer rsa$n.crt -inkey rsa$n.key"
	" -outform DER -out msg.cms$n\n"
	"done\n"
	"minisign -S -l -s mini1.key -m msg -x msg.mini-old\n"
	"openssl base64 -in msg.ed1 -out msg.ed1.b64\n"
	"openssl base64 -A -in msg.ec1 -out msg.ec1.line\n"
	"openssl base64 -in msg.rsa1 -out msg.rsa1.b64\n"
	"openssl dgst -sha1 -sign rsa1.key -out msg.rsa-sha1 msg\n"
	"openssl dgst -sha1 -sign ec1.key -out msg.ec-sha1 msg\n"
	"openssl cms -sign -binary -md sha1 -in msg -signer rsa1.crt"
	" -inkey rsa1.key -outform PEM -out msg.cms-sha1\n"
	"openssl cms -sign -binary -md sha1 -noattr -in msg -signer rsa1.crt"
	" -inkey rsa1.key -outform DER -out msg.cms-sha1-plain\n"
	"mkdir home; export GNUPGHOME=$PWD/home\n"
	"for n in 1 2; do\n"
	"gpg --batch --quiet --passphrase '' --quick-gen-key gpg$n@test ed25519"
	" sign never\n"
	"gpg --batch --armor --export gpg$n@test >gpg$n.asc\n"
	"gpg --batch -u gpg$n@test --detach-sign -o msg.gpg$n msg\n"
	"done\n"
	"gpg --batch --export gpg1@test >gpg1.gpg\n"
	"gpg --batch --export-secret-keys --armor gpg1@test >gpg1.secret\n"
	"gpg --batch -u gpg1@test --armor --detach-sign -o msg.gpg.asc msg\n"
	"gpg --batch -u gpg1@test --digest-algo SHA1 --detach-sign"
	" -o msg.gpg-sha1 msg\n"
	"gpg --batch -u gpg1@test --clear-sign -o msg.gpg-clear msg\n"
	"gpg --batch -u gpg1@test --sign -o msg.gpg-whole msg\n"
	"gpgconf --kill all\n"
	": >empty; head -c 1100000 /dev/zero | tr '\\0' a >large\n";

static char folder[] = "/tmp/dossierfs-seal-made.XXXXXX";

static int make_keys(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	return system(make_all) == 0 ? 0 : -1;
}

static int drop_keys(void **state)
{
	auto_buf remove = BUF_INIT;

	buf_printf(&remove, "rm -rf %s", folder);
	(void)state;
	return chdir("/") == 0 && system(remove.data) == 0 ? 0 : -1;
}

/* One case: scheme, message, signature, key; the reason or NULL for valid. */
struct trial {
	const char *scheme, *message, *signature, *key;
	enum seal_answer answer;
	const char *reason;
};

static void load(struct buf *out, const char *name)
{
	if (file_read(out, name, 16 << 20) < 0)
		fail_msg("%s", err_sentence());
}

static void try(const struct trial *t)
{
	auto_buf message = BUF_INIT, sig = BUF_INIT, key = BUF_INIT;
	auto_buf why = BUF_INIT;
	enum seal_answer answer;

	load(&message, t->message);
	load(&sig, t->signature);
	load(&key, t->key);

	struct seal_input in = { t->scheme, message.data, message.len, sig.data,
		sig.len, key.data, key.len };

	if (seal_verify(&answer, &in, &why) < 0)
		fail_msg("%s", err_sentence());
	if (answer != t->answer ||
		(t->reason && !strstr(buf_text(&why), t->reason)))
		fail_msg("%s %s over %s by %s: %s", t->scheme, t->signature,
			t->message, t->key, buf_text(&why));
}

static void try_all(const struct trial *t)
{
	for (; t->scheme; t++)
		try(t);
}

#define YES SEAL_VALID, NULL
#define NO(reason) SEAL_INVALID, reason
#define TRIALS_END \
	{ \
		NULL, NULL, NULL, NULL, SEAL_VALID, NULL \
	}

/* clang-format off */
static void what_was_signed_holds(void **state)
{
	static const struct trial trials[] = {
		{ "minisign", "msg", "msg.mini1", "mini1.pub", YES },
		{ "minisign", "msg", "msg.mini-old", "mini1.pub", YES },
		{ "openssl-ed25519", "msg", "msg.ed1", "ed1.pub", YES },
		{ "openssl-ed25519", "msg", "msg.ed1.b64", "ed1.pub", YES },
		{ "openssl-ed25519", "msg", "msg.ed1", "ed1.crt", YES },
		{ "ecdsa-sha256", "msg", "msg.ec1", "ec1.pub", YES },
		{ "ecdsa-sha256", "msg", "msg.ec1.line", "ec1.crt", YES },
		{ "ecdsa-sha256", "msg", "msg.ec1", "ec1.der", YES },
		{ "rsa-sha256", "msg", "msg.rsa1", "rsa1.pub", YES },
		{ "rsa-sha256", "msg", "msg.rsa1.b64", "rsa1.crt", YES },
		{ "cms", "msg", "msg.cms1", "rsa1.crt", YES },
		{ "openpgp", "msg", "msg.gpg1", "gpg1.asc", YES },
		{ "openpgp", "msg", "msg.gpg.asc", "gpg1.gpg", YES },
		TRIALS_END
	};

	(void)state;
	try_all(trials);
}

static void other_bytes_or_another_key_do_not_hold(void **state)
{
	static const struct trial trials[] = {
		{ "minisign", "other", "msg.mini1", "mini1.pub", NO("fit the bytes") },
		{ "minisign", "other", "msg.mini-old", "mini1.pub", NO("fit the bytes") },
		{ "minisign", "msg", "msg.mini2", "mini1.pub", NO("another key") },
		{ "openssl-ed25519", "other", "msg.ed1", "ed1.pub", NO("fit") },
		{ "openssl-ed25519", "msg", "msg.ed2", "ed1.pub", NO("fit") },
		{ "ecdsa-sha256", "other", "msg.ec1", "ec1.pub", NO("fit") },
		{ "ecdsa-sha256", "msg", "msg.ec2", "ec1.crt", NO("fit") },
		{ "rsa-sha256", "other", "msg.rsa1", "rsa1.pub", NO("fit") },
		{ "rsa-sha256", "msg", "msg.rsa2", "rsa1.pub", NO("fit") },
		{ "cms", "other", "msg.cms1", "rsa1.crt", NO("fit the bytes") },
		{ "cms", "msg", "msg.cms2", "rsa1.crt", NO("another certificate") },
		{ "openpgp", "other", "msg.gpg1", "gpg1.asc", NO("fit the bytes") },
		{ "openpgp", "msg", "msg.gpg2", "gpg1.asc", NO("another key") },
		TRIALS_END
	};

	(void)state;
	try_all(trials);
}

static void weak_digests_prove_nothing(void **state)
{
	static const struct trial trials[] = {
		{ "rsa-sha256", "msg", "msg.rsa-sha1", "rsa1.pub", NO("over a SHA-1 digest") },
		{ "ecdsa-sha256", "msg", "msg.ec-sha1", "ec1.pub", NO("over a SHA-1 digest") },
		{ "cms", "msg", "msg.cms-sha1", "rsa1.crt", NO("over a SHA-1 digest") },
		{ "cms", "msg", "msg.cms-sha1-plain", "rsa1.crt", NO("over a SHA-1 digest") },
		{ "openpgp", "msg", "msg.gpg-sha1", "gpg1.asc", NO("over a SHA-1 digest") },
		TRIALS_END
	};

	(void)state;
	try_all(trials);
}

static void what_is_no_key_or_signature_is_named(void **state)
{
	static const struct trial trials[] = {
		{ "minisign", "msg", "msg.mini1", "mini1.key", NO("key is no minisign") },
		{ "minisign", "msg", "msg", "mini1.pub", NO("is no minisign signature") },
		{ "signify", "msg", "msg.mini1", "mini1.pub", NO("is no signify signature") },
		{ "signify", "msg", "msg.mini-old", "mini1.pub", NO("another message") },
		{ "openssl-ed25519", "msg", "msg.ed1", "ed1.key", NO("no Ed25519 key") },
		{ "openssl-ed25519", "msg", "msg.ed1", "rsa1.pub", NO("no Ed25519 key") },
		{ "openssl-ed25519", "msg", "msg.rsa1", "ed1.pub", NO("64 bytes") },
		{ "ecdsa-sha256", "msg", "msg.ec1", "ed1.pub", NO("no ECDSA key") },
		{ "rsa-sha256", "msg", "msg.rsa1", "ec1.pub", NO("no RSA key") },
		{ "cms", "msg", "msg.cms1", "rsa1.pub", NO("no X.509 certificate") },
		{ "cms", "msg", "msg", "rsa1.crt", NO("no whole CMS") },
		{ "cms", "msg", "rsa1.crt", "rsa1.crt", NO("no whole CMS") },
		{ "openpgp", "msg", "msg.gpg1", "gpg1.secret", NO("no OpenPGP public key") },
		{ "openpgp", "msg", "msg.gpg-clear", "gpg1.asc", NO("no detached") },
		{ "openpgp", "msg", "msg.gpg-whole", "gpg1.asc", NO("no detached") },
		{ "openpgp", "msg", "msg", "gpg1.asc", NO("no detached") },
		{ "minisign", "msg", "empty", "mini1.pub", NO("signature is empty") },
		{ "minisign", "msg", "msg.mini1", "empty", NO("key is empty") },
		{ "minisign", "msg", "large", "mini1.pub", NO("larger than 1 MiB") },
		{ "minisign", "msg", "msg.mini1", "large", NO("larger than 1 MiB") },
		{ "pgp", "msg", "msg.mini1", "mini1.pub", SEAL_UNKNOWN, "not known" },
		TRIALS_END
	};

	(void)state;
	try_all(trials);
}
/* clang-format on */

static void without_gpgv_it_cannot_be_told(void **state)
{
	auto_text path = strdup(getenv("PATH"));
	struct trial t = { "openpgp", "msg", "msg.gpg1", "gpg1.asc",
		SEAL_UNABLE, "gpgv is not installed" };

	(void)state;
	setenv("PATH", "/nonexistent", 1);
	try(&t);
	setenv("PATH", path, 1);
}

static void nothing_is_left_in_the_temporary_folder(void **state)
{
	struct trial t = { "openpgp", "msg", "msg.gpg1", "gpg1.asc", YES };

	(void)state;
	assert_int_equal(mkdir("tmp", 0700), 0);
	setenv("TMPDIR", "tmp", 1);
	try(&t);
	unsetenv("TMPDIR");
	assert_int_equal(rmdir("tmp"), 0);
}

#define HEX_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HEX_UP \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void manifests_name_their_files(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *file;
		enum seal_answer answer;
	} cases[] = {
		{ HEX_A "  f\n",                      "f",    SEAL_VALID },
		{ HEX_A " *f\r\n",                    "f",    SEAL_VALID },
		{ HEX_UP "  f",                       "f",    SEAL_VALID },
		{ HEX_A "  ./f\n",                    "f",    SEAL_VALID },
		{ "SHA256 (f) = " HEX_A "\n",         "f",    SEAL_VALID },
		{ "SHA256 (f) = x) = " HEX_A "\n",    "f) = x", SEAL_VALID },
		{ "\\" HEX_A "  a\\nb\\\\\n",         "a\nb\\", SEAL_VALID },
		{ HEX_A "  a\\nb\n",                  "a\\nb", SEAL_VALID },
		{ "# x\n" HEX_B "  g\n" HEX_A "  f\n", "f",   SEAL_VALID },
		{ HEX_A "  f\n" HEX_A " *./f\n",      "f",    SEAL_VALID },
		{ HEX_A "  f\n" HEX_B "  f\n",        "f",    SEAL_INVALID },
		{ HEX_B "  f\n",                      "f",    SEAL_INVALID },
		{ HEX_A "  dir/f\n",                  "f",    SEAL_INVALID },
		{ HEX_A "  f \n",                     "f",    SEAL_INVALID },
		{ HEX_A " f\n",                       "f",    SEAL_INVALID },
		{ HEX_A "0  f\n",                     "f",    SEAL_INVALID },
		{ "SHA512 (f) = " HEX_A "\n",         "f",    SEAL_INVALID },
		{ "\\" HEX_A "  f\\x\n",              "f\\x", SEAL_INVALID },
		{ "\\" HEX_A "  f\\\n",               "f\\",  SEAL_INVALID },
		{ "",                                 "f",    SEAL_INVALID },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		auto_buf why = BUF_INIT;
		enum seal_answer answer;
		assert_int_equal(seal_manifest(&answer, cases[i].text,
					 strlen(cases[i].text), cases[i].file,
					 HEX_A, &why),
			0);
		if (answer != cases[i].answer || why.len == 0)
			fail_msg("case %zu: %s", i, buf_text(&why));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_signed_holds),
		cmocka_unit_test(other_bytes_or_another_key_do_not_hold),
		cmocka_unit_test(weak_digests_prove_nothing),
		cmocka_unit_test(what_is_no_key_or_signature_is_named),
		cmocka_unit_test(without_gpgv_it_cannot_be_told),
		cmocka_unit_test(nothing_is_left_in_the_temporary_folder),
		cmocka_unit_test(manifests_name_their_files),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
