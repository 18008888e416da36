/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests of known texts, in one piece and in many.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dossierfs/hash.h"

/* FIPS 180-4's and RFC 1321's examples: "abc". */
static const struct {
	enum hash_kind kind;
	const char *hex;
} known[] = {
	{ HASH_SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ HASH_SHA384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7" },
	{ HASH_SHA512, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
	{ HASH_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
	{ HASH_MD5, "900150983cd24fb0d6963f7d28e17f72" },
};

static void test_known(void **state)
{
	char hex[HASH_HEX_MAX];
	struct hash *h;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		assert_int_equal(hash_bytes(hex, known[i].kind, "abc", 3), 0);
		assert_string_equal(hex, known[i].hex);
		assert_int_equal(hash_begin(&h, known[i].kind), 0);
		assert_int_equal(hash_add(h, "a", 1), 0);
		assert_int_equal(hash_add(h, "", 0), 0);
		assert_int_equal(hash_add(h, "bc", 2), 0);
		assert_int_equal(hash_end(h, hex), 0);
		assert_string_equal(hex, known[i].hex);
	}
	hash_drop(NULL);
}

/* The vector of SipHash's paper, appendix A. */
static void test_keyed(void **state)
{
	const uint64_t key[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };
	unsigned char bytes[15];

	(void)state;
	for (unsigned char i = 0; i < sizeof(bytes); i++)
		bytes[i] = i;
	assert_true(hash_keyed(key, bytes, 15) == 0xa129ca6149be45e5);
	/* Its reference implementation's first and ninth. */
	assert_true(hash_keyed(key, "", 0) == 0x726fdb47dd0e0e31);
	assert_true(hash_keyed(key, bytes, 8) == 0x93f5f5799a932462);
}

static void test_descriptor(void **state)
{
	char hex[HASH_HEX_MAX], whole[200000];
	FILE *f = tmpfile();
	uint64_t size = 0;

	(void)state;
	assert_non_null(f);
	memset(whole, 'x', sizeof(whole));
	assert_int_equal(fwrite(whole, 1, sizeof(whole), f), sizeof(whole));
	fflush(f);
	lseek(fileno(f), 1, SEEK_SET);
	assert_int_equal(hash_fd(hex, HASH_SHA256, fileno(f), &size), 0);
	assert_int_equal(size, sizeof(whole) - 1);
	char again[HASH_HEX_MAX];
	assert_int_equal(hash_bytes(again, HASH_SHA256, whole,
		sizeof(whole) - 1), 0);
	assert_string_equal(hex, again);
	fclose(f);
	assert_true(hash_fd(hex, HASH_SHA256, -1, NULL) < 0);
	assert_string_equal(hex, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_keyed),
		cmocka_unit_test(test_descriptor),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
