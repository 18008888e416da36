/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mount - the tree as a read-only file system.
 *
 * A mount follows the dossier: what any process commits is seen without
 * remounting, while a file that is open keeps the bytes it was opened with.
 */
#ifndef DOSSIERFS_MOUNT_H
#define DOSSIERFS_MOUNT_H

#include <stdbool.h>
#include <stdint.h>

struct mount_options {
	bool allow_other;    /* other users may enter, as the modes allow */
	bool auto_unmount;   /* unmounted also when the daemon is killed */
	bool dated;          /* shows as_of and stays there */
	int32_t as_of;
	uint64_t cache_size; /* bytes of rendered texts kept in memory */
};

#define MOUNT_OPTIONS_INIT ((struct mount_options){ .cache_size = 64 << 20 })

/* Reads a list as mount(8) has it: "allow_other,as_of=2026-01-31". Refuses
 * unknown words by name; those that would loosen a mount (rw, dev, suid, exec)
 * are taken, as mount(8) adds them unasked, and change nothing. */
int mount_options_parse(struct mount_options *out, const char *list);

/* Mounts the dossier and returns once the mount answers; a daemon stays. With
 * `foreground` it returns when the mount has ended. The mount point must be
 * an empty folder outside the dossier; a mount whose daemon died there is
 * taken away first. */
int mount_dossier(const char *dossier, const char *mountpoint,
	const struct mount_options *opt, bool foreground);

/* Ends a mount of ours. Refuses what is none. */
int mount_end(const char *mountpoint);

#endif
