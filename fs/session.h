/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session - from the mount call to the unmount: the daemon's life.
 */
#ifndef DOSSIERFS_FS_SESSION_H
#define DOSSIERFS_FS_SESSION_H

struct mounted;

/* Opens the dossier, mounts, answers until it is unmounted or told to end. */
int session_run(struct mounted *m);

/* The kernel and we have agreed on how to talk: who waits for the mount is
 * told, and what was the terminal is let go. */
void session_ready(struct mounted *m);

#endif
