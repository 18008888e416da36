/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file - whole files: read within a bound, written all or not at all.
 */
#ifndef DOSSIERFS_FILE_H
#define DOSSIERFS_FILE_H

#include <stddef.h>

#include "dossierfs/buf.h"

/* Appends the file's bytes. Refuses what is not a regular file or is larger
 * than max bytes; path "-" is standard input. */
int file_read(struct buf *out, const char *path, size_t max);

/* The same of a file below an open folder. */
int file_read_at(struct buf *out, int dir, const char *name, size_t max);

#endif
