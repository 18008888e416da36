/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What add, set, edit, attach and withdraw share: the lock, the newest state,
 * one change-set, and the line that says what was recorded.
 */
#include "writing.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/json.h"
#include "dossierfs/record.h"

/* Bytes of JSON that are taken at once. */
enum { RECORDS_MAX = 48 << 20 };

int writing_open(struct writing *w, struct call *c)
{
	return w->store ? 0 : call_store(c, -1, STORE_WRITE, &w->store);
}

int writing_begin(struct writing *w, struct call *c, const char *plain)
{
	int rc = w->by.name ? 0 : call_authorship(c, plain, &w->by);

	if (!rc)
		rc = writing_open(w, c);
	if (rc)
		return rc;
	if (!call_has(c, "message"))
		w->by.reason = plain;
	rc = change_begin(&w->change, w->store, &w->by);
	/* What another writer did while we waited for the lock counts. */
	return rc ? rc : store_look(w->store, store_day(w->store), true);
}

/* Says in which other case the id is there, where it is. */
static int no_record(struct store *st, const char *id)
{
	static const char sql[] =
		"select id"
		"  from record"
		" where id = ?1 collate nocase"
		" limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	if (rc || (rc = query_next(q)) < 0)
		return rc;
	if (rc)
		return refuse(-ENOENT, "%.80s: no such record, there is %s", id,
			query_text(q, 0));
	return refuse(-ENOENT, "%.80s: no such record", id);
}

int cmd_record(struct store *st, const char *id, struct buf *text,
	struct json **record, const struct record_type **type)
{
	static const char sql[] =
		"select type, version"
		"  from record"
		" where id = ?1";
	auto_query q = NULL;
	auto_buf body = BUF_INIT;
	int rc = query_open(&q, st, sql, "s", id);

	if (rc || (rc = query_next(q)) < 0)
		return rc;
	if (!rc)
		return no_record(st, id);
	if (type)
		*type = record_type_find(query_text(q, 0));
	if (!text && !record)
		return 0;
	rc = store_version(st, query_int(q, 1), &body);
	if (!rc && text) {
		buf_put(text, body.data, body.len);
		rc = buf_done(text);
	}
	if (rc || !record)
		return rc;
	return err_in(json_parse(record, body.data, body.len, 0), "%s", id);
}

int writing_find(struct writing *w, const char *id)
{
	int rc = cmd_record(w->store, id, NULL, &w->record, &w->type);

	if (!rc && !w->type)
		rc = refuse(-EINVAL, "%s: is of a type unknown here", id);
	return rc;
}

int writing_put(struct writing *w, const struct json *record)
{
	int rc = change_put(w->change, record);

	if (!rc)
		buf_printf(&w->done, "%s %s\n", json_text_at(record, "type"),
			json_text_at(record, "id"));
	return rc ? rc : buf_done(&w->done);
}

static void print_done(const char *lines, int64_t seq)
{
	size_t n;

	for (; *lines; lines += n + 1) {
		n = strcspn(lines, "\n");
		cmd_printf("%.*s (seq %" PRId64 ")\n", (int)n, lines, seq);
	}
}

int writing_commit(struct writing *w)
{
	bool empty = change_is_empty(w->change);
	struct change *change = w->change;
	int64_t seq = -1;
	int rc;

	w->change = NULL; /* commit frees it */
	rc = change_commit(change, &seq);
	if (rc)
		return rc;
	if (empty)
		cmd_printf("nothing changed\n");
	else
		print_done(buf_text(&w->done), seq);
	writing_judge(w->store);
	return 0;
}

/* It is recorded, whatever comes of this: who reads next would judge it. */
void writing_judge(struct store *st)
{
	fflush(stdout);
	if (assess_next(st) || view_index_next(st))
		err_clear();
}

void writing_end(struct writing *w)
{
	change_drop(w->change);
	store_close(w->store);
	json_free(w->record);
	buf_free(&w->done);
	*w = (struct writing){ .done = BUF_INIT };
}

int cmd_read_json(struct json **out, const char *path)
{
	auto_buf text = BUF_INIT;
	int rc;

	*out = NULL;
	rc = file_read(&text, path, RECORDS_MAX);
	if (rc)
		return rc;
	rc = json_parse(out, buf_text(&text), text.len, 0);
	return err_in(rc, "%s", strcmp(path, "-") ? path : "standard input");
}
