/* SPDX-License-Identifier: Apache-2.0 */
/*
 * embed - files of the source tree that the program carries: SQL, catalogue.
 */
#ifndef DOSSIERFS_EMBED_H
#define DOSSIERFS_EMBED_H

#include <stddef.h>

/* The bytes of "model/store/schema.sql", NUL-terminated; NULL when the
 * program does not carry it. len may be NULL. */
const char *embed_find(const char *path, size_t *len);

/* The i-th path, in byte order; NULL at the end. */
const char *embed_path(size_t i);

#endif
