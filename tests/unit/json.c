/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate, the tree and the canonical print of JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* err.h's is meant */

#include "dossierfs/err.h"
#include "dossierfs/json.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static int check(const char *text)
{
	return json_check(text, strlen(text), 0);
}

/* The value parsed and printed again. */
static void assert_prints(const char *text, const char *wanted, unsigned flags)
{
	auto_json j = NULL;
	auto_buf out = BUF_INIT;

	assert_int_equal(json_parse(&j, text, strlen(text), flags), 0);
	json_line(&out, j);
	assert_string_equal(buf_text(&out), wanted);
}

static void test_gate_refuses_what_cjson_takes(void **state)
{
	static const char *const bad[] = { "", " ", "{", "[1,]", "{\"a\":1,}",
		"[1] x", "[1]]", "01", "1.", ".5", "+1", "-", "1e", "0x1",
		"nul", "NaN", "'a'", "\"\\x\"", "\"\\u12\"", "\"a\nb\"",
		"\"\t\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
		"\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xff\"",
		"\xef\xbb\xbf{}", "{\"a\":1,\"a\":2}",
		"{\"a\":1,\"\\u0061\":2}", "{\"x\":{\"b\":0,\"c\":1,\"b\":2}}",
		"{a:1}", "{\"a\" 1}", "[1 2]", "// x\n1", "[1,2", "\"abc",
		"{1:2}", "[}", "{]", "\v1" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		err_clear();
		assert_true(check(bad[i]) < 0);
		assert_int_equal(err_status(), 2);
		assert_memory_equal(err_sentence(), "byte ", 5);
	}
	assert_true(json_check("[1]\0", 4, 0) < 0);
	assert_int_equal(check("{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]}}"), 0);
	assert_int_equal(check(" \r\n\t\"\\ud834\\udd1e \\u0000\" "), 0);
	assert_int_equal(json_check("{\"a\":1,\"a\":2}", 13, JSON_DUPLICATES), 0);
}

static void test_gate_names_the_place(void **state)
{
	(void)state;
	check("{\"a\": 1, \"b\": x}");
	assert_string_equal(err_sentence(), "byte 14: expected a value");
	check("{\"a\": 1, \"b\": 2, \"a\": 3, \"b\": 4}");
	assert_memory_equal(err_sentence(), "byte 17: ", 9);
	check("[1, 2");
	assert_memory_equal(err_sentence(), "byte 5: ", 8);
}

static void nest(struct buf *b, int depth)
{
	int i;

	for (i = 0; i < depth; i++)
		buf_putc(b, '[');
	for (i = 0; i < depth; i++)
		buf_putc(b, ']');
}

static void test_depth_is_bounded(void **state)
{
	auto_buf most = BUF_INIT, more = BUF_INIT, million = BUF_INIT;
	auto_json j = NULL;
	auto_buf out = BUF_INIT;

	(void)state;
	nest(&most, JSON_DEPTH);
	nest(&more, JSON_DEPTH + 1);
	nest(&million, 1000000);
	assert_int_equal(json_parse(&j, most.data, most.len, 0), 0);
	json_line(&out, j);
	assert_string_equal(out.data, most.data);
	assert_true(json_check(more.data, more.len, 0) < 0);
	assert_true(json_check(million.data, million.len, 0) < 0);
	assert_true(json_check(million.data, 1000000, 0) < 0);
}

/* A quadratic look for equal keys would not end within the test's time. */
static void test_many_keys(void **state)
{
	auto_buf b = BUF_INIT;
	int i;

	(void)state;
	buf_putc(&b, '{');
	for (i = 0; i < 1000000; i++)
		buf_printf(&b, "%s\"k%d\":0", i ? "," : "", i);
	buf_putc(&b, '}');
	assert_int_equal(json_check(b.data, b.len, 0), 0);
	buf_cut(&b, b.len - 1);
	buf_puts(&b, ",\"k5\":1}");
	assert_true(json_check(b.data, b.len, 0) < 0);
}

static void test_numbers_keep_their_text(void **state)
{
	static const char text[] =
		"[9007199254740993,1.10,-0,1E400,0.1e-7,"
		"123456789012345678901234567890123456789012345678901234567890123456789.5,"
		"{\"a\":\"1\",\"b\\\"2\":[3]}]";

	(void)state;
	assert_prints(text, text, 0);
	assert_prints(text, text, JSON_DUPLICATES);
}

static void test_last_of_equal_keys_counts(void **state)
{
	(void)state;
	assert_prints("{\"b\":1,\"a\":2,\"b\":{\"c\":1,\"c\":[2]},\"a\":3}",
		"{\"a\":3,\"b\":{\"c\":[2]}}", JSON_DUPLICATES);
}

static void test_nul_is_refused_by_parse(void **state)
{
	struct json *j;

	(void)state;
	assert_true(json_parse(&j, "\"a\\u0000b\"", 10, 0) < 0);
	assert_null(j);
	assert_true(json_parse(&j, "{\"\\u0000\":1}", 12, 0) < 0);
	assert_prints("\"\\\\u0000\"", "\"\\\\u0000\"", 0);
}

