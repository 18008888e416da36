/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intake - what the readers of one file share. Private to model/import.
 *
 * A reader gets the parsed file, checks its shape, and adds scans, documents
 * or records to the change. Strings are borrowed from the tree.
 */
#ifndef DOSSIERFS_IMPORT_INTAKE_H
#define DOSSIERFS_IMPORT_INTAKE_H

#include "dossierfs/hash.h"
#include "dossierfs/import.h"
#include "dossierfs/json.h"

enum {
	INTAKE_MAX = 512 << 20, /* bytes of one file */
	MARK_LEN = 8,           /* hex digits in the ids of imports */
};

struct intake {
	struct change *change;
	struct store *store;
	const struct import_options *opt;
	struct import_report *report;
	const char *path;  /* as the user named it */
	const char *name;  /* how the dossier records the file's name */
	const char *bytes; /* as they came */
	size_t len;
	char sha256[HASH_HEX_MAX];
	const char *product; /* an id */
	char mark[MARK_LEN + 1];
	int32_t file_day;  /* the day the file was last changed */
};

/* A record of the change and a line of the report. */
int intake_put(struct intake *in, const struct json *record);

/* A line of the report's notes. */
void intake_note(struct intake *in, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds n to a count of the report; names past the last go to "other". */
void intake_count(struct import_count *counts, const char *name, int64_t n);
void intake_held(struct intake *in, const char *name, int64_t n);

/* Counts how many of the texts differ; sorts them. */
void intake_distinct(struct intake *in, const char *name, const char **texts,
	size_t n);

/* Registers the file's bytes as document `id`; valid_on may be NULL. */
int intake_document(struct intake *in, const char *id, const char *kind,
	const char *title, const char *media_type, const char *valid_on);

/* The only product there is, or the one named; refuses otherwise. Gives the
 * id in out. */
int intake_product(struct intake *in, struct buf *out);

/* Whether this very file is there already for this product and release. */
int intake_known(struct intake *in, bool *known);

/* The day that a report's time or date names; false when it names none, or
 * one of before 1990, which tools write for "never". */
bool report_day(int32_t *out, const char *text);

/* performed_on: the report's day, else --on, else the file's; *from says
 * which (MODEL.md, date_from). */
int intake_day(const struct intake *in, const int32_t *reported, int32_t *day,
	const char **from);

/* 1 and UTF-8 without a byte order mark in out, where the bytes begin with a
 * mark; 0 where they have none and may be UTF-8 as they are. */
int utf8_from(struct buf *out, const char *bytes, size_t len);

/* One reader a format. */
int sarif_import(struct intake *in, const struct json *root);
int cyclonedx_import(struct intake *in, const struct json *root);
int grype_import(struct intake *in, const struct json *root);
int trivy_import(struct intake *in, const struct json *root);
int record_import(struct intake *in, const struct json *root);
int records_import(struct intake *in, const char *folder);
int document_import(struct intake *in);

/* Which reader takes it; refuses what none does, by the name of what it is. */
typedef int reader_fn(struct intake *in, const struct json *root);
int recognise(reader_fn **reader, struct intake *in, const struct json *root);

/* What a file that is no JSON is, as a phrase, or NULL. */
const char *recognise_bytes(const char *bytes, size_t len);

#endif
