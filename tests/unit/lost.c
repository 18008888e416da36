/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of blobs/ is lost: found at the next look, in this process and in
 * another, and found again once it is back.
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

#include "dossierfs/blob.h"
#include "dossierfs/change.h"
#include "dossierfs/json.h"
#include "dossierfs/store.h"

static char folder[] = "/tmp/dossierfs-unit.XXXXXX";
static char dossier[64], blob[256], kept[256];

static int set_up(void **state)
{
	static const char text[] = "{\"type\":\"document\",\"id\":\"D\","
		"\"title\":\"Proof\"}";
	struct authorship by = { "Ann", NULL, "a reason", 1700000000 };
	struct change *c;
	struct store *st;
	auto_json record = NULL;
	char sha256[65];
	int rc;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(dossier, sizeof(dossier), "%s/d", folder);
	if (store_init(dossier) || store_open(&st, dossier, STORE_WRITE) ||
	    store_look(st, 20000, true) || change_begin(&c, st, &by) ||
	    json_parse(&record, text, strlen(text), 0))
		return -1;
	rc = change_put(c, record);
	if (!rc)
		rc = change_put_file(c, "D", "proof.txt", "yes\n", 4, sha256);
	if (change_commit(c, NULL))
		rc = -1;
	store_close(st);
	snprintf(blob, sizeof(blob), "%s/blobs/%.2s/%s", dossier, sha256,
		sha256);
	snprintf(kept, sizeof(kept), "%s/kept", folder);
	return rc;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

/* What the store finds, and what the view says of the one file. */
static void expect(struct store *st, bool lost)
{
	static const char sql[] = "select lost from evidence";
	auto_query q = NULL;
	char mark[65];

	assert_int_equal(store_lost(st, mark), 0);
	assert_int_equal(strlen(mark), lost ? 64 : 0);
	assert_int_equal(query_open(&q, st, sql, ""), 0);
	assert_int_equal(query_next(q), 1);
	assert_int_equal(query_int(q, 0), lost);
}

static void expect_elsewhere(bool lost)
{
	auto_store st = NULL;

	assert_int_equal(store_open(&st, dossier, STORE_READ), 0);
	assert_int_equal(store_look(st, 20000, true), 0);
	expect(st, lost);
}

static void test_seen_by_all(void **state)
{
	auto_store st = NULL;

	(void)state;
	assert_int_equal(store_open(&st, dossier, STORE_READ), 0);
	assert_int_equal(store_look(st, 20000, true), 0);
	for (int i = 0; i < 3; i++) {
		expect(st, false);
		expect_elsewhere(false);
		assert_int_equal(rename(blob, kept), 0);
		expect(st, true);
		expect_elsewhere(true);
		assert_int_equal(rename(kept, blob), 0);
	}
	expect(st, false);
}

/* Kept in cache.db once the folders are old enough to be believed. */
static void test_kept_between_processes(void **state)
{
	(void)state;
	sleep(3);
	expect_elsewhere(false);
	expect_elsewhere(false);
	assert_int_equal(rename(blob, kept), 0);
	expect_elsewhere(true);
	sleep(3);
	expect_elsewhere(true);
	expect_elsewhere(true);
	assert_int_equal(rename(kept, blob), 0);
	expect_elsewhere(false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seen_by_all),
		cmocka_unit_test(test_kept_between_processes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
