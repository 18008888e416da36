/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging from one state to the next, change by change: what random changes
 * (incremental.c) meet too seldom.
 */
#include "judged.h"

/* One change-set: the record, the day where it has an @. */
static void put(struct store *st, const char *record)
{
	struct authorship by = { "Ann", NULL, "a reason",
		(int64_t)today * DAY };
	auto_buf text = BUF_INIT;
	auto_json parsed = NULL;
	struct change *c;

	for (; *record; record++)
		if (*record == '@')
			put_day(&text, today);
		else
			buf_putc(&text, *record);
	assert_int_equal(json_parse(&parsed, buf_text(&text), text.len, 0), 0);
	assert_int_equal(change_begin(&c, st, &by), 0);
	assert_int_equal(change_put(c, parsed), 0);
	assert_int_equal(change_commit(c, NULL), 0);
	assert_int_equal(store_look(st, today, true), 0);
}

static void open_new(struct store **st, const char *name)
{
	today = FIRST_DAY;
	snprintf(dossier, sizeof(dossier), "%s/%s", folder, name);
	assert_int_equal(store_init(dossier), 0);
	assert_int_equal(store_open(st, dossier, STORE_WRITE), 0);
	put(*st, "{\"type\":\"product\",\"id\":\"P\",\"title\":\"P\","
		"\"supported_from\":\"2025-01-01\"}");
}

static void put_issue(struct store *st, int n, const char *more)
{
	char text[200];

	snprintf(text, sizeof(text), "{\"type\":\"issue\",\"id\":\"I%d\","
		"\"product\":\"P\",\"identified_on\":\"@\",%s}", n, more);
	put(st, text);
}

static void a_review_sees_what_is_recorded_on_its_day(void **state)
{
	auto_store st = NULL;

	(void)state;
	open_new(&st, "review");
	put(st, "{\"type\":\"release\",\"id\":\"R\",\"title\":\"R\","
		"\"product\":\"P\",\"version\":\"1\",\"released_on\":\"@\"}");
	put(st, "{\"type\":\"review\",\"id\":\"V\",\"title\":\"V\","
		"\"kind\":\"open_issues\",\"product\":\"P\","
		"\"release\":\"R\",\"held_on\":\"@\",\"issues\":[]}");
	compare(st, 3);
	put_issue(st, 1, "\"title\":\"I\",\"state\":\"new\","
		"\"origin\":{\"kind\":\"reactive\"}");
	compare(st, 4);
	assert_int_equal(followed(st), 2);
}

/* The sixth of a reason, and one of them later on. */
static void a_reason_too_often_is_said_of_all(void **state)
{
	static const char reason[] = "\"title\":\"I\",\"state\":\"new\","
		"\"description\":\"%s\","
		"\"route\":{\"reason\":\"nobody can reach it\"}";
	auto_store st = NULL;
	char text[120];

	(void)state;
	open_new(&st, "reason");
	snprintf(text, sizeof(text), reason, "One");
	for (int n = 1; n <= 7; n++) {
		put_issue(st, n, text);
		if (n >= 5)
			compare(st, n);
	}
	snprintf(text, sizeof(text), reason, "Another");
	put_issue(st, 3, text);
	compare(st, 8);
	put_issue(st, 3, "\"title\":\"One\",\"state\":\"new\"");
	put_issue(st, 4, "\"title\":\"One\",\"state\":\"new\"");
	compare(st, 10);
	assert_int_equal(followed(st), 5);
}

static void what_a_review_lists_is_said_of_an_issue_that_changes(void **state)
{
	auto_store st = NULL;

	(void)state;
	open_new(&st, "listed");
	put_issue(st, 1, "\"title\":\"One\",\"state\":\"closed\"");
	put(st, "{\"type\":\"review\",\"id\":\"V\",\"title\":\"V\","
		"\"kind\":\"open_issues\",\"product\":\"P\","
		"\"held_on\":\"@\",\"issues\":[{\"id\":\"I1\"}]}");
	today += 2;
	assert_int_equal(store_look(st, today, true), 0);
	compare(st, 2);
	put_issue(st, 1, "\"title\":\"One\",\"state\":\"closed\","
		"\"severity\":{\"level\":\"low\"}");
	compare(st, 3);
	assert_int_equal(followed(st), 2);
}

