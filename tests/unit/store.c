/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the store promises to its callers in C: the ways that queries take, the
 * state that a reader keeps, who may write what.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is meant */

#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/scope.h"
#include "dossierfs/store.h"

static char folder[] = "/tmp/dossierfs-unit.XXXXXX";
static char dossier[64];

enum { DAY = 86400, NOW = 20000 * DAY };

static int put_all(struct change *c, const char *const *records)
{
	int rc = 0;

	for (; *records && !rc; records++) {
		auto_json record = NULL;

		rc = json_parse(&record, *records, strlen(*records), 0);
		if (!rc)
			rc = change_put(c, record);
	}
	return rc;
}

static int64_t record(struct store *st, int64_t when,
	const char *const *records)
{
	struct authorship by = { "Ann", NULL, "a reason", when };
	struct change *c;
	int64_t seq;

	assert_int_equal(change_begin(&c, st, &by), 0);
	assert_int_equal(put_all(c, records), 0);
	assert_int_equal(change_commit(c, &seq), 0);
	return seq;
}

static const char *const first[] = {
	"{\"type\":\"product\",\"id\":\"P\",\"title\":\"P\","
	"\"supported_from\":\"2020-01-01\"}",
	"{\"type\":\"item\",\"id\":\"IT-1\",\"title\":\"I\",\"product\":\"P\"}",
	"{\"type\":\"issue\",\"id\":\"ISS-1\",\"title\":\"One\","
	"\"product\":\"P\","
	"\"identified_on\":\"2024-01-01\",\"state\":\"new\","
	"\"items\":[\"IT-1\"]}",
	NULL
};
static const char *const second[] = {
	"{\"type\":\"issue\",\"id\":\"ISS-1\",\"title\":\"Two\","
	"\"product\":\"P\","
	"\"identified_on\":\"2024-01-01\",\"state\":\"new\"}",
	NULL
};

static int set_up(void **state)
{
	struct store *st;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(dossier, sizeof(dossier), "%s/d", folder);
	if (store_init(dossier) || store_open(&st, dossier, STORE_WRITE))
		return -1;
	record(st, NOW, first);
	record(st, NOW + 5 * DAY, second);
	store_close(st);
	return 0;
}

