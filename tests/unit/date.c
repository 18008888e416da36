/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Days that exist, times as RFC 3339 writes them, and both ways back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dossierfs/date.h"

static void test_days(void **state)
{
	static const struct {
		const char *text;
		int32_t day;
	} good[] = {
		{ "1970-01-01", 0 },	   { "1969-12-31", -1 },
		{ "2000-02-29", 11016 },   { "2024-12-31", 20088 },
		{ "0001-01-01", -719162 }, { "9999-12-31", 2932896 },
	};
	char text[DAY_TEXT];
	int32_t day;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(day_parse(&day, good[i].text));
		assert_int_equal(day, good[i].day);
		assert_string_equal(day_format(text, day), good[i].text);
	}
}

static void test_no_days(void **state)
{
	static const char *const bad[] = { "", "2024", "2024-1-01",
		"2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01",
		"2024-00-01", "2024-01-00", "2024-01-32", "0000-01-01",
		"2024-01-01 ", " 2024-01-01", "2024-01-01T00:00:00Z",
		"20240101", "2024/01/01", "+024-01-01", "12024-01-01" };
	int32_t day;
	size_t i;

	(void)state;
	assert_false(day_parse(&day, NULL));
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(day_parse(&day, bad[i]));
}

static void test_every_day_comes_back(void **state)
{
	char text[DAY_TEXT];
	int32_t day, again;

	(void)state;
	for (day = -719162; day <= 2932896; day += 13) {
		assert_true(day_parse(&again, day_format(text, day)));
		assert_int_equal(again, day);
	}
	assert_string_equal(day_format(text, INT32_MIN), "0001-01-01");
	assert_string_equal(day_format(text, INT32_MAX), "9999-12-31");
}

static void test_times(void **state)
{
	static const struct {
		const char *text;
		int64_t time;
		const char *canonical;
	} good[] = {
		{ "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z" },
		{ "1985-04-12T23:20:50.52Z", 482196050, "1985-04-12T23:20:50Z" },
		{ "1996-12-19T16:39:57-08:00", 851042397, "1996-12-20T00:39:57Z" },
		{ "1937-01-01T12:00:27.87+00:20", -1041337173, "1937-01-01T11:40:27Z" },
		{ "1990-12-31T23:59:60Z", 662687999, "1990-12-31T23:59:59Z" },
		{ "2024-02-29t00:00:00z", 1709164800, "2024-02-29T00:00:00Z" },
		{ "2024-02-29 00:00:00+23:59", 1709078460, "2024-02-28T00:01:00Z" },
	};
	char text[TIME_TEXT];
	int64_t t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(time_parse(&t, good[i].text));
		assert_int_equal(t, good[i].time);
		assert_string_equal(time_format(text, t), good[i].canonical);
	}
}

static void test_no_times(void **state)
{
	static const char *const bad[] = { "", "2024-01-01",
		"2024-01-01T00:00:00", "2024-01-01T24:00:00Z",
		"2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z",
		"2024-01-01T00:00:00.Z", "2024-01-01T00:00:00+24:00",
		"2024-01-01T00:00:00+0100", "2024-01-01T00:00:00Zx",
		"0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
		"2024-01-01X00:00:00Z" };
	int64_t t;
	size_t i;

	(void)state;
	assert_false(time_parse(&t, NULL));
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(time_parse(&t, bad[i]));
}

static void test_day_of_a_time(void **state)
{
	char text[TIME_TEXT];

	(void)state;
	assert_int_equal(day_of(0), 0);
	assert_int_equal(day_of(86399), 0);
	assert_int_equal(day_of(-1), -1);
	assert_int_equal(day_of(-86400), -1);
	assert_int_equal(day_of(-86401), -2);
	assert_string_equal(time_format(text, -1), "1969-12-31T23:59:59Z");
	assert_string_equal(time_format(text, INT64_MIN), "0001-01-01T00:00:00Z");
	assert_string_equal(time_format(text, INT64_MAX), "9999-12-31T23:59:59Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_no_days),
		cmocka_unit_test(test_every_day_comes_back),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_no_times),
		cmocka_unit_test(test_day_of_a_time),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
