/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of documents: each format, what is hostile in it, paragraphs and their
 * places; placeholders; and the query of each aspect against its sentences.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "dossierfs/embed.h"
#include "dossierfs/json.h"
#include "dossierfs/text.h"

static enum text_answer extract(struct buf *out, const char *name,
	const void *bytes, size_t len)
{
	struct text_file in = { .name = name, .bytes = bytes, .len = len };
	auto_buf why = BUF_INIT;
	enum text_answer answer;
	bool paged;

	assert_int_equal(text_extract(out, &answer, &paged, &in, &why), 0);
	assert_int_equal(why.len > 0, answer != TEXT_READ);
	return answer;
}

static int put_part(int64_t place, const char *text, void *arg)
{
	struct buf *out = arg;

	buf_printf(out, "%lld:%s|", (long long)place, text);
	return 0;
}

/* The paragraphs of a text file as "place:text|…". */
static void parts(struct buf *out, const char *name, const char *text)
{
	auto_buf plain = BUF_INIT;

	buf_cut(out, 0);
	assert_int_equal(extract(&plain, name, text, strlen(text)), TEXT_READ);
	assert_int_equal(text_parts(&plain, false, put_part, out), 0);
}

static void wide(const char *wanted, const void *bytes, size_t len)
{
	auto_buf got = BUF_INIT;

	assert_int_equal(extract(&got, "wide.txt", bytes, len), wanted ?
		TEXT_READ : TEXT_UNREADABLE);
	if (wanted)
		assert_string_equal(buf_text(&got), wanted);
}

static void test_utf16_is_read_by_its_mark(void **state)
{
	(void)state;
	wide("a\n\xc3\xa4", "\xff\xfe" "a\0\n\0\xe4\0", 8);
	wide("a\n\xc3\xa4", "\xfe\xff" "\0a\0\n\0\xe4", 8);
	wide("\xf0\x9f\x98\x80", "\xff\xfe\x3d\xd8\x00\xde", 6);
	wide("", "\xff\xfe", 2);
	wide(NULL, "\xff\xfe" "a", 3);
	wide(NULL, "\xff\xfe\x3d\xd8", 4);
	wide(NULL, "\xff\xfe\x3d\xd8" "a\0", 6);
	wide(NULL, "\xff\xfe\x00\xde" "a\0", 6);
	wide(NULL, "\xff\xfe" "a\0\0\0b\0", 8);
	wide(NULL, "\xff\xfe\xff\xff", 4);
	/* Without its mark it may be anything. */
	wide(NULL, "a\0b\0", 4);
}

static void test_paragraphs_have_their_lines(void **state)
{
	auto_buf got = BUF_INIT;

	(void)state;
	parts(&got, "a.md", "# One\n\ntwo\nthree\n   \n\nfour");
	assert_string_equal(buf_text(&got), "1:# One|3:two\nthree|7:four|");
	parts(&got, "a.txt", "Ger\xe4t\r\n");
	assert_string_equal(buf_text(&got), "1:Gerät|");
	parts(&got, "a.txt", "a\f\vb\r\n\r\nc");
	assert_string_equal(buf_text(&got), "1:a  b|3:c|");
}

static void test_long_lines_are_cut_between_characters(void **state)
{
	auto_buf text = BUF_INIT, got = BUF_INIT;

	(void)state;
	buf_putc(&text, 'x');
	for (int i = 0; i < 5000; i++)
		buf_puts(&text, "ä");
	parts(&got, "a.txt", buf_text(&text));
	assert_ptr_not_equal(strchr(buf_text(&got), '|'), NULL);
	assert_true((strchr(buf_text(&got), '|') - buf_text(&got)) < 4010);
	assert_int_equal(strchr(buf_text(&got), '|')[-1], "ä"[1]);
}

static void test_html_gives_its_text_and_lines(void **state)
{
	auto_buf got = BUF_INIT;

	(void)state;
	parts(&got, "a.html", "<h1>A &amp; B</h1>\n<p title='a>b'>c <b>d</b>"
		"<script>if (1 < 2) alert('x')</script>\n<!-- no\n -->e</p>"
		"<style>p{}</STYLE><p>5 < 6 &#65;&#x42; &bogus;");
	assert_string_equal(buf_text(&got),
		"1:A & B|2:c d|4:e|4:5 < 6 AB &bogus;|");
}

static void test_html_of_a_million_tags_costs_nothing(void **state)
{
	auto_buf html = BUF_INIT, got = BUF_INIT;

	(void)state;
	for (int i = 0; i < 1000000; i++)
		buf_puts(&html, "<div>");
	buf_puts(&html, "deep");
	parts(&got, "a.htm", buf_text(&html));
	assert_string_equal(buf_text(&got), "1:deep|");
	parts(&got, "a.htm", "<p>a<!-- no end <p>b");
	assert_string_equal(buf_text(&got), "1:a|");
	parts(&got, "a.htm", "a<script>b</scrip>");
	assert_string_equal(buf_text(&got), "1:a|");
}

static void test_bytes_that_are_no_text_are_unreadable(void **state)
{
	auto_buf got = BUF_INIT;

	(void)state;
	assert_int_equal(extract(&got, "a.txt", "a\0b", 3), TEXT_UNREADABLE);
	assert_int_equal(extract(&got, "a.txt", "\xff\x01", 2),
		TEXT_UNREADABLE);
	assert_int_equal(extract(&got, "a.bin", "\xff\xfc", 2),
		TEXT_UNREADABLE);
	assert_int_equal(extract(&got, "a.docx", "PK\003\004 no zip", 11),
		TEXT_UNREADABLE);
	assert_int_equal(got.len, 0);
}

