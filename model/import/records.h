/* SPDX-License-Identifier: Apache-2.0 */
/*
 * records - a folder in MODEL.md's layout while it is taken in.
 */
#ifndef DOSSIERFS_IMPORT_RECORDS_H
#define DOSSIERFS_IMPORT_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct intake;

enum folder_kind {
	FOLDER_OTHER,
	FOLDER_RECORD,
	FOLDER_FINDINGS,
	FOLDER_EVIDENCE,
};

struct folder_file {
	char *path;       /* below the folder */
	const char *name; /* its last part */
	const char *type; /* what follows records/, evidence/ or findings/ */
	enum folder_kind kind;
};

struct folder {
	struct intake *in;
	int fd;
	struct folder_file *files; /* by path */
	size_t n;
	size_t cap;
	const struct folder_file **records; /* by name */
	size_t record_count;
	enum folder_kind above;    /* where the folder itself stands */
	char type_above[32];
	int64_t taken;
	int64_t unchanged;
};

/* Whether it lies in the tree of a snapshot: all there is made from records,
 * but the bytes of evidence. */
bool folder_shows(const struct folder_file *file);

/* The record's file of this name ("ISS-7.json"); NULL when it is not there. */
const struct folder_file *folder_find(const struct folder *f, const char *name);

/* Take one file of its kind. */
int folder_record(struct folder *f, const struct folder_file *file);
int folder_evidence(struct folder *f, const struct folder_file *file);
int folder_findings(struct folder *f, const struct folder_file *file);

#endif