static void test_reading(void **state)
{
	static const char text[] =
		"{\"a\":{\"b/c\":[10,{\"~\":\"x\"}]},\"\":true,\"n\":null,"
		"\"i\":-5,\"big\":9223372036854775808,\"f\":1.0}";
	auto_json j = NULL;
	int64_t n = 0;

	(void)state;
	assert_int_equal(json_parse(&j, text, strlen(text), 0), 0);
	assert_string_equal(json_text(json_at(j, "/a/b~1c/1/~0")), "x");
	assert_ptr_equal(json_at(j, ""), j);
	assert_true(json_true(json_at(j, "/")));
	assert_null(json_at(j, "/a/b~1c/2"));
	assert_null(json_at(j, "/a/b~1c/01"));
	assert_null(json_at(j, "/a/b~1c/-"));
	assert_null(json_at(j, "x"));
	assert_true(json_int(&n, json_get(j, "i")) && n == -5);
	assert_false(json_int(&n, json_get(j, "big")));
	assert_false(json_int(&n, json_get(j, "f")));
	assert_string_equal(json_number(json_get(j, "f")), "1.0");
	assert_int_equal(json_kind(json_get(j, "n")), JSON_NULL);
	assert_int_equal(json_count(j), 6);
	assert_null(json_get(json_get(j, "i"), "x"));
	assert_null(json_text(NULL));
	assert_null(json_first(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_false(json_true(NULL));
}

static void test_building(void **state)
{
	auto_json j = json_object();
	auto_json copy = NULL;
	auto_buf out = BUF_INIT;

	(void)state;
	assert_int_equal(json_set_text(j, "b", "1"), 0);
	assert_int_equal(json_set_text(j, "b", "2"), 0);
	assert_int_equal(json_set_text(j, "none", NULL), 0);
	assert_int_equal(json_set_int(j, "n", INT64_MIN), 0);
	assert_int_equal(json_set(j, "l", json_list()), 0);
	copy = json_copy(j);
	assert_int_equal(json_append((struct json *)(uintptr_t)json_get(copy, "l"),
		json_new_number("7.50")), 0);
	assert_int_equal(json_append((struct json *)(uintptr_t)json_get(copy, "l"),
		json_new_bool(false)), 0);
	assert_null(json_new_number("07"));
	assert_null(json_new_number("1 "));
	assert_true(json_set(copy, "x", NULL) < 0);
	assert_int_equal(json_remove(copy, "b"), 0);
	assert_int_equal(json_remove(copy, "b"), 0);
	json_line(&out, copy);
	assert_string_equal(out.data, "{\"l\":[7.50,false],\"n\":-9223372036854775808}");
	buf_cut(&out, 0);
	json_line(&out, j);
	assert_string_equal(out.data, "{\"b\":\"2\",\"l\":[],\"n\":-9223372036854775808}");
}

/* The expected text is what Python's json.dumps printed. */
static void test_canonical(void **state)
{
	static const char text[] =
		"{\"z\":[],\"a\":{},\"\\u00e9\":\"\\u007f\\u0001\\n\\t\\b\\f\\r\\\"\\\\/\","
		"\"B\":[1,[2,{\"x\":null}]],\"\\ud834\\udd1e\":1,\"\\uffff\":2}";
	static const char wanted[] =
		"{\n  \"B\": [\n    1,\n    [\n      2,\n      {\n"
		"        \"x\": null\n      }\n    ]\n  ],\n  \"a\": {},\n"
		"  \"z\": [],\n  \"é\": \"\x7f\\u0001\\n\\t\\b\\f\\r\\\"\\\\/\",\n"
		"  \"\xef\xbf\xbf\": 2,\n  \"\xf0\x9d\x84\x9e\": 1\n}\n";
	auto_json j = NULL;
	auto_buf out = BUF_INIT;

	(void)state;
	assert_int_equal(json_parse(&j, text, strlen(text), 0), 0);
	json_canonical(&out, j);
	assert_string_equal(out.data, wanted);
}

static void test_long_lists_are_linear(void **state)
{
	auto_buf b = BUF_INIT, out = BUF_INIT;
	auto_json j = NULL;
	int i;

	(void)state;
	buf_putc(&b, '[');
	for (i = 0; i < 300000; i++)
		buf_puts(&b, i ? ",1" : "1");
	buf_putc(&b, ']');
	assert_int_equal(json_parse(&j, b.data, b.len, 0), 0);
	json_line(&out, j);
	assert_int_equal(out.len, b.len);
	assert_string_equal(out.data, b.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gate_refuses_what_cjson_takes),
		cmocka_unit_test(test_gate_names_the_place),
		cmocka_unit_test(test_depth_is_bounded),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_numbers_keep_their_text),
		cmocka_unit_test(test_last_of_equal_keys_counts),
		cmocka_unit_test(test_nul_is_refused_by_parse),
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_building),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_long_lists_are_linear),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