static bool unfilled(const char *text)
{
	return text_is_unfilled(text, strlen(text));
}

static void test_placeholders_are_found(void **state)
{
	(void)state;
	assert_true(unfilled("Owner: TBD\n"));
	assert_true(unfilled("a\n- todo\n"));
	assert_true(unfilled("Owner: [name]\n"));
	assert_true(unfilled("<Product name>"));
	assert_true(unfilled("for {{product}} only"));
	assert_true(unfilled("1 [Company name] tells its customers.\n"));
	assert_true(unfilled("Valid from <insert date> on\n"));
	assert_true(unfilled("The security file of [COMPANY]"));
	assert_false(unfilled("As [ISO 14971] and [see B] say, [names](n.md)\n"));
	assert_false(unfilled("[name]: https://example.org and <br> [IEC]\n"));
	assert_false(unfilled("See [the list](list.md) and [1] for more\n"));
	assert_false(unfilled("the todos of Mr. Tbdson: a < b > c\n"));
	assert_false(unfilled(""));
}

static void test_child_is_bounded(void **state)
{
	static const char *const slow[] = { "sleep", "30", NULL };
	static const char *const loud[] = { "yes", NULL };
	static const char *const none[] = { "no-such-program-here", NULL };
	static const char *const echo[] = { "cat", NULL };
	const char *const *const argv[] = { slow, loud, none };
	static const char *const said[] = { "longer than 1 s", "more text",
		"not installed" };
	struct text_run run = { .in = "in", .in_len = 2, .seconds = 1,
		.memory = 1 << 28, .out_max = 1000 };
	auto_buf out = BUF_INIT;
	bool ended;

	(void)state;
	for (int i = 0; i < 3; i++) {
		auto_buf why = BUF_INIT;

		run.argv = argv[i];
		assert_int_equal(text_run(&out, &ended, &run, &why), 0);
		assert_false(ended);
		assert_non_null(strstr(buf_text(&why), said[i]));
	}
	buf_cut(&out, 0);
	run.argv = echo;
	assert_int_equal(text_run(&out, &ended, &run, &out), 0);
	assert_true(ended);
	assert_string_equal(buf_text(&out), "in");
}

static int matches(sqlite3 *db, const char *query, const char *sentence)
{
	sqlite3_stmt *s;
	int n;

	assert_int_equal(sqlite3_exec(db, "delete from t", NULL, NULL, NULL), 0);
	assert_int_equal(sqlite3_prepare_v2(db, "insert into t values (?1)", -1,
		&s, NULL), 0);
	sqlite3_bind_text(s, 1, sentence, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(s), SQLITE_DONE);
	sqlite3_finalize(s);
	assert_int_equal(sqlite3_prepare_v2(db,
		"select count(*) from t where t match ?1", -1, &s, NULL), 0);
	sqlite3_bind_text(s, 1, query, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	return n;
}

static void sentences(sqlite3 *db, const struct json *aspect, const char *query,
	const char *key, int wanted)
{
	const struct json *list = json_get(aspect, key);

	assert_true(json_count(list) >= 5);
	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		if (matches(db, query, json_text(j)) != wanted)
			fail_msg("%s, %s: %s", json_text_at(aspect, "title"),
				key, json_text(j));
	}
}

static void one_signal(sqlite3 *db, const struct json *signal, size_t aspects)
{
	const struct json *a = json_first(json_get(signal, "aspects"));

	assert_int_equal(json_count(json_get(signal, "aspects")), aspects);
	for (; a; a = json_next(a)) {
		const struct json *q = json_first(json_get(a, "query"));
		auto_buf query = BUF_INIT;

		for (; q; q = json_next(q))
			buf_printf(&query, "%s ", json_text(q));
		sentences(db, a, buf_text(&query), "matches", 1);
		sentences(db, a, buf_text(&query), "misses", 0);
	}
}

static void test_queries_find_their_sentences_only(void **state)
{
	size_t len;
	const char *text = embed_find("model/catalog/signals.json", &len);
	auto_json root = NULL;
	sqlite3 *db;

	(void)state;
	assert_non_null(text);
	assert_int_equal(json_parse(&root, text, len, 0), 0);
	assert_int_equal(sqlite3_open(":memory:", &db), 0);
	assert_int_equal(sqlite3_exec(db, "create virtual table t using fts5("
		"body, " TEXT_WORDS ")", NULL, NULL, NULL), 0);
	one_signal(db, json_at(root, "/signals/0"), 4);
	one_signal(db, json_at(root, "/signals/1"), 6);
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf16_is_read_by_its_mark),
		cmocka_unit_test(test_paragraphs_have_their_lines),
		cmocka_unit_test(test_long_lines_are_cut_between_characters),
		cmocka_unit_test(test_html_gives_its_text_and_lines),
		cmocka_unit_test(test_html_of_a_million_tags_costs_nothing),
		cmocka_unit_test(test_bytes_that_are_no_text_are_unreadable),
		cmocka_unit_test(test_placeholders_are_found),
		cmocka_unit_test(test_child_is_bounded),
		cmocka_unit_test(test_queries_find_their_sentences_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
