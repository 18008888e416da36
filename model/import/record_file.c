/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_file - one file of a folder: a record, its evidence, or findings.
 *
 * What is recorded already, byte for byte, is counted and left alone.
 */
#include "records.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/change.h"
#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/query.h"
#include "dossierfs/record.h"
#include "dossierfs/store.h"
#include "intake.h"

enum { RECORD_MAX = 16 << 20 };

enum state { NEW, CHANGED, SAME };

/* Whether the dossier has this record, and with just these words. */
static int compare_record(struct intake *in, const struct json *record,
	enum state *out)
{
	auto_buf old = BUF_INIT;
	auto_buf new = BUF_INIT;
	const char *type = json_text_at(record, "type");
	const char *id = json_text_at(record, "id");
	int rc = store_record(in->store, id, &old);

	*out = NEW;
	if (rc == -ENOENT) {
		err_clear();
		return 0;
	}
	if (rc < 0)
		return rc;
	record_canonical(&new, record_type_find(type), record);
	*out = new.len == old.len &&
		memcmp(buf_text(&new), buf_text(&old), new.len) == 0 ?
		SAME : CHANGED;
	return buf_done(&new);
}

int record_import(struct intake *in, const struct json *root)
{
	enum state state;
	/* Records are ours: no mark in front, no key twice. */
	int rc = json_check(in->bytes, in->len, 0);

	if (rc == 0)
		rc = compare_record(in, root, &state);
	if (rc < 0)
		return rc;
	intake_held(in, state == NEW ? "new records" : "changed records",
		state != SAME);
	if (state == SAME) {
		in->report->known = true;
		intake_note(in, "%s is recorded so already",
			json_text_at(root, "id"));
		return 0;
	}
	return intake_put(in, root);
}

static int read_below(struct folder *f, const struct folder_file *file,
	size_t max, struct buf *out)
{
	return file_read_at(out, f->fd, file->path, max);
}

/* A file's name and folder say its id and type. */
static int agrees(const struct folder *f, const struct folder_file *file,
	const struct json *record)
{
	const char *id = json_text_at(record, "id");
	const char *type = json_text_at(record, "type");
	const char *wanted = f->type_above;
	size_t n = strlen(wanted), len = strlen(file->name) - strlen(".json");

	if (!n || file->type != file->path) {
		wanted = file->type;
		n = strcspn(wanted, "/");
		if (!wanted[n])
			return refuse(-EINVAL, "expected it below"
				" records/<type>/");
	}
	if (!type || strlen(type) != n || memcmp(type, wanted, n) != 0)
		return refuse(-EINVAL, "/type: expected %.*s, as its folder"
			" says", (int)n, wanted);
	if (!id || strlen(id) != len || memcmp(id, file->name, len) != 0)
		return refuse(-EINVAL, "/id: expected %.*s, as its name says",
			(int)len, file->name);
	return 0;
}

int folder_record(struct folder *f, const struct folder_file *file)
{
	auto_buf text = BUF_INIT;
	auto_json record = NULL;
	enum state state;
	int rc = read_below(f, file, RECORD_MAX, &text);

	if (rc == 0)
		rc = json_parse(&record, buf_text(&text), text.len, 0);
	if (rc == 0)
		rc = agrees(f, file, record);
	if (rc == 0)
		rc = compare_record(f->in, record, &state);
	if (rc < 0)
		return rc;
	intake_held(f->in, state == NEW ? "new records" : "changed records",
		state != SAME);
	f->unchanged += state == SAME;
	f->taken += state != SAME;
	return state == SAME ? 0 : intake_put(f->in, record);
}

static int owner_record(struct folder *f, const char *id, size_t len,
	struct json **out)
{
	const struct folder_file *file;
	auto_buf text = BUF_INIT;
	auto_buf owner = BUF_INIT;
	auto_buf name = BUF_INIT;
	int rc;

	buf_put(&owner, id, len);
	buf_printf(&name, "%s.json", buf_text(&owner));
	file = folder_find(f, buf_text(&name));
	if (file)
		rc = read_below(f, file, RECORD_MAX, &text);
	else
		rc = store_record(f->in->store, buf_text(&owner), &text);
	if (rc == -ENOENT)
		return refuse(-EINVAL, "expected a record %s to go with it",
			buf_text(&owner));
	return rc < 0 ? rc : json_parse(out, buf_text(&text), text.len, 0);
}

struct wanted {
	const char *name;
	const char *sha256;
	bool found;
	bool right;
};

static int compare(const char *pointer, const char *name, const char *sha256,
	void *arg)
{
	struct wanted *w = arg;

	(void)pointer;
	if (strcmp(name, w->name) != 0)
		return 0;
	w->found = true;
	w->right |= !sha256 || strcmp(sha256, w->sha256) == 0;
	return 0;
}

/* The bytes must be those that the record speaks of. 1 for a page that a
 * snapshot's tree has beside them. */