static void what_a_review_lists_is_open_on_its_day(void **state)
{
	auto_store st = NULL;

	(void)state;
	open_new(&st, "open");
	put_issue(st, 1, "\"title\":\"One\",\"state\":\"closed\"");
	put(st, "{\"type\":\"review\",\"id\":\"V\",\"title\":\"V\","
		"\"kind\":\"open_issues\",\"product\":\"P\","
		"\"held_on\":\"@\",\"issues\":[{\"id\":\"I1\"}]}");
	compare(st, 2);
	put_issue(st, 1, "\"title\":\"One\",\"state\":\"new\"");
	compare(st, 3);
	assert_int_equal(followed(st), 2);
}

/* A day of the last three, today most of all. */
static const char *a_day(void)
{
	static char out[DAY_TEXT];

	return day_format(out, today - (roll(2) ? 0 : (int32_t)roll(3)));
}

static void put_release(struct store *st, uint32_t n)
{
	char text[200];

	snprintf(text, sizeof(text), "{\"type\":\"release\",\"id\":\"R%u\","
		"\"title\":\"R\",\"product\":\"P\",\"version\":\"1\","
		"\"released_on\":\"%s\"}", n, a_day());
	put(st, text);
}

static void put_minutes(struct store *st)
{
	struct authorship by = { "Ann", NULL, "a reason",
		(int64_t)today * DAY };
	auto_json record = json_object();
	char sha256[65], file[120];
	struct change *c;

	assert_int_equal(change_begin(&c, st, &by), 0);
	assert_int_equal(change_put_file(c, "M", "m", "said", 4, sha256), 0);
	snprintf(file, sizeof(file), "{\"name\":\"m\",\"sha256\":\"%s\","
		"\"size\":4}", sha256);
	json_set_text(record, "type", "document");
	json_set_text(record, "id", "M");
	json_set_text(record, "title", "M");
	assert_int_equal(record_assign(record_type_find("document"), record,
		"file", file), 0);
	assert_int_equal(change_put(c, record), 0);
	assert_int_equal(change_commit(c, NULL), 0);
	assert_int_equal(store_look(st, today, true), 0);
}

/* Lists some issues, those of another product among them. */
static void put_review(struct store *st)
{
	auto_buf text = BUF_INIT;
	uint32_t gap = 1 + roll(4);

	buf_printf(&text, "{\"type\":\"review\",\"id\":\"V%u\",\"title\":\"V\","
		"\"kind\":\"open_issues\",\"product\":\"P\","
		"\"release\":\"R%u\",\"held_on\":\"%s\",%s\"issues\":[",
		roll(4), roll(3), a_day(),
		roll(2) ? "\"minutes\":\"M\"," : "");
	for (uint32_t i = 0; i <= 8; i += gap)
		buf_printf(&text, "%s{\"id\":\"I%u\",\"decision\":\"wait\","
			"\"rationale\":\"%s\"}", i ? "," : "", i,
			roll(2) ? "tbd" : "not now");
	buf_puts(&text, "]}");
	put(st, buf_text(&text));
}

static void put_some_issue(struct store *st)
{
	auto_buf text = BUF_INIT;

	buf_printf(&text, "{\"type\":\"issue\",\"id\":\"I%u\",\"title\":\"I\","
		"\"product\":\"%s\",\"origin\":{\"kind\":\"reactive\"},"
		"\"identified_on\":\"%s\",", roll(8), roll(5) ? "P" : "Q",
		a_day());
	buf_printf(&text, "\"severity\":{\"level\":\"%s\"},",
		choose("high|low|low|low"));
	buf_printf(&text, "\"state\":\"%s\"}",
		choose("new|confirmed|closed|rejected"));
	put(st, buf_text(&text));
}

/* Releases, their reviews and the issues that were open then, on days that are
 * near. */
static void reviews_are_judged_by_the_issues_of_their_day(void **state)
{
	auto_store st = NULL;

	(void)state;
	seed = 7;
	open_new(&st, "days");
	put(st, "{\"type\":\"product\",\"id\":\"Q\",\"title\":\"Q\","
		"\"supported_from\":\"2025-01-01\"}");
	put(st, "{\"type\":\"issue\",\"id\":\"I8\",\"title\":\"I\","
		"\"product\":\"Q\",\"identified_on\":\"@\",\"state\":\"new\"}");
	put_minutes(st);
	for (int n = 0; n < 3; n++)
		put_release(st, (uint32_t)n);
	for (int n = 0; n < 8; n++)
		put_issue(st, n, "\"title\":\"I\",\"state\":\"new\"");
	for (int n = 0; n < 90; n++) {
		uint32_t what = roll(16);

		if (what == 0)
			today++;
		else if (what < 3)
			put_release(st, roll(3));
		else if (what < 6)
			put_review(st);
		else
			put_some_issue(st);
		assert_int_equal(store_look(st, today, true), 0);
		if (roll(9) == 0)
			reopen(&st);
		if (what > 2)
			compare(st, n);
	}
	assert_true(followed(st) > 40);
}

