/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard - notices when root makes the mount writable.
 *
 * Since open is never asked, the kernel would then let root map a file and
 * write into the pages that it keeps for every reader. While a mount is
 * writable nothing is read from it; once it is read-only again every page is
 * made anew.
 */
#ifndef DOSSIERFS_FS_GUARD_H
#define DOSSIERFS_FS_GUARD_H

#include <stdio.h>

struct mounted;

/* An open mountinfo; its descriptor polls POLLPRI when mounts change. */
int guard_open(FILE **out);

/* Looks at the mount and acts on what changed. Called by the watch only. */
void guard_look(struct mounted *m, FILE *mounts);

#endif
