/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mountinfo - what the kernel says is mounted: /proc/self/mountinfo, proc(5).
 */
#ifndef DOSSIERFS_FS_MOUNTINFO_H
#define DOSSIERFS_FS_MOUNTINFO_H

#include <stdbool.h>
#include <stdio.h>

/* The mount on top at one place. */
struct mountinfo {
	bool found;
	bool ours;     /* its type is fuse.dossierfs */
	bool writable; /* its superblock is: after root's remount,rw */
};

/* Reads `lines`, an open mountinfo, for the place, an absolute path. */
int mountinfo_read(struct mountinfo *out, FILE *lines, const char *place);

/* The same of this process's mounts. */
int mountinfo_at(struct mountinfo *out, const char *place);

#endif
