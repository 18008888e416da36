/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mountpoint - the folder that a dossier is mounted on.
 */
#ifndef DOSSIERFS_FS_MOUNTPOINT_H
#define DOSSIERFS_FS_MOUNTPOINT_H

/* Gives the absolute path of an empty folder outside the dossier (absolute,
 * too). A mount of ours whose daemon died there is taken away first. Refuses
 * what cannot be mounted on. */
int mountpoint_prepare(char **out, const char *mountpoint,
	const char *dossier);

#endif
