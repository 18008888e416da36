/* SPDX-License-Identifier: Apache-2.0 */
/*
 * take - commits that were pushed into the dossier's own git/.
 *
 * Taking them in writes, and a writer may have to wait for another: it has a
 * thread and a connection of its own.
 */
#ifndef DOSSIERFS_FS_TAKE_H
#define DOSSIERFS_FS_TAKE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct store;

struct take {
	const char *dossier;
	pthread_t thread;
	bool started;      /* and not yet joined */
	atomic_bool busy;
	char refused[65];  /* the commit that could not be taken */
};

/* Takes what main in git/ has and the store does not know, unless a taking is
 * under way. `st` is only asked. */
void take_look(struct take *t, struct store *st);

/* Waits for the end of what is under way. */
void take_end(struct take *t);

#endif
