/* SPDX-License-Identifier: Apache-2.0 */
/*
 * move - a mount goes from one state of the dossier to the next.
 *
 * The next state is made ready beside the present one, which goes on
 * answering. Then the two are exchanged in a moment: every request is
 * answered from one state or from the other. Only then is the kernel told
 * what to forget, and files that are still open get the bytes they had.
 */
#ifndef DOSSIERFS_FS_MOVE_H
#define DOSSIERFS_FS_MOVE_H

#include <stdbool.h>

struct mounted;
struct moment;

/* Moves to what is committed, if anything is; where nothing is and it is
 * `idle`, makes ready for what will be. 1 when more may have been committed
 * meanwhile, 0, or negative. Called by the watch only. */
int move_to_latest(struct mounted *m, bool idle);

/* After an error: whether the moment found the cache to be damaged, which is
 * empty now; it must be opened anew. Under the lock; any thread may call it for
 * the present moment. */
bool move_renew_cache(struct mounted *m, const struct moment *s);

/* Empties the write-ahead logs when one has grown, and between other work when
 * it has grown much: while a mount reads nobody else can. Called by the watch
 * only. */
void move_empty_logs(struct mounted *m, bool idle);

#endif
