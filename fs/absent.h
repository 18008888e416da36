/* SPDX-License-Identifier: Apache-2.0 */
/*
 * absent - names that the kernel was told are not there.
 *
 * Indexers and file managers ask for .Trash, .hidden, desktop.ini and the
 * like in every folder; the kernel remembers the answer. What may yet come to
 * be is remembered here, too, so that the kernel can be told when its folder
 * changes.
 */
#ifndef DOSSIERFS_FS_ABSENT_H
#define DOSSIERFS_FS_ABSENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ABSENT_MAX = 1024 };

struct absent {
	struct {
		uint64_t folder;
		char *name;
	} names[ABSENT_MAX];
	size_t count;
};

/* Whether the tree can never show such a name: nothing needs to be asked. */
bool absent_always(const char *name);

/* Whether the kernel may keep the answer: it was noted, or was before. False
 * when there is no room. */
bool absent_note(struct absent *a, uint64_t folder, const char *name);

/* Takes out one name noted for the folder and gives it; NULL when there is
 * none. */
char *absent_take(struct absent *a, uint64_t folder);

void absent_free(struct absent *a);

#endif
