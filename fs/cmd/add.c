/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs add: new records, from the command line or from JSON.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "dossierfs/record.h"
#include "writing.h"

static const struct option_row options[] = {
	{ "json", 0, "FILE|-", "a record, or a list of records, as JSON" },
	OPTIONS_AUTHOR,
	OPTIONS_END,
};

const struct usage add_usage = {
	options,
	"  dossierfs add product id=GW title=GW supported_from=2026-01-01\n"
	"  dossierfs add issue title=\"Weak session id\" product=GW \\\n"
	"      state=new identified_on=2026-02-03 severity.score=7.5\n"
	"  dossierfs add --json records.json -m \"From the old system\"\n\n"
	"FIELD[]=VALUE adds to a list, FIELD[0].NAME=VALUE sets what is in\n"
	"one; a VALUE that is an object or a list is JSON. Without id= one is\n"
	"made, as ISS-2026-0001. `dossierfs help types` prints the fields.\n",
};

enum { TYPES_MAX = 64 };

/* The number of the last id made, by record type; 0 is not asked yet. */
struct numbers {
	int64_t last[TYPES_MAX];
};

/* The highest number of the ids that begin with `prefix`. Withdrawn records
 * keep theirs. */
static int last_number(int64_t *out, struct store *st, const char *prefix)
{
	static const char sql[] =
		"select max(cast(substr(id, length(?1) + 1) as integer))"
		"  from record_history"
		" where id >= ?1"
		"   and id < substr(?1, 1, length(?1) - 1) || '.'"
		"   and substr(id, length(?1) + 1) not glob '*[^0-9]*'"
		"   and length(id) < length(?1) + 16";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", prefix);

	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	*out = rc ? query_int(q, 0) : 0;
	return 0;
}

static int make_id(struct writing *w, struct numbers *made,
	const struct record_type *type, struct json *record)
{
	int64_t *last = &made->last[type - record_types];
	char prefix[32], id[64], day[DAY_TEXT];
	int rc;

	day_format(day, store_day(w->store));
	snprintf(prefix, sizeof(prefix), "%s-%.4s-", type->prefix, day);
	rc = *last ? 0 : last_number(last, w->store, prefix);
	if (rc)
		return rc;
	snprintf(id, sizeof(id), "%s%04" PRId64, prefix, ++*last);
	return json_set_text(record, "id", id);
}

/* Whether a record of this id is there, or was; 1 yes. */
static int is_taken(struct writing *w, const char *id)
{
	static const char sql[] =
		"select 1"
		"  from record_history"
		" where id = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, w->store, sql, "s", id);

	return rc ? rc : query_next(q);
}

static int refuse_existing(struct writing *w, const char *id)
{
	static const char sql[] =
		"select type"
		"  from record"
		" where id = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, w->store, sql, "s", id);

	if (rc || (rc = query_next(q)) <= 0)
		return rc;
	return refuse(-EEXIST,
		"%s: there is a record of this id, of type %s; set changes it",
		id, query_text(q, 0));
}

static int add_record(struct writing *w, struct numbers *made,
	struct json *record)
{
	const struct record_type *type;
	int rc;

	type = record_type_find(json_text_at(record, "type"));
	if (type && !json_get(record, "id")) {
		rc = make_id(w, made, type, record);
		if (rc)
			return rc;
	}
	rc = record_refuse(&type, record, store_day(w->store));
	if (!rc)
		rc = refuse_existing(w, json_text_at(record, "id"));
	return rc ? rc : writing_put(w, record);
}

