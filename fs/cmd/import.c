/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs import: files from outside, one change-set, a report of each.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/import.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "writing.h"

static const struct option_row options[] = {
	{ "product", 0, "ID", "what the files are about (else the only one there is)" },
	{ "release", 0, "ID", "the release that was looked at" },
	{ "kind", 0, "KIND", "kind of activity: sast, dast, pentest, ... (else as the tool suggests)" },
	{ "on", 0, "DATE", "when it was done, for reports that do not say" },
	{ "as", 0, "document", "keep the file as evidence, whatever it is" },
	{ "title", 0, "TITLE", "with --as document: its title" },
	{ "id", 0, "ID", "with --as document: its id" },
	{ "doc-kind", 0, "KIND", "with --as document: procedure, record, report, ..." },
	OPTION_JSON,
	OPTIONS_AUTHOR,
	OPTIONS_END,
};

const struct usage import_usage = {
	options,
	"  dossierfs import --product GW --release GW-2.1 scan.sarif sbom.cdx.json\n"
	"  dossierfs import --as document --doc-kind procedure SOP-063.pdf\n"
	"  dossierfs import ../records\n\n"
	"A file is known by what it holds, not by its name; `dossierfs help formats`\n"
	"lists what is taken. All files are taken, or none. A file that is there\n"
	"already for the same product and release changes nothing.\n",
};

enum { IDS_SHOWN = 20 };

struct reports {
	struct import_report *each;
	int n;
};

static void reports_free(struct reports *r)
{
	for (int i = 0; i < r->n; i++)
		import_report_free(&r->each[i]);
	free(r->each);
}
#define auto_reports __attribute__((cleanup(reports_free))) struct reports

static void print_counts(const char *what, const struct import_count *counts)
{
	const char *before = what;

	for (int i = 0; i < IMPORT_COUNTS && *counts[i].name; i++) {
		if (!counts[i].n)
			continue;
		cmd_printf("%s%s %" PRId64, before, counts[i].name,
			counts[i].n);
		before = ", ";
	}
	if (before != what)
		cmd_printf("\n");
}

/* Lines with something in front of each; no more than max. */
static void print_lines(const char *before, const char *lines, int max)
{
	int n = 0, more = 0;

	for (size_t len; *lines; lines += len + (lines[len] == '\n')) {
		len = strcspn(lines, "\n");
		if (n++ < max)
			cmd_printf("%s%.*s\n", before, (int)len, lines);
		else
			more++;
	}
	if (more)
		cmd_printf("%sand %d more\n", before, more);
}

static void print_report(const char *path, const struct import_report *r)
{
	cmd_printf("%s: %s%s%s\n", path, r->format,
		r->known && *r->format ? ", " : "",
		r->known ? "known, nothing changed" : "");
	print_lines("  took ", buf_text(&r->ids), IDS_SHOWN);
	if (r->findings)
		cmd_printf("  findings %" PRId64 ", of them suppressed %" PRId64
			"\n", r->findings, r->suppressed);
	print_counts("    ", r->levels);
	print_counts("  it holds ", r->held);
	if (r->skipped)
		cmd_printf("  skipped %" PRId64 ", which are no findings\n",
			r->skipped);
	print_lines("  ", buf_text(&r->notes), 1000);
}

static struct json *counts_json(const struct import_count *counts)
{
	struct json *object = json_object();

	for (int i = 0; i < IMPORT_COUNTS && *counts[i].name; i++)
		if (json_set_int(object, counts[i].name, counts[i].n) < 0) {
			json_free(object);
			return NULL;
		}
	return object;
}

static struct json *lines_json(const char *lines)
{
	struct json *list = json_list();
	auto_buf line = BUF_INIT;

	for (size_t len; *lines; lines += len + (lines[len] == '\n')) {
		len = strcspn(lines, "\n");
		buf_cut(&line, 0);
		buf_put(&line, lines, len);
		if (json_append(list, json_new_text(buf_text(&line))) < 0) {
			json_free(list);
			return NULL;
		}
	}
	return list;
}

static struct json *report_json(const char *path, const struct import_report *r)
{
	struct json *j = json_object();

	if (json_set_text(j, "file", path) == 0 &&
		json_set_text(j, "format", r->format) == 0 &&
		json_set(j, "known", json_new_bool(r->known)) == 0 &&
		json_set(j, "took", lines_json(buf_text(&r->ids))) == 0 &&
		json_set(j, "notes", lines_json(buf_text(&r->notes))) == 0 &&
		json_set(j, "holds", counts_json(r->held)) == 0 &&
		json_set(j, "levels", counts_json(r->levels)) == 0 &&
		json_set_int(j, "findings", r->findings) == 0 &&
		json_set_int(j, "suppressed", r->suppressed) == 0 &&
		json_set_int(j, "components", r->components) == 0 &&
		json_set_int(j, "skipped", r->skipped) == 0)
		return j;
	json_free(j);
	return NULL;
}

