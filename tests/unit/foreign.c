/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What SQL from outside may use up: steps, a processor's time, temporary files.
 * Each of the queries goes past one bound alone.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is meant */

#include "dossierfs/err.h"
#include "dossierfs/foreign.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"

static char folder[] = "/tmp/dossierfs-unit.XXXXXX";
static char dossier[64];

static const struct foreign_bounds ample = {
	.steps = INT64_C(100000000000),
	.time = INT64_C(60000000000),
	.disk = 64 << 20,
};

static const char endless[] =
	"with recursive c (n) as (select 1 union all select n + 1 from c)"
	" select n from c where n < 0";

/* A sort of 20 MB. */
static const char large[] =
	"with recursive c (n) as (select 1 union all select n + 1 from c"
	" where n < 20000) select printf('%01000d', n * 7919 % 20011) as t"
	" from c order by t";

/* Runs it to its end; what it gives is not looked at. */
static int run(const char *sql, const struct foreign_bounds *bounds)
{
	auto_store st = NULL;
	auto_query q = NULL;
	int rc = store_open(&st, dossier, STORE_READ);

	err_clear();
	if (!rc)
		rc = foreign_open_within(&q, st, sql, bounds);
	while (!rc && (rc = query_next(q)) > 0)
		rc = 0;
	return rc;
}

static void time_is_bounded(void **state)
{
	struct foreign_bounds bounds = ample;

	(void)state;
	bounds.time = 50 * INT64_C(1000000);
	assert_int_equal(run(endless, &bounds), -ETIME);
	assert_non_null(strstr(err_sentence(), "seconds of a processor"));
}

static void steps_are_bounded(void **state)
{
	struct foreign_bounds bounds = ample;

	(void)state;
	bounds.steps = 100000;
	assert_int_equal(run(endless, &bounds), -EINVAL);
	assert_non_null(strstr(err_sentence(), "million steps"));
}

static void temporary_files_are_bounded(void **state)
{
	struct foreign_bounds bounds = ample;

	(void)state;
	assert_int_equal(run(large, &bounds), 0);
	bounds.disk = 1 << 20;
	assert_int_equal(run(large, &bounds), -EINVAL);
	assert_non_null(strstr(err_sentence(), "temporary files"));
}

/* What one query used up the next one has. */
static void each_has_its_own(void **state)
{
	static const char short_one[] =
		"with recursive c (n) as (select 1 union all select n + 1"
		" from c where n < 20000) select count(*) from c";
	struct foreign_bounds bounds = ample;
	auto_store st = NULL;

	(void)state;
	bounds.steps = 400000;
	assert_int_equal(store_open(&st, dossier, STORE_READ), 0);
	for (int i = 0; i < 20; i++) {
		auto_query q = NULL;

		assert_int_equal(foreign_open_within(&q, st, short_one,
			&bounds), 0);
		assert_int_equal(query_next(q), 1);
		assert_int_equal(query_int(q, 0), 20000);
		assert_int_equal(query_next(q), 0);
	}
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(dossier, sizeof(dossier), "%s/dossier", folder);
	return store_init(dossier);
}

static int tear_down(void **state)
{
	char command[120];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_is_bounded),
		cmocka_unit_test(steps_are_bounded),
		cmocka_unit_test(temporary_files_are_bounded),
		cmocka_unit_test(each_has_its_own),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
