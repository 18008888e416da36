/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ids, file names, folding, placeholders.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dossierfs/name.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void test_ids(void **state)
{
	static const char *const good[] = { "ISS-7", "0", "CVE-2024-1234",
		"a.b_c-d", "GW-2.1", "CONSOLE", "com0", "READMES",
		"x.history2",
		"a234567890123456789012345678901234567890123456789012345678901234" };
	static const char *const bad[] = { "", ".", "..", "../x", "a/b", "-rf",
		"_x", ".x", "x.", "a b", "é", "a\n", "CON", "con.txt", "Nul",
		"LPT1", "com9.x", "readme", "Index", "UNDATED", "x.history",
		"x.FINDINGS", "x.error", "$(id)", "a\\b", "a:b",
		"a2345678901234567890123456789012345678901234567890123456789012345" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++)
		assert_null(id_fault(good[i]));
	for (i = 0; i < COUNT(bad); i++)
		assert_non_null(id_fault(bad[i]));
	assert_non_null(id_fault(NULL));
}

static void test_file_names(void **state)
{
	static const char *const good[] = { "a", "SOP-063 Security Advisory.pdf",
		"Prüfbericht (final).pdf", "-rf", "CON", "a\\b", "日本語.txt" };
	static const char *const bad[] = { "", ".", "..", ".profile", "a/b",
		"a\nb", "a\033[2J", "x.", "x ", "a\x7f", "\xc2\x80x",
		"\xff\xfe", "\xed\xa0\x80", "\xc0\xaf" };
	char long_name[122];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++)
		assert_null(name_fault(good[i]));
	for (i = 0; i < COUNT(bad); i++)
		assert_non_null(name_fault(bad[i]));
	memset(long_name, 'x', sizeof(long_name));
	long_name[121] = '\0';
	assert_non_null(name_fault(long_name));
	assert_null(name_fault(long_name + 1));
}

static void test_safe_names(void **state)
{
	static const char *const pairs[][2] = {
		{ "SOP-063 Security Advisory.pdf", "SOP-063-Security-Advisory.pdf" },
		{ "gateway-2.1+b3=x_y.tar.gz", "gateway-2.1+b3=x_y.tar.gz" },
		{ "a - b (final).pdf", "a-b-final.pdf" },
		{ "../../etc/passwd", "etc-passwd" },
		{ "$(id)", "id" },
		{ "-rf", "rf" },
		{ ".profile", "profile" },
		{ "日本語.pdf", "file.pdf" },
		{ "日本語", "file" },
		{ "...", "file" },
		{ "", "file" },
		{ "CON", "_CON" },
		{ "nul.txt", "_nul.txt" },
		{ "x.", "x" },
		{ "a\xff" "b", "a-b" },
		{ "a\xe2\x80\xae" "fdp.exe", "a-fdp.exe" },
		{ "line\nbreak", "line-break" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(pairs); i++) {
		auto_buf b = BUF_INIT;

		name_safe(&b, pairs[i][0]);
		assert_string_equal(buf_text(&b), pairs[i][1]);
	}
}

/* Whatever bytes come, the result keeps the promise of name.h. */
static void test_safe_whatever_comes(void **state)
{
	uint32_t seed = 7;
	char name[200];
	int round, i;

	(void)state;
	for (round = 0; round < 20000; round++) {
		auto_buf b = BUF_INIT;
		int len = round % 150;

		for (i = 0; i < len; i++) {
			seed = seed * 1664525 + 1013904223;
			name[i] = (char)(seed >> 24 ? seed >> 24 : 1);
			if (round & 1)
				name[i] = "a.-/ \xc3\xa9Z"[seed >> 29];
		}
		name[len] = '\0';
		name_safe(&b, name);
		assert_in_range(b.len, 1, 79);
		assert_int_equal(strspn(b.data, "abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+=-"), b.len);
		assert_int_not_equal(b.data[0], '.');
		assert_int_not_equal(b.data[b.len - 1], '.');
	}
}

static void test_safe_names_told_apart(void **state)
{
	static const char *const used[] = { "a-b.pdf", "A-B-2.pdf", "x.tar.gz" };
	char long_name[120];
	auto_buf b = BUF_INIT, c = BUF_INIT;

	(void)state;
	name_safe_among(&b, "a b.pdf", used, 3);
	assert_string_equal(b.data, "a-b-3.pdf");
	buf_cut(&b, 0);
	name_safe_among(&b, "X.tar.gz", used, 3);
	assert_string_equal(b.data, "X-2.tar.gz");
	buf_cut(&b, 0);
	name_safe_among(&b, "new", used, 3);
	assert_string_equal(b.data, "new");
	memset(long_name, 'n', 100);
	strcpy(long_name + 100, ".pdf");
	buf_cut(&b, 0);
	name_safe(&b, long_name);
	name_safe_among(&c, long_name, (const char *const[]){ b.data }, 1);
	assert_int_equal(b.len, 79);
	assert_int_equal(c.len, 79);
	assert_string_equal(c.data + 73, "-2.pdf");
}

static void test_folding(void **state)
{
	static const char *const pairs[][2] = {
		{ "  Ann B.\t", "ann b." },
		{ "ÄÖÜ Ÿ", "äöü ÿ" },
		{ "ΣΑΣ", "σασ" },
		{ "ς", "σ" },
		{ "ЖЁ", "жё" },
		{ "İ", "İ" }, /* U+0130 has no simple folding */
		{ "Ǆ", "ǆ" },
		{ "", "" },
		{ "日本", "日本" },
		{ "\xff" "A", "\xff" "a" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(pairs); i++) {
		auto_buf b = BUF_INIT;

		name_fold(&b, pairs[i][0]);
		assert_string_equal(buf_text(&b), pairs[i][1]);
	}
}

static void test_shard(void **state)
{
	char a[3], b[3];

	(void)state;
	name_shard(a, "ISS-7");
	name_shard(b, "iss-7");
	assert_string_equal(a, b);
	name_shard(a, "abc"); /* SHA-256 of abc begins ba78 */
	assert_string_equal(a, "ba");
}

static void test_placeholders(void **state)
{
	static const char *const yes[] = { "", "  ", "tbd", "TBD.", " Todo ",
		"tbc!", "N/A", "na", "xxx", "-", "TBD: ask Ann", "todo later",
		"[who?]", "<name>", "{{reason}}", "...", "[a [b]]." };
	static const char *const no[] = { "TBDs", "nah", "x", "[a] and [b]",
		"{x}", "<a> b", "--", "tbdx", "an n/a b" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(yes); i++)
		assert_true(text_is_placeholder(yes[i]));
	for (i = 0; i < COUNT(no); i++)
		assert_false(text_is_placeholder(no[i]));
	assert_true(text_is_placeholder(NULL));
	assert_int_equal(text_words(""), 0);
	assert_int_equal(text_words("  one two\n\tthree "), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_safe_names),
		cmocka_unit_test(test_safe_whatever_comes),
		cmocka_unit_test(test_safe_names_told_apart),
		cmocka_unit_test(test_folding),
		cmocka_unit_test(test_shard),
		cmocka_unit_test(test_placeholders),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
