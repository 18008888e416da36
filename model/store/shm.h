/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shm - the memory that connections to one file share (SQLite's "-shm").
 *
 * SQLite makes the file as long as it maps, by a byte in each page of memory.
 * Where a block of the file system is smaller than that page, a full disk may
 * have no room for the rest of it, and who writes there is ended by SIGBUS. So
 * the room is taken as soon as the memory is mapped, by a call that can fail.
 * Private to model/store.
 */
#ifndef DOSSIERFS_STORE_SHM_H
#define DOSSIERFS_STORE_SHM_H

#include <sqlite3.h>

/* The methods of one file, which are SQLite's own but for one. */
struct shm {
	sqlite3_io_methods methods;
	const sqlite3_io_methods *own;
};

/* Of a file that was opened; the place is the file's until it is closed. */
void shm_guard(struct shm *place, sqlite3_file *f);

#endif
