/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed of one record: its fields, old and new, its files, and whose
 * changes a merge brought.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "cmd.h"
#include "differ.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "log.h"

static int print_change(const char *field, const struct json *before,
	const struct json *after, void *arg)
{
	auto_buf line = BUF_INIT;

	(void)arg;
	buf_printf(&line, "    %s: ", field);
	if (before) {
		json_line(&line, before);
		buf_puts(&line, " → ");
	}
	if (after)
		json_line(&line, after);
	else
		buf_puts(&line, "nothing");
	buf_putc(&line, '\n');
	if (!line.err)
		cmd_print(line.data, line.len);
	return buf_done(&line);
}

static int keep_change(const char *field, const struct json *before,
	const struct json *after, void *arg)
{
	struct json *e = json_object();
	int rc = e ? json_set_text(e, "field", field) : 0;

	if (!rc && e && before)
		rc = json_set(e, "old", json_copy(before));
	if (!rc && e && after)
		rc = json_set(e, "new", json_copy(after));
	if (!rc)
		return json_append(arg, e);
	json_free(e);
	return rc;
}

static int body_of(struct json **out, struct log *l, int64_t version)
{
	auto_buf body = BUF_INIT;
	int rc = store_version(l->store, version, &body);

	return rc ? rc : json_parse(out, body.data, body.len, 0);
}

/* The body of the last version before one that can be read; NULL in *out where
 * there is none, or the record was withdrawn. */
static int body_before(struct json **out, struct log *l, const char *id,
	int64_t seq)
{
	static const char sql[] =
		"select max(iif(withdrawn = 0, version, null))"
		"  from record_change"
		" where id = ?1"
		"   and seq < ?2"
		"   and version is not null"
		"   and unread is null"
		" group by seq"
		" order by seq desc"
		" limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, l->store, sql, "si", id, seq);

	if (!rc)
		rc = query_next(q);
	if (rc <= 0 || query_null(q, 0))
		return rc < 0 ? rc : 0;
	return body_of(out, l, query_int(q, 0));
}

/* The fields of one version that differ from those of the one before. */
static int put_version(struct log *l, const char *id, int64_t seq,
	int64_t version, struct json *changes)
{
	auto_json before = NULL;
	auto_json after = NULL;
	int rc = body_of(&after, l, version);

	if (!rc)
		rc = body_before(&before, l, id, seq);
	if (rc)
		return rc;
	return record_differ(before, after,
		changes ? keep_change : print_change, changes);
}

static int put_state(struct log *l, struct query *q, const char *id,
	struct json *entry)
{
	bool withdrawn = query_int(q, 7);
	const char *unread = query_text(q, 8);
	struct json *changes = NULL;
	int rc = 0;

	if (entry) {
		changes = json_list();
		rc = json_set(entry, "changes", changes);
		if (!rc)
			rc = json_set(entry, "withdrawn",
				json_new_bool(withdrawn));
		if (!rc)
			rc = json_set_text(entry, "unread", unread);
	} else if (withdrawn) {
		cmd_printf("    withdrawn\n");
	} else if (unread) {
		cmd_printf("    cannot be read: %s\n", unread);
	}
	if (rc || withdrawn || unread || query_null(q, 6))
		return rc;
	return put_version(l, id, query_int(q, 0), query_int(q, 6), changes);
}

/* Size and digest stand in two columns. */
static int keep_file(struct json *e, const char *key, struct query *q,
	int size)
{
	struct json *f;
	int rc;

	if (query_null(q, size))
		return 0;
	f = json_object();
	rc = json_set(e, key, f);
	rc = rc ? rc : json_set_int(f, "size", query_int(q, size));
	return rc ? rc : json_set_text(f, "sha256", query_text(q, size + 1));
}

static void print_file_state(struct query *q, int size)
{
	if (query_null(q, size))
		cmd_printf("nothing");
	else
		cmd_printf("%" PRId64 " bytes, sha256 %s", query_int(q, size),
			query_text(q, size + 1));
}

