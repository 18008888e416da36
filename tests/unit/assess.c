/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CVSS scores of the specifications' examples; the catalogue as it is shipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dossierfs/catalog.h"
#include "dossierfs/store.h"
#include "dossierfs/cvss.h"

static void test_scores(void **state)
{
	static const struct {
		const char *vector;
		int tenths;
	} good[] = {
		{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98 },
		{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100 },
		{ "CVSS:3.0/AV:L/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N/E:P", 46 },
		{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0 },
		{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100 },
		{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:N/SC:N/SI:L/SA:N", 69 },
		{ "AV:N/AC:L/Au:N/C:N/I:N/A:C", 78 },
		{ "AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:W/RC:UC", 62 },
	};
	static const char *const bad[] = {
		"", "high", "CVSS:3.1/", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
		"CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		"CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		"AV:N/AC:L/Au:N/C:N/I:N/A:", "AV:N//AC:L/Au:N/C:N/I:N/A:C",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		int tenths = -1;

		assert_true(cvss_score(&tenths, good[i].vector));
		assert_int_equal(tenths, good[i].tenths);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		int tenths;

		assert_false(cvss_score(&tenths, bad[i]));
	}
}

static void test_catalogue(void **state)
{
	const struct constraint *k;
	const struct crosswalk *w;
	char dir[] = "/tmp/dossierfs-unit.XXXXXX";
	const struct catalog *c;
	auto_store st = NULL;
	char command[64];
	size_t n = 0;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(store_init(dir), 0);
	assert_int_equal(store_open(&st, dir, STORE_READ), 0);
	assert_int_equal(catalog_open(&c, st), 0);
	for (; (k = catalog_constraint(c, n)); n++) {
		assert_non_null(k->sql);
		assert_non_null(strstr(k->sql, k->rule));
		assert_ptr_equal(catalog_find(c, k->id), k);
		assert_ptr_equal(catalog_find(c, k->file), k);
	}
	assert_int_equal(n, 17);
	for (n = 0; (w = catalog_crosswalk(c, n)); n++)
		assert_string_equal(w->from->id, "9.5");
	assert_int_equal(n, 3);
	assert_non_null(catalog_find_clause(c, "iec-81001-5-1", "4.1.8"));
	assert_null(catalog_find_clause(c, "iec-81001-5-1", "9.6"));
	assert_int_equal(strlen(catalog_digest(c)), 64);
	assert_null(catalog_source(c, 0));
	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scores),
		cmocka_unit_test(test_catalogue),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