static int id_order(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/* Refuses two records of one id, whose second would replace the first. */
static int refuse_repeated(const struct json *list)
{
	const char **ids = calloc(json_count(list) + 1, sizeof(*ids));
	const struct json *e;
	size_t n = 0, i;
	int rc = 0;

	if (!ids)
		return fail(-ENOMEM, "no memory left");
	for (e = json_first(list); e; e = json_next(e))
		if (json_text_at(e, "id"))
			ids[n++] = json_text_at(e, "id");
	qsort(ids, n, sizeof(*ids), id_order);
	for (i = 1; i < n && !rc; i++)
		if (!strcasecmp(ids[i], ids[i - 1]))
			rc = refuse(-EEXIST, "%.80s: two records of this id",
				ids[i]);
	free(ids);
	return rc;
}

/* The list's values are the list's, and the list is ours. */
static struct json *own(const struct json *j)
{
	return (struct json *)(uintptr_t)j;
}

static int add_list(struct writing *w, struct numbers *made,
	const struct json *list)
{
	const struct json *e;
	size_t n = 0;
	int rc = refuse_repeated(list);

	for (e = json_first(list); e && !rc; e = json_next(e), n++)
		rc = err_in(add_record(w, made, own(e)), "record %zu", n);
	return rc;
}

/* One FIELD=VALUE; id= counts as one here. */
static int assign(const struct record_type *type, struct json *record,
	const char *argument)
{
	const char *equals = strchr(argument, '=');
	auto_buf path = BUF_INIT;
	const char *fault;

	if (!equals)
		return refuse(-EINVAL, "%.80s: expected FIELD=VALUE", argument);
	buf_put(&path, argument, (size_t)(equals - argument));
	if (buf_done(&path))
		return path.err;
	if (strcmp(buf_text(&path), "id") != 0)
		return record_assign(type, record, buf_text(&path), equals + 1);
	fault = id_fault(equals + 1);
	if (fault)
		return refuse(-EINVAL, "%.80s: expected an id, this one %s",
			equals + 1, fault);
	return json_set_text(record, "id", equals + 1);
}

static int build(struct json **out, struct call *c)
{
	const struct record_type *type = record_type_find(call_arg(c, 0));
	struct json *record;
	int i, rc;

	if (!type)
		return refuse(-EINVAL,
			"%.80s: no such record type; see dossierfs help types",
			call_arg(c, 0));
	record = json_object();
	*out = record;
	if (!record)
		return fail(-ENOMEM, "no memory left");
	rc = json_set_text(record, "type", type->name);
	for (i = 1; i < call_count(c) && !rc; i++)
		rc = assign(type, record, call_arg(c, i));
	return rc;
}

static int begin(struct writing *w, struct call *c, const struct json *record)
{
	const char *type = json_text_at(record, "type");
	const char *id = json_text_at(record, "id");
	char plain[128];

	snprintf(plain, sizeof(plain), "add %.40s %.80s",
		type ? type : "a record", id ? id : "");
	return writing_begin(w, c, plain);
}

/* Begins with an id made here. The reason names it, so it is made before the
 * dossier is locked, and again if another writer was given it meanwhile. */
static int begin_with_id(struct writing *w, struct call *c,
	struct json *record)
{
	const struct record_type *type =
		record_type_find(json_text_at(record, "type"));
	struct numbers made = { { 0 } };
	int rc = writing_open(w, c);

	while (!rc) {
		rc = make_id(w, &made, type, record);
		if (!rc)
			rc = begin(w, c, record);
		if (!rc)
			rc = is_taken(w, json_text_at(record, "id"));
		if (rc <= 0)
			return rc;
		change_drop(w->change);
		w->change = NULL;
		rc = json_remove(record, "id");
	}
	return rc;
}

int cmd_add_record(struct call *c, struct json *record, bool quiet)
{
	const struct record_type *type =
		record_type_find(json_text_at(record, "type"));
	auto_writing w = { 0 };
	int rc;

	if (type && !json_get(record, "id"))
		rc = begin_with_id(&w, c, record);
	else
		rc = begin(&w, c, record);
	if (!rc)
		rc = add_record(&w, NULL, record);
	if (quiet)
		buf_cut(&w.done, 0);
	return rc ? rc : writing_commit(&w);
}

static int add_several(struct call *c, const struct json *list)
{
	struct numbers made = { { 0 } };
	auto_writing w = { 0 };
	int rc = writing_begin(&w, c, "add records");

	if (!rc)
		rc = add_list(&w, &made, list);
	return rc ? rc : writing_commit(&w);
}

static int add_json(struct call *c, const char *path)
{
	auto_json read = NULL;
	int rc;

	if (call_count(c))
		return refuse(-EINVAL,
			"add: expected fields or --json FILE, not both");
	rc = cmd_read_json(&read, path);
	if (rc)
		return rc;
	rc = json_kind(read) == JSON_LIST ? add_several(c, read)
					  : cmd_add_record(c, read, false);
	return err_in(rc, "%s", strcmp(path, "-") ? path : "standard input");
}

static int add_fields(struct call *c)
{
	auto_json record = NULL;
	int rc;

	if (!call_count(c))
		return refuse(-EINVAL,
			"add: expected TYPE FIELD=VALUE... or --json FILE");
	rc = build(&record, c);
	return rc ? rc : cmd_add_record(c, record, false);
}

int cmd_add(struct call *c)
{
	const char *path = call_option(c, "json");

	return cmd_status(path ? add_json(c, path) : add_fields(c));
}
