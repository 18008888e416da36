/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package-sink - what a kind of package is made of. It is asked for nothing
 * but paths and targets that package.c found fit.
 */
#ifndef EXPORTERS_PACKAGE_SINK_H
#define EXPORTERS_PACKAGE_SINK_H

#include "dossierfs/package.h"

struct package_sink {
	int (*folder)(struct package *p, const char *path, int64_t mtime);
	int (*file)(struct package *p, const struct package_file *f);
	int (*link)(struct package *p, const char *path, const char *target,
		int64_t mtime);
	int (*end)(struct package *p);
	void (*drop)(struct package *p);
};

/* Stands first in the struct of every kind. */
struct package {
	const struct package_sink *sink;
	uint64_t files, bytes;
};

/* Calls add with the bytes of the file, a piece at a time. */
typedef int package_add_fn(void *arg, const void *bytes, size_t len);
int package_pour(const struct package_file *f, package_add_fn *add, void *arg);

/* How many bytes the file has. */
int package_size(uint64_t *out, const struct package_file *f);

#endif