/* As they come in by git: one whose text is wrong, one that names nothing. */
static void what_is_wrong_with_a_record_is_seen_in_a_part(void **state)
{
	static const char wrong[] = "update dossier.version set defect ="
		" '/state' || char(9) || 'a state' where version ="
		" (select max(version) from dossier.version)";
	static const char nothing[] = "update dossier.d_reference set"
		" target = 'R9' where type = 'release' and version ="
		" (select max(version) from dossier.version)";
	static const char issue[] = "\"title\":\"I\",\"state\":\"new\","
		"\"affected\":[\"R\"]";
	auto_store st = NULL;

	(void)state;
	open_new(&st, "wrong");
	put(st, "{\"type\":\"release\",\"id\":\"R\",\"title\":\"R\","
		"\"product\":\"P\",\"version\":\"1\",\"released_on\":\"@\"}");
	put_issue(st, 1, issue);
	compare(st, 3);
	put_issue(st, 1, "\"title\":\"Two\",\"state\":\"new\"");
	assert_int_equal(store_run(st, wrong), 0);
	compare(st, 4);
	put_issue(st, 2, issue);
	assert_int_equal(store_run(st, nothing), 0);
	compare(st, 5);
	assert_int_equal(followed(st), 3);
}

/* Lost rows, or those of another program: they are not what stands there. */
static void a_frame_that_is_not_whole_is_made_anew(void **state)
{
	static const char *const harm[] = {
		"delete from cache.frame_policy_term",
		"update cache.frame_kept set program = 'another';"
		"update cache.frame_policy_term set value = 1",
		"drop table cache.frame_policy_now",
		"drop table cache.frame_kept",
	};
	auto_store st = NULL;

	(void)state;
	open_new(&st, "frame");
	put(st, "{\"type\":\"release\",\"id\":\"R\",\"title\":\"R\","
		"\"product\":\"P\",\"version\":\"1\",\"released_on\":\"@\"}");
	compare(st, 2);
	for (int n = 0; n < (int)(sizeof(harm) / sizeof(*harm)); n++) {
		put_issue(st, n, "\"title\":\"I\",\"state\":\"confirmed\","
			"\"confirmed_on\":\"@\",\"affected\":[\"R\"]");
		judge(st);
		assert_int_equal(store_run(st, harm[n]), 0);
		assert_int_equal(store_look(st, today, true), 0);
		reopen(&st);
		put_issue(st, n, "\"title\":\"I\",\"state\":\"confirmed\","
			"\"affected\":[\"R\"]");
		compare(st, n + 3);
	}
	assert_int_equal(followed(st), 9);
}

static bool is_judged(struct store *st, const char *id)
{
	auto_query q = NULL;

	judge(st);
	assert_int_equal(query_open(&q, st,
		"select 1 from temp.judged_record where id = ?1", "s", id), 0);
	return query_next(q) > 0;
}

/* Its members say the same with the document and without. */
static void a_document_is_judged_while_an_issue_names_it(void **state)
{
	static const char *const routes[] = {
		"\"reason\":\"none\"", "\"document\":\"M\"",
		"\"reason\":\"none\"", "\"document\":\"M\"",
	};
	auto_store st = NULL;
	char text[100];

	(void)state;
	open_new(&st, "document");
	put_minutes(st);
	for (int n = 0; n < 4; n++) {
		snprintf(text, sizeof(text), "\"title\":\"I\","
			"\"state\":\"new\",\"route\":{\"by\":\"Ann\",%s}",
			routes[n]);
		put_issue(st, 1, text);
		assert_int_equal(is_judged(st, "M"), n % 2);
		compare(st, n);
	}
	assert_int_equal(followed(st), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_review_sees_what_is_recorded_on_its_day),
		cmocka_unit_test(a_reason_too_often_is_said_of_all),
		cmocka_unit_test(
			what_a_review_lists_is_said_of_an_issue_that_changes),
		cmocka_unit_test(what_a_review_lists_is_open_on_its_day),
		cmocka_unit_test(reviews_are_judged_by_the_issues_of_their_day),
		cmocka_unit_test(what_is_wrong_with_a_record_is_seen_in_a_part),
		cmocka_unit_test(a_frame_that_is_not_whole_is_made_anew),
		cmocka_unit_test(a_document_is_judged_while_an_issue_names_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
