/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an FTS5 query found what, by the positions that its index has: no text
 * is read.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "db.h"
#include "dossierfs/err.h"

static int first_argument(sqlite3_context *call, int n, sqlite3_value **args,
	int *out)
{
	if (n != 1) {
		sqlite3_result_error(call, "expected a number of columns", -1);
		return -1;
	}
	*out = sqlite3_value_int(args[0]);
	return 0;
}

static void match_times(const Fts5ExtensionApi *api, Fts5Context *row,
	sqlite3_context *call, int n, sqlite3_value **args)
{
	int wanted, phrase, column, at, count;
	int64_t times = 0;

	if (first_argument(call, n, args, &wanted))
		return;
	int rc = api->xInstCount(row, &count);
	for (int i = 0; rc == SQLITE_OK && i < count; i++) {
		rc = api->xInst(row, i, &phrase, &column, &at);
		times += column == wanted;
	}
	if (rc == SQLITE_OK)
		sqlite3_result_int64(call, times);
	else
		sqlite3_result_error_code(call, rc);
}

/* Of each phrase, whether it was seen: counts those that were. */
static int count_seen(const Fts5ExtensionApi *api, Fts5Context *row,
	int columns, bool *seen, int *out)
{
	int phrase, column, at, count;
	int rc = api->xInstCount(row, &count);

	for (int i = 0; rc == SQLITE_OK && i < count; i++) {
		rc = api->xInst(row, i, &phrase, &column, &at);
		if (rc == SQLITE_OK && column < columns && !seen[phrase]) {
			seen[phrase] = true;
			++*out;
		}
	}
	return rc;
}

static void match_within(const Fts5ExtensionApi *api, Fts5Context *row,
	sqlite3_context *call, int n, sqlite3_value **args)
{
	int phrases = api->xPhraseCount(row);
	bool *seen = calloc((size_t)phrases + 1, sizeof(*seen));
	int found = 0;
	int columns, rc;

	if (!seen) {
		sqlite3_result_error_nomem(call);
		return;
	}
	if (!first_argument(call, n, args, &columns)) {
		rc = count_seen(api, row, columns, seen, &found);
		if (rc == SQLITE_OK)
			sqlite3_result_int(call, found == phrases);
		else
			sqlite3_result_error_code(call, rc);
	}
	free(seen);
}

/* FTS5 gives its interface to who asks for it by this pointer. */
static fts5_api *find_api(struct store *st)
{
	sqlite3_stmt *stmt = NULL;
	fts5_api *api = NULL;

	if (sqlite3_prepare_v2(st->db, "select fts5(?1)", -1, &stmt, NULL) ==
		SQLITE_OK) {
		sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
	return api;
}

int store_match(struct store *st)
{
	fts5_api *api = find_api(st);

	if (!api || api->xCreateFunction(api, "match_within", NULL,
			match_within, NULL) != SQLITE_OK ||
		api->xCreateFunction(api, "match_times", NULL, match_times,
			NULL) != SQLITE_OK)
		return fail(-ENOMEM, "no memory for a function");
	return 0;
}
