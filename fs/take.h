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
#include <stdint.h>

struct store;

struct take {
	const char *dossier;
	pthread_t thread;
	bool started;      /* and not yet joined */
	atomic_bool busy;
	char refused[65];  /* the commit that could not be taken */
	int pause_ms;      /* or not yet, as it is dated ahead: 0, or how long */
	int64_t again_ms;  /* it is left alone, and by CLOCK_MONOTONIC until when */
};

/* Takes what main in git/ has and the store does not know, unless a taking is
 * under way. `st` is only asked. */
void take_look(struct take *t, struct store *st);

/* How long until a commit that may be dated ahead is to be looked at again, in
 * ms; `most` when that is longer, or there is none. */
int take_rest(const struct take *t, int most);

/* Waits for the end of what is under way. */
void take_end(struct take *t);

#endif