static int is_named(struct folder *f, const struct folder_file *file,
	const char *owner, size_t len, const char *sha256)
{
	auto_json record = NULL;
	struct wanted w = { .name = file->name, .sha256 = sha256 };
	const struct record_type *type;
	int rc = owner_record(f, owner, len, &record);

	if (rc < 0)
		return rc;
	type = record_type_find(json_text_at(record, "type"));
	rc = type ? record_files(type, record, compare, &w) : 0;
	if (rc < 0)
		return rc;
	if (!w.found && folder_shows(file))
		return 1;
	if (!w.found)
		return refuse(-EINVAL, "record %.*s names no such file",
			(int)len, owner);
	if (!w.right)
		return refuse(-EINVAL, "expected the SHA-256 that record %.*s"
			" has for it, not %s", (int)len, owner, sha256);
	return 0;
}

static int has_evidence(struct intake *in, const char *owner, const char *name,
	const char *sha256, bool *same)
{
	static const char sql[] =
		"select 1"
		"  from evidence"
		" where id = ?1"
		"   and name = ?2"
		"   and sha256 = ?3";
	auto_query q = NULL;
	int rc = query_open(&q, in->store, sql, "sss", owner, name, sha256);

	if (rc == 0)
		rc = query_next(q);
	*same = rc > 0;
	return rc < 0 ? rc : 0;
}

int folder_evidence(struct folder *f, const struct folder_file *file)
{
	const char *end = file->name - 1, *owner = end;
	auto_buf bytes = BUF_INIT;
	auto_buf id = BUF_INIT;
	char sha256[HASH_HEX_MAX];
	bool same = false;
	int rc = read_below(f, file, INTAKE_MAX, &bytes);

	while (owner > file->path && owner[-1] != '/')
		owner--;
	buf_put(&id, owner, (size_t)(end - owner));
	if (rc == 0)
		rc = hash_bytes(sha256, HASH_SHA256, buf_text(&bytes),
			bytes.len);
	if (rc == 0)
		rc = is_named(f, file, owner, id.len, sha256);
	if (rc == 1)
		return 0;
	if (rc == 0)
		rc = has_evidence(f->in, buf_text(&id), file->name, sha256,
			&same);
	if (rc < 0)
		return rc;
	f->unchanged += same;
	f->taken += !same;
	return same ? 0 : change_put_file(f->in->change, buf_text(&id),
		file->name, buf_text(&bytes), bytes.len, sha256);
}

/* A finding's line as the dossier writes it. */
static int finding_line(struct buf *out, const char *text, size_t len)
{
	auto_json j = NULL;
	int rc = json_parse(&j, text, len, 0);

	if (rc < 0)
		return rc;
	if (json_kind(j) != JSON_OBJECT)
		return refuse(-EINVAL, "/: expected an object");
	if (!json_text_at(j, "fingerprint"))
		return refuse(-EINVAL, "/: expected a member \"fingerprint\"");
	json_line(out, j);
	buf_putc(out, '\n');
	return buf_done(out);
}

static int finding_lines(struct folder *f, const struct buf *text,
	struct buf *out)
{
	const char *p = buf_text(text), *stop = p + text->len;
	int64_t n = 0;
	int rc = 0;

	while (p < stop && rc == 0) {
		const char *end = memchr(p, '\n', (size_t)(stop - p));
		size_t len = (size_t)((end ? end : stop) - p);

		n++;
		rc = finding_line(out, p, len);
		if (rc < 0)
			err_in(rc, "line %lld", (long long)n);
		p += len + 1;
	}
	f->in->report->findings += n;
	return rc;
}

static int has_findings(struct intake *in, const char *activity,
	const struct buf *lines, bool *same)
{
	static const char sql[] =
		"select 1"
		"  from findings_file"
		" where activity = ?1"
		"   and sha256 = ?2";
	auto_query q = NULL;
	char sha256[HASH_HEX_MAX];
	int rc = hash_bytes(sha256, HASH_SHA256, buf_text(lines), lines->len);

	if (rc == 0)
		rc = query_open(&q, in->store, sql, "ss", activity, sha256);
	if (rc == 0)
		rc = query_next(q);
	*same = rc > 0;
	return rc < 0 ? rc : 0;
}

int folder_findings(struct folder *f, const struct folder_file *file)
{
	size_t len = strlen(file->name) - strlen(".jsonl");
	auto_json activity = NULL;
	auto_buf text = BUF_INIT;
	auto_buf lines = BUF_INIT;
	auto_buf id = BUF_INIT;
	bool same = false;
	int rc = owner_record(f, file->name, len, &activity);

	buf_put(&id, file->name, len);
	if (rc == 0)
		rc = read_below(f, file, INTAKE_MAX, &text);
	if (rc == 0)
		rc = finding_lines(f, &text, &lines);
	if (rc == 0)
		rc = has_findings(f->in, buf_text(&id), &lines, &same);
	if (rc < 0)
		return rc;
	f->unchanged += same;
	f->taken += !same;
	return same ? 0 : change_put_findings(f->in->change, buf_text(&id),
		buf_text(&lines), lines.len);
}
