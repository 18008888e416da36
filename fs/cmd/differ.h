/* SPDX-License-Identifier: Apache-2.0 */
/*
 * differ - which fields of two versions of a record have other values.
 */
#ifndef DOSSIERFS_DIFFER_H
#define DOSSIERFS_DIFFER_H

struct json;

/* field as people write it: "severity.level", "items[0]"; a value is NULL
 * where the version has none. Returns non-zero to stop. */
typedef int differ_fn(const char *field, const struct json *before,
	const struct json *after, void *arg);

/* Calls fn for each difference, by field; either version may be NULL. */
int record_differ(const struct json *before, const struct json *after,
	differ_fn *fn, void *arg);

#endif
