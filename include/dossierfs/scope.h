/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scope - a second connection to a dossier, at the state that a first one
 * looks at: judging makes its tables there, and they go with it.
 *
 * A whole one has the views of store.h as they are. In a narrow one the views
 * of the types that grow with time show those records alone whose ids stand in
 * its temporary table `focus (id, deep)`, and the findings of those that are
 * deep; all others (store_is_narrow: product, release, item, policy ...) are
 * there as ever. Rules do not notice: what they give for the records in focus
 * is what they would give over all, if everything that these read is there.
 */
#ifndef DOSSIERFS_SCOPE_H
#define DOSSIERFS_SCOPE_H

#include <stdbool.h>

#include "dossierfs/store.h"

/* Opens a whole one, which the caller closes. */
int store_whole(struct store **out, const struct store *st);

/* The same in steps: nothing is defective there before its defects are found,
 * or taken from a twin that found them meanwhile. */
int store_whole_begin(struct store **out, const struct store *st);
int store_find_defects(struct store *whole);
int store_take_defects(struct store *whole, struct store *twin);

/* Opens another like it, for a second thread: at the same state, with a copy of
 * the temporary tables that are there. What either makes then is its own. */
int store_twin(struct store **out, struct store *whole);

/* The narrow one that st keeps: made when it is first asked for, closed with
 * st. Its focus is empty. */
int store_narrow(struct store **out, struct store *st);

/* st takes the narrow one of another, which has no use for it now, unless it
 * has its own. */
void store_narrow_take(struct store *st, struct store *other);

/* Whether records of this type are seen only in focus. */
bool store_is_narrow(const char *type);

/* Takes the cache for itself until store_cache_free: nobody else writes to it
 * meanwhile, and what is written there is committed at once or not at all.
 * Waits for another that has it; -EBUSY when that takes too long. */
int store_cache_take(struct store *st);
int store_cache_free(struct store *st, bool keep);

/* Reads on with what others have written to the cache since. */
int store_cache_look(struct store *st);

/* Says that this process judges each change as soon as it comes, until the
 * descriptor is closed; -1 where that cannot be said now. And whether any
 * process does. */
int store_watch(const struct store *st);
bool store_is_watched(const struct store *st);

/* Whether the cache is a file, which other connections see, too. */
bool store_cache_shared(const struct store *st);

#endif
