/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zip - a zip file whose bytes follow from its contents alone.
 *
 * Entries are stored, or deflated where asked; no entry says anything of the
 * machine, and the directory at the end lists them in byte order of path.
 */
#ifndef DOSSIERFS_ZIP_H
#define DOSSIERFS_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zip;

/* Writes to fd, a file of its own at offset 0, which has to be seekable. All
 * paths lie below `folder`. Borrows both. */
int zip_open(struct zip **out, int fd, const char *folder, bool compress);

/* One entry: begin, any number of adds, end. `size` is how many bytes will
 * be added; end fails when it was another number. */
int zip_begin(struct zip *z, const char *path, uint64_t size, int64_t mtime);
int zip_add(struct zip *z, const void *bytes, size_t len);
int zip_end(struct zip *z);

/* Writes the directory. Fails when two entries have one path. */
int zip_finish(struct zip *z);
void zip_drop(struct zip *z); /* NULL is allowed */

#endif