static void print_file(struct query *q)
{
	cmd_printf("    file %s: ", query_text(q, 0));
	if (!query_null(q, 1)) {
		print_file_state(q, 1);
		cmd_printf(" → ");
	}
	print_file_state(q, 3);
	cmd_printf("\n");
}

static int put_file(struct json *list, struct query *q)
{
	struct json *e;
	int rc;

	if (!list) {
		print_file(q);
		return 0;
	}
	e = json_object();
	rc = json_append(list, e);
	rc = rc ? rc : json_set_text(e, "name", query_text(q, 0));
	rc = rc ? rc : keep_file(e, "old", q, 1);
	return rc ? rc : keep_file(e, "new", q, 3);
}

static int put_merged(struct json *list, struct query *q)
{
	char time[TIME_TEXT];
	struct json *e;
	int rc;

	time_format(time, query_int(q, 1));
	if (!list) {
		cmd_printf("    merged: %s  %s <%s>  %.*s\n", time,
			query_text(q, 2), query_text(q, 3),
			(int)strcspn(query_text(q, 4), "\n"),
			query_text(q, 4));
		return 0;
	}
	e = json_object();
	rc = json_append(list, e);
	rc = rc ? rc : json_set_text(e, "recorded", time);
	rc = rc ? rc : json_set_text(e, "author", query_text(q, 2));
	rc = rc ? rc : json_set_text(e, "mail", query_text(q, 3));
	rc = rc ? rc : json_set_text(e, "reason", query_text(q, 4));
	return rc ? rc : json_set_text(e, "commit", query_text(q, 5));
}

/* A list of an entry, or its lines. */
static int put_list(struct log *l, const char *key, const char *sql,
	const char *id, int64_t seq, struct json *entry,
	int (*put)(struct json *list, struct query *q))
{
	struct json *list = entry ? json_list() : NULL;
	auto_query q = NULL;
	int rc = entry ? json_set(entry, key, list) : 0;

	if (!rc)
		rc = query_open(&q, l->store, sql, "si", id, seq);
	while (!rc && (rc = query_next(q)) > 0)
		rc = put(list, q);
	return rc;
}

static const char sql_files[] =
	"select coalesce(name, 'findings'), was_size, was_sha256,"
	"       iif(withdrawn, null, size), iif(withdrawn, null, sha256)"
	"  from file_history"
	" where id = ?1"
	"   and seq = ?2"
	"   and iif(withdrawn, null, sha256) is not was_sha256"
	" order by name";
static const char sql_merged[] =
	"select distinct n, recorded, author, mail, reason, commit_id"
	"  from merged"
	" where id = ?1"
	"   and seq = ?2"
	" order by n";

static int put_entry(struct log *l, struct query *q, const char *id)
{
	auto_json entry = NULL;
	struct json *given;
	int64_t seq = query_int(q, 0);
	int rc = log_head(l, q, &entry);

	if (!rc)
		rc = put_list(l, "merged", sql_merged, id, seq, entry,
			put_merged);
	if (!rc)
		rc = put_state(l, q, id, entry);
	if (!rc)
		rc = put_list(l, "files", sql_files, id, seq, entry, put_file);
	if (!entry)
		cmd_printf("\n");
	if (rc || !entry)
		return rc;
	given = entry;
	entry = NULL;
	return json_append(l->list, given);
}

int log_record(struct log *l, const char *id)
{
	static const char sql[] =
		"select h.seq, c.recorded, c.author, c.mail, c.reason,"
		"       c.commit_id,"
		"       max(iif(h.withdrawn = 0, h.version, null)),"
		"       min(h.withdrawn),"
		"       max(iif(h.withdrawn = 0, h.unread, null))"
		"  from record_change h"
		"  join changeset c on c.seq = h.seq and c.mainline = 1"
		" where h.id = ?1"
		" group by h.seq"
		" order by h.seq desc"
		" limit ?2";
	auto_query q = NULL;
	bool any = false;
	int rc = query_open(&q, l->store, sql, "si", id, l->left);

	while (!rc && (rc = query_next(q)) > 0) {
		rc = put_entry(l, q, id);
		any = true;
	}
	if (!rc && !any)
		return refuse(-ENOENT, "%.80s: no such record", id);
	return rc;
}