static int print_json(struct call *c, const struct reports *r, int64_t seq)
{
	auto_json root = json_object();
	struct json *list = json_list();
	auto_buf text = BUF_INIT;
	int rc = 0;

	for (int i = 0; i < r->n && rc == 0; i++)
		rc = json_append(list, report_json(call_arg(c, i),
			&r->each[i]));
	if (rc == 0)
		rc = json_set(root, "files", list);
	else
		json_free(list);
	if (rc == 0 && seq >= 0)
		rc = json_set_int(root, "seq", seq);
	if (rc < 0)
		return rc;
	json_canonical(&text, root);
	rc = buf_done(&text);
	if (rc == 0)
		cmd_print(buf_text(&text), text.len);
	return rc;
}

static int read_options(struct call *c, struct import_options *out)
{
	*out = (struct import_options){
		.product = call_option(c, "product"),
		.release = call_option(c, "release"),
		.kind = call_option(c, "kind"),
		.on = call_option(c, "on"),
		.as = call_option(c, "as"),
		.id = call_option(c, "id"),
		.title = call_option(c, "title"),
		.doc_kind = call_option(c, "doc-kind"),
	};
	if (call_count(c) < 1)
		return refuse(-EINVAL, "import: expected a FILE");
	if (!out->as && (out->id || out->title || out->doc_kind))
		return refuse(-EINVAL, "import: --id, --title and --doc-kind go"
			" with --as document");
	if (out->as && out->kind)
		return refuse(-EINVAL, "import: --kind is that of an activity;"
			" with --as document, --doc-kind");
	if (call_count(c) > 1 && (out->id || out->title))
		return refuse(-EINVAL,
			"import: --id and --title name one file");
	return 0;
}

/* How much of a name a reason may hold; 0 where it is no text. */
static size_t fit(const char *name)
{
	size_t len = strnlen(name, 160);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f)
			return 0;
	if (!utf8_valid(name, strlen(name)))
		return 0;
	while (!utf8_valid(name, len))
		len--;
	return len;
}

static void plain_reason(struct call *c, struct buf *out)
{
	const char *path = call_arg(c, 0), *slash = strrchr(path, '/');
	const char *name = slash && slash[1] ? slash + 1 : path;
	size_t len = fit(name);

	if (call_count(c) == 1 && len)
		buf_printf(out, "import %.*s", (int)len, name);
	else
		buf_printf(out, "import %d file%s", call_count(c),
			call_count(c) == 1 ? "" : "s");
}

/* Commits and prints; the change is gone in any case. */
static int finish(struct call *c, struct writing *w, const struct reports *r)
{
	bool empty = change_is_empty(w->change);
	struct change *change = w->change;
	int64_t seq = -1;
	int rc;

	w->change = NULL; /* commit frees it */
	rc = change_commit(change, &seq);
	if (rc < 0)
		return rc;
	if (call_has(c, "json"))
		rc = print_json(c, r, empty ? -1 : seq);
	for (int i = 0; i < r->n && !call_has(c, "json"); i++)
		print_report(call_arg(c, i), &r->each[i]);
	if (!call_has(c, "json")) {
		if (empty)
			cmd_printf("nothing changed\n");
		else
			cmd_printf("recorded (seq %" PRId64 ")\n", seq);
	}
	writing_judge(w->store);
	return rc;
}

static int import(struct call *c)
{
	struct import_options opt;
	auto_reports r = { 0 };
	auto_writing w = { 0 };
	auto_buf taken = BUF_INIT;
	auto_buf plain = BUF_INIT;
	int rc = read_options(c, &opt);

	if (rc < 0)
		return rc;
	r.each = calloc((size_t)call_count(c), sizeof(*r.each));
	if (!r.each)
		return fail(-ENOMEM, "import: no memory for the reports");
	plain_reason(c, &plain);
	rc = writing_begin(&w, c, buf_text(&plain));
	if (rc < 0)
		return rc;
	opt.today = store_day(w.store);
	opt.taken = &taken;
	while (r.n < call_count(c) && rc == 0) {
		cmd_progress("importing", (size_t)r.n, (size_t)call_count(c));
		rc = import_file(w.change, w.store, call_arg(c, r.n), &opt,
			&r.each[r.n]);
		r.n++;
	}
	cmd_progress_end();
	return rc < 0 ? rc : finish(c, &w, &r);
}

int cmd_import(struct call *c)
{
	return cmd_status(import(c));
}
