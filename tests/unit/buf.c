/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Buffers and sentences: what a failed append leaves, and how hostile text
 * stands in a sentence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours is meant */

#include "dossierfs/buf.h"
#include "dossierfs/err.h"

static void test_grows_and_ends(void **state)
{
	auto_buf b = BUF_INIT;
	int i;

	(void)state;
	assert_string_equal(buf_text(&b), "");
	for (i = 0; i < 1000; i++)
		buf_printf(&b, "%d,", i);
	buf_putc(&b, '\0');
	buf_put(&b, "x", 1);
	assert_int_equal(b.len, 3892);
	assert_int_equal(b.data[b.len], 0);
	assert_memory_equal(b.data + b.len - 6, "999,\0x", 6);
	buf_cut(&b, 4);
	assert_string_equal(b.data, "0,1,");
	buf_cut(&b, 400);
	assert_int_equal(b.len, 4);
	assert_int_equal(buf_done(&b), 0);
}

static void test_failed_append_stays_failed(void **state)
{
	auto_buf b = BUF_INIT;

	(void)state;
	err_clear();
	buf_puts(&b, "before");
	buf_put(&b, "", SIZE_MAX - 3);
	buf_puts(&b, "after");
	assert_string_equal(buf_text(&b), "before");
	assert_true(buf_done(&b) < 0);
	assert_int_equal(err_status(), 3);
	assert_null(buf_take(&b, NULL));
	assert_int_equal(b.err, 0);
}

static void test_take_gives_the_bytes(void **state)
{
	struct buf b = BUF_INIT;
	size_t len = 9;
	char *bytes;

	(void)state;
	assert_null(buf_take(&b, &len));
	assert_int_equal(len, 0);
	buf_put(&b, "a\0b", 3);
	bytes = buf_take(&b, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(bytes, "a\0b", 4);
	assert_null(b.data);
	free(bytes);
}

static void test_sentence_is_one_line(void **state)
{
	(void)state;
	err_clear();
	assert_string_equal(err_sentence(), "");
	assert_int_equal(err_in(-5, "nowhere"), -5);
	assert_string_equal(err_sentence(), "");
	assert_int_equal(refuse(-22, "a%sb", "\n\033[2J\xc2\x9b\x7f"), -22);
	assert_int_equal(err_status(), 2);
	assert_string_equal(err_sentence(), "a\\x0a\\x1b[2J\\xc2\\x9b\\x7fb");
	assert_int_equal(err_in(-22, "file %d", 7), -22);
	assert_string_equal(err_sentence(),
		"file 7: a\\x0a\\x1b[2J\\xc2\\x9b\\x7fb");
	assert_int_equal(fail(-5, "x: %s", err_sentence()), -5);
	assert_int_equal(err_status(), 3);
	assert_string_equal(err_sentence(),
		"x: file 7: a\\x0a\\x1b[2J\\xc2\\x9b\\x7fb");
}

static void test_long_sentence_is_cut_between_characters(void **state)
{
	auto_buf b = BUF_INIT;
	const char *s;
	int i;

	(void)state;
	for (i = 0; i < 2000; i++)
		buf_puts(&b, "€");
	refuse(-22, "x%s", b.data);
	s = err_sentence();
	assert_true(strlen(s) > 900 && strlen(s) < 1100);
	assert_int_equal((strlen(s) - 1) % strlen("€"), 0);
	for (i = 0; i < 40; i++)
		err_in(-22, "%s", b.data);
	assert_true(strlen(err_sentence()) < 1100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grows_and_ends),
		cmocka_unit_test(test_failed_append_stays_failed),
		cmocka_unit_test(test_take_gives_the_bytes),
		cmocka_unit_test(test_sentence_is_one_line),
		cmocka_unit_test(test_long_sentence_is_cut_between_characters),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
