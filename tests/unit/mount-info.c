/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the kernel's list of mounts: the one on top at a place counts, and
 * nothing in a path can pass for a field.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../fs/mountinfo.h"

#include <cmocka.h>

static struct mountinfo look(const char *lines, const char *place)
{
	struct mountinfo info;
	char text[1024];

	snprintf(text, sizeof(text), "%s", lines);
	FILE *f = fmemopen(text, strlen(text), "r");
	assert_non_null(f);
	assert_int_equal(mountinfo_read(&info, f, place), 0);
	fclose(f);
	return info;
}

#define OURS " - fuse.dossierfs dossierfs ro,user_id=0\n"

static void test_flags(void **state)
{
	struct mountinfo i = look("1 2 0:3 / /mnt ro,nosuid shared:1" OURS,
		"/mnt");

	(void)state;
	assert_true(i.found && i.ours && !i.writable);
	i = look("1 2 0:3 / /mnt rw - fuse.dossierfs dossierfs rw,a=1\n",
		"/mnt");
	assert_true(i.ours && i.writable);
	/* Only the superblock's flag counts, and only as a word. */
	i = look("1 2 0:3 / /mnt rw - fuse.dossierfs dossierfs ro,x=rw\n",
		"/mnt");
	assert_true(i.ours && !i.writable);
}

static void test_top_of_a_stack(void **state)
{
	struct mountinfo i = look("1 2 0:3 / /mnt ro" OURS
		"2 2 0:4 / /mnt rw - tmpfs tmpfs rw\n"
		"3 2 0:5 / /mnt2 ro" OURS, "/mnt");

	(void)state;
	assert_true(i.found && !i.ours);
	i = look("1 2 0:3 / /mnt2 ro" OURS, "/mnt");
	assert_false(i.found);
}

static void test_strange_paths(void **state)
{
	struct mountinfo i = look("1 2 0:3 / /a\\040b\\134c ro" OURS,
		"/a b\\c");

	(void)state;
	assert_true(i.ours);
	i = look("1 2 0:3 / /a\\040-\\040fuse.dossierfs rw - tmpfs t rw\n",
		"/a - fuse.dossierfs");
	assert_true(i.found && !i.ours);
	i = look("\n1 2\n1 2 3 4 /mnt\n1 2 3 4 /mnt ro -\n", "/mnt");
	assert_true(i.found && !i.ours && !i.writable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_top_of_a_stack),
		cmocka_unit_test(test_strange_paths),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
