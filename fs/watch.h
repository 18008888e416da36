/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch - the thread that keeps a mount true: it notices what other processes
 * commit, that the day turns, that commits were pushed into git/, and that
 * root made the mount writable.
 */
#ifndef DOSSIERFS_FS_WATCH_H
#define DOSSIERFS_FS_WATCH_H

struct mounted;

int watch_start(struct mounted *m);
void watch_stop(struct mounted *m); /* asks it to end */
void watch_join(struct mounted *m);

#endif
