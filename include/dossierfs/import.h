/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import - a report, an SBOM, a document or records -> one change-set.
 *
 * The format is told from the content, never from the name. What cannot be
 * taken whole is refused whole, with the file, the place and what was
 * expected.
 */
#ifndef DOSSIERFS_IMPORT_H
#define DOSSIERFS_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct change;
struct json;
struct store;

struct import_options {
	const char *product;  /* NULL: the only one there is */
	const char *release;
	const char *kind;     /* activity kind; NULL: as the tool suggests */
	const char *on;       /* performed_on where the report has none */
	const char *as;       /* "document", or NULL: recognise */
	const char *id;       /* of a document; NULL: made */
	const char *title;    /* of a document; NULL: the file's name */
	const char *doc_kind; /* of a document; NULL: "other" */
	int32_t today;
	struct buf *taken;    /* what this command took so far; starts empty */
};

/* How many of something, by name, in the order first met. */
struct import_count {
	char name[48];
	int64_t n;
};
enum { IMPORT_COUNTS = 40 };

/* What one file became. */
struct import_report {
	char format[32];     /* "SARIF 2.1.0" */
	struct buf ids;      /* records taken, one a line: "activity <id>" */
	struct buf notes;    /* what was changed or skipped, why: lines */
	struct import_count held[IMPORT_COUNTS];   /* in the format's words */
	struct import_count levels[IMPORT_COUNTS]; /* findings: "code error" */
	int64_t findings;
	int64_t suppressed;  /* of the findings */
	int64_t components;
	int64_t skipped;     /* results that are no findings */
	bool known;          /* the same file was there: nothing changed */
};

void import_report_free(struct import_report *r);

/* Adds what the file holds to the change. A folder is walked for records.
 * After a refusal the change is to be dropped. */
int import_file(struct change *c, struct store *st, const char *path,
	const struct import_options *opt, struct import_report *report);

/* The formats, for `import --help` and the manual: name and versions. */
struct import_format {
	const char *name;
	const char *versions;
	const char *becomes;
};
extern const struct import_format import_formats[]; /* ended by a NULL name */

/* Builds the issue that findings ("ACT-1#3") make: severity, references,
 * product and origin filled in. Refuses findings that are an issue already.
 * Gives the record. */
int import_issue(struct json **out, struct store *st, const char *id,
	const char *const *findings, int n, int32_t today);

/* The dispositions that carry the issue over to later scans, one for each of
 * the findings' fingerprints. Gives a list of records. */
int import_dispositions(struct json **out, struct store *st,
	const struct json *issue, const char *const *findings, int n,
	const char *by, int32_t today);

/* The fingerprint recipe, for tests: model/import/fingerprint.c. */
#define IMPORT_FINGERPRINT "v1"

#endif
