/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sarif - a run's tables, made once, and a result's way to a finding.
 *
 * Lists in JSON are chains; what results refer to by index or id is put into
 * arrays first, so that a log of any size is read in linear time.
 */
#ifndef DOSSIERFS_IMPORT_SARIF_H
#define DOSSIERFS_IMPORT_SARIF_H

#include <stdbool.h>
#include <stddef.h>

struct intake;
struct buf;
struct json;
struct scan;

struct sarif_rule {
	const char *id; /* "" where it has none */
	const struct json *j;
};

struct sarif_run {
	const struct json *run;
	const struct json *driver;
	const char *tool;         /* "" where it has no name */
	struct sarif_rule *rules; /* the driver's, then each extension's */
	struct sarif_rule *by_id; /* the same, sorted */
	size_t rule_count;
	size_t *first;            /* of each component, and the end */
	size_t component_count;
	const struct json **artifacts;
	size_t artifact_count;
	const char **bases;       /* absolute URIs that paths are cut by */
	size_t base_count;
};

int sarif_run_open(struct sarif_run *out, const struct json *run);
void sarif_run_free(struct sarif_run *r);
#define auto_sarif_run __attribute__((cleanup(sarif_run_free))) struct sarif_run

/* Adds the result to the scan, or counts why it is no finding. */
int sarif_result(struct scan *s, const struct sarif_run *run,
	const struct json *result);

/* Appends a URI as a path without prefix: scheme, drive, ./ and the run's
 * bases cut off, percent escapes undone where that gives plain text. */
void sarif_path(struct buf *out, const struct sarif_run *run, const char *uri);

#endif
