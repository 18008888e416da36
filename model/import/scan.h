/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scan - one tool's work in a report: an activity and its findings.
 *
 * A reader begins a scan, adds findings in the report's order, and ends it;
 * the end puts the report itself, the activity and the findings' lines into
 * the change.
 */
#ifndef DOSSIERFS_IMPORT_SCAN_H
#define DOSSIERFS_IMPORT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct intake;

/* Borrowed until scan_add returns. NULL where there is none. */
struct finding {
	const char *class; /* code, vulnerability, … (MODEL.md) */
	const char *rule;
	const char *level;
	const char *message;
	const char *location;
	const char *purl;
	const char *vulnerability;
	const char *const *aliases;
	size_t alias_count;
	const char *cvss;       /* vector */
	const char *score;      /* "9.8" */
	const char *suppressed; /* why */
	/* For the fingerprint alone: */
	const char *own;  /* the report's own, with a prefix saying whose */
	const char *file; /* path without prefix */
	const char *text; /* the line found, or what else stays the same */
};

/* How often each fingerprint was given: ordinals among equals. */
struct ordinals {
	uint64_t *keys;
	uint32_t *counts;
	size_t used;
	size_t size; /* a power of two, or 0 */
};
void ordinals_free(struct ordinals *o);

/* Appends the fingerprint of f as found by the tool. The recipe stands in
 * fingerprint.c. */
int fingerprint(struct buf *out, const struct finding *f, const char *tool,
	struct ordinals *seen);

/* Appends the purl without version, qualifiers and subpath, folded so that
 * scanners agree; nothing when it is no purl. */
void purl_package(struct buf *out, const char *purl);

/* Which of a vulnerability's names identifies it. */
const char *vulnerability_identity(const struct finding *f);

/* Whether a text begins with a CVE or GHSA id; its length, or 0. */
size_t vulnerability_id(const char *s);

struct scan {
	struct intake *in;
	/* Filled in by the reader; borrowed until scan_end. */
	const char *kind; /* the tool suggests it; --kind overrides */
	const char *tool;
	const char *version;
	const char *commit;
	const char *media_type;
	struct buf ruleset;
	struct buf scope;
	int32_t day;
	bool dated;
	int32_t database_day;
	bool has_database;
	bool uncounted; /* the tool gave no results: findings_total stays out */
	bool failed;    /* the tool says that it did not get through */
	/* Kept by scan_add. */
	int64_t findings;
	struct buf lines;
	struct ordinals seen;
};

int scan_add(struct scan *s, const struct finding *f);

/* n counts the tools of one file from 1; report is the id of the document
 * with the file: written for the first, used by the others. */
int scan_end(struct scan *s, int n, struct buf *report);
void scan_free(struct scan *s);
#define auto_scan __attribute__((cleanup(scan_free))) struct scan

#endif
