/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import - a report, an SBOM, a document or records -> one change-set.
 *
 * The format is told from the content, never from the name. What cannot be
 * taken whole is refused whole.
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
	const char *product; /* NULL: the only one there is */
	const char *release;
	const char *kind;    /* activity kind; NULL: as the tool suggests */
	const char *on;      /* performed_on where the report has none */
	const char *as;      /* "document", or NULL: recognise */
	int32_t today;
};

/* What one file became; counts are of the file. */
struct import_report {
	const char *format;  /* "SARIF 2.1.0" */
	struct buf ids;      /* records taken, one a line: "activity <id>" */
	struct buf notes;    /* what was changed or skipped and why, a line each */
	int64_t findings;
	int64_t suppressed;
	int64_t components;
	int64_t skipped;     /* results that are no findings */
	bool known;          /* the same file was there: nothing changed */
};

void import_report_free(struct import_report *r);

/* Adds what the file holds to the change. A folder is walked for records. */
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
 * product and origin filled in. Gives the record. */
int import_issue(struct json **out, struct store *st, const char *id,
	const char *const *findings, int n, int32_t today);

#endif
