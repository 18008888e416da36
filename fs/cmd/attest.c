/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs attest: a person's word on what a document says of an aspect of a
 * clause. It is bound to the bytes that the document has now, and is void when
 * these change.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "dossierfs/query.h"
#include "dossierfs/record.h"
#include "dossierfs/text.h"
#include "writing.h"

/* clang-format off */
static const struct option_row options[] = {
	{ "location", 0, "TEXT", "where it stands: a page, a section" },
	{ "reason", 0, "TEXT", "why the answer is what it is, in three words or more" },
	{ "by", 0, "NAME", "who attests (else the author of the change)" },
	{ "on", 0, "DATE", "when (else today)" },
	{ "expires", 0, "DATE", "last day on which it holds" },
	{ "read", 0, "FILE", "what was read: refused unless it is the document's file" },
	{ "id", 0, "ID", "the record's id (else one is made)" },
	OPTION_JSON,
	OPTIONS_AUTHOR,
	OPTIONS_END,
};
/* clang-format on */

const struct usage attest_usage = {
	options,
	"  dossierfs attest SOP-063 9.5 2 yes --location \"section 4.2\"\n"
	"  dossierfs attest SOP-063 9.5 1,5,6 partly --expires 2027-06-30 \\\n"
	"      --reason \"no word on other products\"\n\n"
	"CLAUSE is 6.3 or 9.5; ASPECT is the number of a question that\n"
	"`dossierfs signals` lists, or several with commas between; ANSWER is\n"
	"yes, partly or no. A signal is met when every aspect is attested yes,\n"
	"currently, by someone other than the document's author.\n",
};

/* What is attested, while it is put together. */
struct attested {
	struct store *st;
	struct json *record;
	const char *document;
	struct buf signal;
	struct buf note; /* why it will not count, if it will not */
};

static int find_signal(struct attested *a, const char *clause)
{
	static const char sql[] =
		"select signal from temp.content_signal"
		" where signal = ?1 or clause = ?1"
		"    or substr(clause, instr(clause, '/') + 1) = ?1";
	static const char all[] =
		"select group_concat(substr(clause, instr(clause, '/') + 1),"
		" ' or ') from (select clause from temp.content_signal"
		"  order by clause)";
	auto_query q = NULL;
	auto_query there = NULL;
	int rc = query_open(&q, a->st, sql, "s", clause);

	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	if (rc) {
		buf_printf(&a->signal, "%s", query_text(q, 0));
		return buf_done(&a->signal);
	}
	rc = query_open(&there, a->st, all, "");
	if (!rc)
		rc = query_next(there);
	return rc < 0 ? rc : refuse(-EINVAL, "attest: %.40s: expected a clause "
		"with aspects: %s", clause, query_text(there, 0));
}

/* Refuses an aspect that the signal has not, and says which there are. */
static int check_aspect(struct attested *a, const char *aspect)
{
	static const char sql[] =
		"select group_concat(aspect || ' ' || title, '; '),"
		" total(aspect = ?2) from (select aspect, title"
		"  from temp.aspect where signal = ?1"
		"  order by length(aspect), aspect)";
	auto_query q = NULL;
	int rc = query_open(&q, a->st, sql, "ss", buf_text(&a->signal), aspect);

	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	return query_int(q, 1) ? 0 : refuse(-EINVAL, "attest: %.40s: expected "
		"an aspect of %s: %s", *aspect ? aspect : "nothing",
		buf_text(&a->signal), query_text(q, 0));
}

/* One aspect is a text, several are a list. */
static int set_aspects(struct attested *a, const char *argument)
{
	auto_text copy = strdup(argument);
	char *rest = copy, *aspect;
	struct json *list = NULL;
	int rc = 0;

	if (!copy)
		return fail(-ENOMEM, "no memory left");
	if (!strchr(argument, ',')) {
		rc = check_aspect(a, argument);
		return rc ? rc : json_set_text(a->record, "aspect", argument);
	}
	list = json_list();
	rc = json_set(a->record, "aspect", list);
	while (!rc && (aspect = strsep(&rest, ","))) {
		aspect += strspn(aspect, " ");
		rc = check_aspect(a, aspect);
		if (!rc)
			rc = json_append(list, json_new_text(aspect));
	}
	return rc;
}

