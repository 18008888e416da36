/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cookie - the places in a folder's listing.
 *
 * opendir is never asked (SPEED.md's first technique), so a listing has no
 * handle that could hold its place: the kernel comes back with the number it
 * was given beside the last name it took. A folder gives each name a number
 * when it first hands it out, and the name keeps it while the kernel knows
 * the folder. "After number k" then means "after that name", whatever was
 * added or removed meanwhile: a name that is there throughout a listing is
 * seen once. The numbers themselves need no order.
 *
 * The memory is that of the distinct names the folder ever showed, a few
 * dozen bytes each, and is given back when the kernel forgets the folder.
 * Hashes of names would need none of it, but could not be turned back into a
 * place once the name is gone.
 */
#ifndef DOSSIERFS_FS_COOKIE_H
#define DOSSIERFS_FS_COOKIE_H

#include <stdint.h>

struct cookies;

/* Where a listing stands before its first name, and after "." and "..". */
enum { COOKIE_START = 0, COOKIE_DOT = 1, COOKIE_NAMES = 2 };

/* The number of a name; *c is made when it is NULL. */
int cookies_give(struct cookies **c, const char *name, uint64_t *cookie);

/* The name to go on after: "" after "..", NULL for a number never given. */
const char *cookies_name(const struct cookies *c, uint64_t cookie);

void cookies_free(struct cookies *c); /* NULL is allowed */

#endif