static int clean_up(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static void plan(struct buf *out, struct store *st, const char *sql)
{
	auto_buf explain = BUF_INIT;
	auto_query q = NULL;

	buf_printf(&explain, "explain query plan %s", sql);
	assert_int_equal(query_open_text(&q, st, buf_text(&explain), NULL), 0);
	while (query_next(q) > 0)
		buf_printf(out, "%s\n", query_text(q, 3));
}

static void slow(const char *sql, const struct buf *steps)
{
	print_error("%s\n%s", sql, buf_text(steps));
	assert_true(false);
}

/* Nothing but the one row of `judged` may be walked from end to end. */
static void no_scan(struct store *st, const char *sql)
{
	auto_buf steps = BUF_INIT;
	const char *at;

	plan(&steps, st, sql);
	for (at = buf_text(&steps); (at = strstr(at, "SCAN ")); at++)
		if (strncmp(at, "SCAN judged", 11) != 0)
			slow(sql, &steps);
	if (strstr(buf_text(&steps), "TEMP B-TREE"))
		slow(sql, &steps);
}

static void uses(struct store *st, const char *sql, const char *index)
{
	auto_buf steps = BUF_INIT;

	no_scan(st, sql);
	plan(&steps, st, sql);
	if (!strstr(buf_text(&steps), index))
		slow(sql, &steps);
}

static void queries_use_indexes(void **state)
{
	auto_store st = NULL;

	(void)state;
	assert_int_equal(store_open(&st, dossier, STORE_READ), 0);
	uses(st, "select * from issue where id = 'x'", "type=? AND id=?");
	uses(st, "select * from issue_items where id = 'x'", "id=?");
	uses(st, "select * from update_fixes where value = 'x'", "value=?");
	uses(st, "select id from issue order by id", "span_type");
	uses(st, "select id from issue where id > 'x' order by id", "id>?");
	uses(st, "select id from issue where product = 'x'", "product=?");
	uses(st, "select * from record where id = 'x'", "span_id (id=?");
	uses(st, "select * from record_history where seq > 7", "from_seq>?");
	uses(st, "select * from evidence where id = 'x'", "owner=?");
	uses(st, "select * from finding where activity = 'x'", "id=?");
	uses(st, "select * from finding where fingerprint = 'x'",
		"fingerprint=?");
	uses(st, "select * from reference where target = 'x'", "target=?");
}

static const char *title(struct store *st, char room[32])
{
	static const char sql[] = "select title from issue where id = 'ISS-1'";
	auto_query q = NULL;

	assert_int_equal(query_open(&q, st, sql, ""), 0);
	*room = '\0';
	if (query_next(q) > 0)
		snprintf(room, 32, "%s", query_text(q, 0));
	return room;
}

static void a_day_shows_what_was_recorded_by_its_end(void **state)
{
	auto_store st = NULL;
	char room[32];

	(void)state;
	assert_int_equal(store_open(&st, dossier, STORE_READ), 0);
	assert_int_equal(store_look(st, 19999, false), 0);
	assert_int_equal(store_seq(st), -1);
	assert_string_equal(title(st, room), "");
	assert_int_equal(store_look(st, 20004, false), 0);
	assert_int_equal(store_seq(st), 0);
	assert_string_equal(title(st, room), "One");
	assert_int_equal(store_look(st, 20005, false), 0);
	assert_string_equal(title(st, room), "Two");
}

static void a_reader_keeps_its_state_until_it_refreshes(void **state)
{
	static const char *const third[] = {
		"{\"type\":\"issue\",\"id\":\"ISS-1\",\"title\":\"Three\","
		"\"product\":\"P\",\"identified_on\":\"2024-01-01\","
		"\"state\":\"new\"}", NULL
	};
	auto_store reader = NULL;
	auto_store writer = NULL;
	char room[32];
	int64_t moved;

	(void)state;
	assert_int_equal(store_open(&reader, dossier, STORE_READ), 0);
	assert_int_equal(store_look(reader, 20006, true), 0);
	assert_int_equal(store_refresh(reader, 20006, &moved), 0);
	assert_int_equal(moved, -1);
	assert_int_equal(store_open(&writer, dossier, STORE_WRITE), 0);
	assert_int_equal(record(writer, NOW + 6 * DAY, third), 2);
	assert_string_equal(title(reader, room), "Two");
	assert_int_equal(store_refresh(reader, 20006, &moved), 0);
	assert_int_equal(moved, 1);
	assert_string_equal(title(reader, room), "Three");
}

static void a_reader_cannot_write(void **state)
{
	auto_store st = NULL;

	(void)state;
	assert_int_equal(store_open(&st, dossier, STORE_READ), 0);
	assert_int_equal(store_look(st, 20006, true), 0);
	assert_true(store_run(st, "delete from dossier.span") < 0);
	assert_true(store_run(st, "update dossier.version set body = ''") < 0);
	assert_true(store_run(st, "drop table dossier.span") < 0);
	err_clear();
	assert_int_equal(store_run(st, "create temp table t (a)"), 0);
}

static void a_rule_cannot_write_in_a_writers_store(void **state)
{
	auto_store st = NULL;
	auto_query q = NULL;

	(void)state;
	assert_int_equal(store_open(&st, dossier, STORE_WRITE), 0);
	assert_true(query_open_text(&q, st, "delete from dossier.span", NULL) <
		0);
	assert_true(query_open_text(&q, st, "attach '/tmp/x' as x", NULL) < 0);
	assert_true(query_open_text(&q, st, "pragma dossier.user_version = 3",
		NULL) < 0);
	assert_int_equal(err_status(), 2);
	err_clear();
}

static void a_query_may_run_inside_itself(void **state)
{
	static const char sql[] = "select id from record order by id";
	auto_store st = NULL;
	auto_query outer = NULL;
	int rows = 0;

	(void)state;
	assert_int_equal(store_open(&st, dossier, STORE_READ), 0);
	assert_int_equal(store_look(st, 20006, true), 0);
	assert_int_equal(query_open(&outer, st, sql, ""), 0);
	while (query_next(outer) > 0) {
		auto_query inner = NULL;

		assert_int_equal(query_open(&inner, st, sql, ""), 0);
		while (query_next(inner) > 0)
			rows++;
	}
	assert_int_equal(rows, 9);
}

static int64_t mapped(struct store *st)
{
	auto_query q = NULL;

	assert_int_equal(query_open(&q, st, "pragma dossier.mmap_size", ""), 0);
	assert_int_equal(query_next(q), 1);
	return query_int(q, 0);
}

/* Every connection's map counts as the process's memory. */
static void no_connection_maps_all_there_is(void **state)
{
	enum { LITTLE = 16 << 20 };
	auto_store st = NULL;
	auto_store whole = NULL;
	auto_store twin = NULL;
	struct store *narrow;

	(void)state;
	assert_int_equal(store_open(&st, dossier, STORE_READ), 0);
	assert_int_equal(store_look(st, 20006, true), 0);
	assert_int_equal(store_whole(&whole, st), 0);
	assert_int_equal(store_twin(&twin, whole), 0);
	assert_int_equal(store_narrow(&narrow, st), 0);
	assert_true(mapped(st) <= LITTLE);
	assert_true(mapped(whole) <= LITTLE);
	assert_true(mapped(twin) <= LITTLE);
	assert_true(mapped(narrow) <= LITTLE);
}

static void a_refused_change_leaves_nothing(void **state)
{
	static const char *const dangling[] = {
		"{\"type\":\"item\",\"id\":\"IT-7\",\"title\":\"I\","
		"\"product\":\"NOPE\"}", NULL
	};
	struct authorship by = { "Ann", NULL, "a reason", NOW + 9 * DAY };
	auto_store st = NULL;
	struct change *c;
	int64_t before;

	(void)state;
	assert_int_equal(store_open(&st, dossier, STORE_WRITE), 0);
	assert_int_equal(store_look(st, 20009, true), 0);
	before = store_seq(st);
	assert_int_equal(change_begin(&c, st, &by), 0);
	assert_int_equal(put_all(c, dangling), 0);
	assert_true(change_commit(c, NULL) < 0);
	assert_non_null(strstr(err_sentence(), "IT-7: /product"));
	err_clear();
	assert_int_equal(store_seq(st), before);
	assert_int_equal(change_begin(&c, st, &by), 0);
	assert_true(change_is_empty(c));
	change_drop(c);
}

static void time_does_not_run_backwards(void **state)
{
	static const char *const late[] = {
		"{\"type\":\"item\",\"id\":\"IT-8\",\"title\":\"I\","
		"\"product\":\"P\"}", NULL
	};
	static const char sql[] =
		"select recorded from record where id = 'IT-8'";
	auto_store st = NULL;
	auto_query q = NULL;

	(void)state;
	assert_int_equal(store_open(&st, dossier, STORE_WRITE), 0);
	record(st, 1000, late);
	assert_int_equal(query_open(&q, st, sql, ""), 0);
	assert_int_equal(query_next(q), 1);
	assert_true(query_int(q, 0) >= NOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries_use_indexes),
		cmocka_unit_test(a_day_shows_what_was_recorded_by_its_end),
		cmocka_unit_test(a_reader_keeps_its_state_until_it_refreshes),
		cmocka_unit_test(a_reader_cannot_write),
		cmocka_unit_test(a_rule_cannot_write_in_a_writers_store),
		cmocka_unit_test(a_query_may_run_inside_itself),
		cmocka_unit_test(no_connection_maps_all_there_is),
		cmocka_unit_test(a_refused_change_leaves_nothing),
		cmocka_unit_test(time_does_not_run_backwards),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, clean_up);
}
