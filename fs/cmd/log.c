/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs log: the audit trail, newest first. Without an id the change-sets
 * and what they touched; with one what changed of it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "log.h"
#include "writing.h"

static const struct option_row options[] = {
	{ "number", 'n', "N", "the newest N only" },
	OPTION_JSON,
	OPTION_AS_OF,
	OPTIONS_END,
};

const struct usage log_usage = {
	options,
	"  dossierfs log -n 10\n"
	"  dossierfs log ISS-7\n",
};

/* A reason may have many lines, and each is a line of this entry. */
static void put_reason(const char *reason)
{
	for (size_t n; *reason; reason += n + (reason[n] == '\n')) {
		n = strcspn(reason, "\n");
		cmd_printf("    %.*s\n", (int)n, reason);
	}
}

int log_head(struct log *l, struct query *q, struct json **entry)
{
	char time[TIME_TEXT];
	struct json *e;
	int rc;

	time_format(time, query_int(q, 1));
	*entry = NULL;
	if (!l->list) {
		cmd_printf("seq %" PRId64 "  %s  %s <%s>\n",
			query_int(q, 0), time, query_text(q, 2),
			query_text(q, 3));
		put_reason(query_text(q, 4));
		return 0;
	}
	e = *entry = json_object();
	if (!e)
		return fail(-ENOMEM, "no memory left");
	rc = json_set_int(e, "seq", query_int(q, 0));
	rc = rc ? rc : json_set_text(e, "recorded", time);
	rc = rc ? rc : json_set_text(e, "author", query_text(q, 2));
	rc = rc ? rc : json_set_text(e, "mail", query_text(q, 3));
	rc = rc ? rc : json_set_text(e, "reason", query_text(q, 4));
	return rc ? rc : json_set_text(e, "commit", query_text(q, 5));
}

static int put_touched(struct json *list, struct query *q)
{
	bool withdrawn = query_int(q, 2);
	struct json *e;
	int rc;

	if (!list) {
		cmd_printf("    %s %s %s\n", withdrawn ? "-" : "+",
			query_text(q, 0), query_text(q, 1));
		return 0;
	}
	e = json_object();
	rc = e ? json_set_text(e, "type", query_text(q, 0)) : 0;
	if (!rc && e)
		rc = json_set_text(e, "id", query_text(q, 1));
	if (!rc && e && withdrawn)
		rc = json_set(e, "withdrawn", json_new_bool(true));
	if (!rc)
		return json_append(list, e);
	json_free(e);
	return rc;
}

/* What one change-set touched. */
static int log_touched(struct log *l, int64_t seq, struct json *entry)
{
	static const char sql[] =
		"select type, id, withdrawn"
		"  from touched"
		" where seq = ?1"
		" order by type, id";
	struct json *list = entry ? json_list() : NULL;
	auto_query q = NULL;
	int rc = query_open(&q, l->store, sql, "i", seq);

	while (!rc && (rc = query_next(q)) > 0)
		rc = put_touched(list, q);
	if (!rc && entry)
		return json_set(entry, "touched", list);
	json_free(list);
	return rc;
}

static int log_all(struct log *l)
{
	static const char sql[] =
		"select seq, recorded, author, mail, reason, commit_id"
		"  from changeset"
		" where mainline = 1"
		" order by seq desc"
		" limit ?1";
	auto_query q = NULL;
	struct json *entry;
	int rc = query_open(&q, l->store, sql, "i", l->left);

	while (!rc && (rc = query_next(q)) > 0) {
		rc = log_head(l, q, &entry);
		if (!rc)
			rc = log_touched(l, query_int(q, 0), entry);
		if (!l->list)
			cmd_printf("\n");
		else if (!rc)
			rc = json_append(l->list, entry);
		else
			json_free(entry);
	}
	return rc;
}

static int read_number(int64_t *out, const char *text)
{
	char *end;

	*out = INT64_MAX;
	if (!text)
		return 0;
	*out = strtoll(text, &end, 10);
	if (end == text || *end || *out < 1)
		return refuse(-EINVAL, "-n %.40s: expected a number from 1",
			text);
	return 0;
}

static int print_log(struct call *c, struct log *l)
{
	const char *id = call_arg(c, 0);
	auto_buf out = BUF_INIT;
	int rc = id ? log_record(l, id) : log_all(l);

	if (rc || !l->list)
		return rc;
	json_canonical(&out, l->list);
	rc = buf_done(&out);
	if (!rc)
		cmd_print(out.data, out.len);
	return rc;
}

static int log_call(struct call *c)
{
	struct log l = { 0 };
	auto_store st = NULL;
	int rc;

	rc = read_number(&l.left, call_option(c, "number"));
	if (!rc)
		rc = call_store(c, -1, STORE_READ, &st);
	if (rc)
		return rc;
	l.store = st;
	if (call_has(c, "json") && !(l.list = json_list()))
		return fail(-ENOMEM, "no memory left");
	rc = print_log(c, &l);
	json_free(l.list);
	return rc;
}

int cmd_log(struct call *c)
{
	return cmd_status(log_call(c));
}
