/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places in a listing: a name keeps its number, whatever comes between.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../../fs/cookie.h"

enum { NAMES = 5000 };

static uint64_t give(struct cookies **c, int i)
{
	uint64_t cookie = 0;
	char name[32];

	snprintf(name, sizeof(name), "ISS-2026-%04d.md", i);
	assert_int_equal(cookies_give(c, name, &cookie), 0);
	return cookie;
}

static void test_numbers_stay(void **state)
{
	static uint64_t even[NAMES];
	struct cookies *c = NULL;
	char name[32];

	(void)state;
	for (int i = 0; i < NAMES; i += 2)
		even[i] = give(&c, i);
	for (int i = 1; i < NAMES; i += 2)
		give(&c, i);
	for (int i = 0; i < NAMES; i += 2) {
		assert_int_equal(give(&c, i), even[i]);
		snprintf(name, sizeof(name), "ISS-2026-%04d.md", i);
		assert_string_equal(cookies_name(c, even[i]), name);
	}
	cookies_free(c);
}

static void test_edges(void **state)
{
	struct cookies *c = NULL;

	(void)state;
	assert_string_equal(cookies_name(NULL, COOKIE_START), "");
	assert_string_equal(cookies_name(NULL, COOKIE_NAMES), "");
	assert_null(cookies_name(NULL, COOKIE_NAMES + 1));
	assert_int_equal(give(&c, 0), COOKIE_NAMES + 1);
	assert_null(cookies_name(c, COOKIE_NAMES + 2));
	assert_null(cookies_name(c, UINT64_MAX));
	cookies_free(c);
	cookies_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_stay),
		cmocka_unit_test(test_edges),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