static int set_answer(struct attested *a, const char *answer)
{
	if (strcmp(answer, "yes") && strcmp(answer, "partly") &&
		strcmp(answer, "no"))
		return refuse(-EINVAL, "attest: %.40s: expected yes, partly or "
			"no", answer);
	return json_set_text(a->record, "answer", answer);
}

/* What was read elsewhere must be what is on record here. */
static int check_read(const char *path, const char *document,
	const char *sha256)
{
	char hex[HASH_HEX_MAX];
	uint64_t size;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return refuse(-errno, "%.200s: %s", path, strerror(errno));
	rc = hash_fd(hex, HASH_SHA256, fd, &size);
	close(fd);
	if (!rc && strcmp(hex, sha256) != 0)
		rc = refuse(-EINVAL, "%.200s: is not the file of document %s: "
			"its SHA-256 is %s, that of the document %s", path,
			document, hex, sha256);
	return rc;
}

static const char sql_document[] =
	"select r.type, d.defect, d.file_sha256, e.sha256, d.author_key"
	"  from record r"
	"  left join document d on d.id = r.id"
	"  left join evidence e on e.id = d.id and e.name = d.file_name"
	" where r.id = ?1";

enum { TYPE, DEFECT, RECORDED, STORED, AUTHOR };

static int check_document(const char *id, struct query *q)
{
	const char *type = query_text(q, TYPE);

	if (strcmp(type, "document") != 0)
		return refuse(-EINVAL, "%s: expected a document, this is of "
			"type %s", id, type);
	if (!query_null(q, DEFECT))
		return refuse(-EINVAL, "%s: its record is defective, mend it "
			"first: %s", id, query_text(q, DEFECT));
	if (query_null(q, RECORDED))
		return refuse(-EINVAL, "%s: the document has no file to attest "
			"of; store it with dossierfs attach %s FILE", id, id);
	if (query_null(q, STORED))
		return refuse(-ENOENT, "%s: the bytes of the document are "
			"absent", id);
	if (strcmp(query_text(q, STORED), query_text(q, RECORDED)) != 0)
		return refuse(-EINVAL, "%s: the bytes of the document hash "
			"otherwise than recorded", id);
	return 0;
}

/* The author's own word is recorded and does not count. */
static int note_author(struct attested *a, const char *by, const char *author)
{
	auto_buf key = BUF_INIT;

	name_fold(&key, by);
	if (!key.err && author && strcmp(buf_text(&key), author) == 0)
		buf_printf(&a->note, "does not count: %s is the author of %s\n",
			by, a->document);
	return key.err ? buf_done(&key) : buf_done(&a->note);
}

static int set_document(struct attested *a, struct call *c, const char *by)
{
	const char *read = call_option(c, "read");
	auto_query q = NULL;
	int rc = cmd_record(a->st, a->document, NULL, NULL, NULL);

	if (!rc)
		rc = query_open(&q, a->st, sql_document, "s", a->document);
	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	rc = check_document(a->document, q);
	if (!rc && read)
		rc = check_read(read, a->document, query_text(q, STORED));
	if (!rc)
		rc = json_set_text(a->record, "document", a->document);
	if (!rc)
		rc = json_set_text(a->record, "document_sha256",
			query_text(q, STORED));
	return rc ? rc : note_author(a, by, query_text(q, AUTHOR));
}

