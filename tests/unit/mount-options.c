/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `-o` takes: words of the table only, whatever surrounds them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/err.h"
#include "dossierfs/mount.h"

#include <cmocka.h> /* last: it defines a macro fail */

static void refused(const char *list)
{
	struct mount_options o = MOUNT_OPTIONS_INIT;

	err_clear();
	assert_true(mount_options_parse(&o, list) < 0);
	assert_int_equal(err_status(), 2);
}

static void test_words(void **state)
{
	struct mount_options o = MOUNT_OPTIONS_INIT;

	(void)state;
	assert_int_equal(mount_options_parse(&o, "rw,dev,suid"), 0);
	assert_false(o.allow_other);
	assert_int_equal(mount_options_parse(&o,
		"ro,,noatime,allow_other,auto_unmount,"), 0);
	assert_true(o.allow_other);
	assert_true(o.auto_unmount);
	assert_false(o.dated);
	assert_int_equal(mount_options_parse(&o, ""), 0);
}

static void test_values(void **state)
{
	struct mount_options o = MOUNT_OPTIONS_INIT;

	(void)state;
	assert_int_equal(o.cache_size, 64 << 20);
	assert_int_equal(mount_options_parse(&o,
		"cache_size=2m,as_of=1970-01-02"), 0);
	assert_int_equal(o.cache_size, 2 << 20);
	assert_true(o.dated);
	assert_int_equal(o.as_of, 1);
	assert_int_equal(mount_options_parse(&o, "cache_size=1G"), 0);
	assert_int_equal(o.cache_size, 1 << 30);
	assert_int_equal(mount_options_parse(&o, "cache_size=0"), 0);
	assert_int_equal(o.cache_size, 0);
}

static void test_refusals(void **state)
{
	static const char *const lists[] = {
		"unknown", "allow_other2", "allow_othe", "ALLOW_OTHER",
		"fsname=x", "subtype=x", "allow_root", "kernel_cache",
		"ro\\,suid", "ro\\", "\\", "\"ro\"", " ro", "ro ", "as_of",
		"as_of=", "as_of=today", "as_of=2026-02-30", "as_of=2026-1-1",
		"as_of=2026-01-01\\,suid", "cache_size=", "cache_size=-1",
		"cache_size=1X", "cache_size=1MM", "cache_size= 1",
		"cache_size=99999999999999999999", "cache_size=9999999T",
		"cache_size=1M1", "rw=1", "context=x", "fd=3", "rootmode=40000",
		"user_id=0", "blkdev", "max_read=0", "-o", "x-foo",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		refused(lists[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_refusals),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
