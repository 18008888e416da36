/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vigil - how long a thread that has served a request waits awake for the next.
 *
 * To sleep and be woken costs more than most requests do, and who has read
 * something mostly asks for more at once. But where others want the processor
 * who waits awake gets it back last, and who sleeps is woken ahead of them.
 */
#ifndef DOSSIERFS_FS_VIGIL_H
#define DOSSIERFS_FS_VIGIL_H

#include <stdbool.h>
#include <stdint.h>

/* Times in ns; zero at first. */
struct vigil {
	int64_t served;  /* the last request */
	int64_t looked;  /* for one */
	int64_t crowded; /* until then others want the processor, too, */
	int64_t spell;   /* having wanted it for so long */
};

/* A request was served, or one is there. */
void vigil_serve(struct vigil *v);

/* None is there: whether to look again without sleep. */
bool vigil_goes_on(struct vigil *v);

/* Time was spent otherwise: nobody else has taken it. */
void vigil_look(struct vigil *v);

#endif