/* The field from an option, where it is given. */
static int set_option(struct attested *a, struct call *c, const char *option,
	const char *field)
{
	const char *value = call_option(c, option);

	if (value && !*value)
		return refuse(-EINVAL, "attest: --%s: expected a value", option);
	return value ? json_set_text(a->record, field, value) : 0;
}

static int set_days(struct attested *a, struct call *c)
{
	const char *on = call_option(c, "on");
	const char *expires = call_option(c, "expires");
	char today[DAY_TEXT];
	int32_t day;

	day_format(today, store_day(a->st));
	on = on ? on : today;
	if (!day_parse(&day, on))
		return refuse(-EINVAL, "attest: --on %.40s: expected "
			"YYYY-MM-DD", on);
	if (expires && !day_parse(&day, expires))
		return refuse(-EINVAL, "attest: --expires %.40s: expected "
			"YYYY-MM-DD", expires);
	if (expires && strcmp(expires, on) < 0)
		return refuse(-EINVAL, "attest: --expires %s: expected a day "
			"on or after %s", expires, on);
	return json_set_text(a->record, "on", on);
}

static int set_title(struct attested *a, const char *aspects)
{
	auto_buf title = BUF_INIT;

	buf_printf(&title, "%s of %s, aspect %s", a->document,
		buf_text(&a->signal), aspects);
	return title.err ? buf_done(&title) :
		json_set_text(a->record, "title", buf_text(&title));
}

static int fill(struct attested *a, struct call *c, const char *by)
{
	static const char *const fields[][2] = { { "location", "location" },
		{ "reason", "reason" }, { "expires", "expires_on" },
		{ "id", "id" } };
	int rc = json_set_text(a->record, "type", "attestation");

	if (!rc)
		rc = find_signal(a, call_arg(c, 1));
	if (!rc)
		rc = json_set_text(a->record, "signal", buf_text(&a->signal));
	if (!rc)
		rc = set_aspects(a, call_arg(c, 2));
	if (!rc)
		rc = set_answer(a, call_arg(c, 3));
	if (!rc)
		rc = set_document(a, c, by);
	if (!rc)
		rc = set_days(a, c);
	for (size_t i = 0; i < 4 && !rc; i++)
		rc = set_option(a, c, fields[i][0], fields[i][1]);
	if (!rc)
		rc = json_set_text(a->record, "by", by);
	return rc ? rc : set_title(a, call_arg(c, 2));
}

/* Puts the record together from what is on record now. */
static int build(struct attested *a, struct call *c)
{
	const char *by = call_option(c, "by");
	auto_store st = NULL;
	struct authorship author;
	int rc = call_authorship(c, "", &author);

	a->document = call_arg(c, 0);
	a->record = json_object();
	if (!a->record)
		return fail(-ENOMEM, "no memory left");
	if (!rc)
		rc = call_store(c, -1, STORE_READ, &st);
	a->st = st;
	if (!rc)
		rc = assess_aspects(st);
	return rc ? rc : fill(a, c, by ? by : author.name);
}

static int record(struct attested *a, struct call *c)
{
	bool json = call_has(c, "json");
	auto_buf text = BUF_INIT;
	int rc = cmd_add_record(c, a->record, json);

	if (rc || !json) {
		if (!rc && a->note.len)
			cmd_print(buf_text(&a->note), a->note.len);
		return rc;
	}
	record_canonical(&text, record_type_find("attestation"), a->record);
	if (!text.err)
		cmd_print(buf_text(&text), text.len);
	return buf_done(&text);
}

int cmd_attest(struct call *c)
{
	struct attested a = { .signal = BUF_INIT };
	int rc = call_count(c) == 4 ? build(&a, c) : refuse(-EINVAL,
		"attest: expected DOCUMENT CLAUSE ASPECT ANSWER, as in "
		"dossierfs attest SOP-063 9.5 2 yes");

	if (!rc)
		rc = record(&a, c);
	json_free(a.record);
	buf_free(&a.signal);
	buf_free(&a.note);
	return cmd_status(rc);
}
