/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong with a present record, said by a function: for a connection
 * that asks it of few. A view is copied whole wherever a statement names it,
 * and what finds a defect is longer than the rest of most.
 */
#include <errno.h>

#include "db.h"
#include "dossierfs/err.h"

static void tell_defect(sqlite3_context *call, int n, sqlite3_value **args)
{
	static const char sql[] =
		"select defect from temp.told where version = ?1";
	struct store *st = sqlite3_user_data(call);
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "i", sqlite3_value_int64(args[0]));

	(void)n;
	if (!rc)
		rc = query_next(q);
	if (rc > 0)
		sqlite3_result_text(call, query_text(q, 0), -1,
			SQLITE_TRANSIENT);
	if (rc < 0)
		sqlite3_result_error(call, err_sentence(), -1);
}

int views_tell_defect(struct store *st)
{
	return sqlite3_create_function(st->db, VIEWS_DEFECT, 1, SQLITE_UTF8 |
		SQLITE_INNOCUOUS, st, tell_defect, NULL, NULL) == SQLITE_OK ?
		0 : fail(-ENOMEM, "no memory for a function");
}
