/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rating - the one CVSS rating of several that a finding shows.
 */
#ifndef DOSSIERFS_IMPORT_RATING_H
#define DOSSIERFS_IMPORT_RATING_H

struct buf;
struct json;

/* The newest version of CVSS seen; the first of that version. */
struct rating {
	int version;        /* 20, 30, 31, 40; 0: none */
	const char *vector; /* borrowed */
	char score[8];      /* "9.8", or "" */
};

/* Looks at one more; either may be missing. */
void rating_take(struct rating *r, const char *vector,
	const struct json *score);

/* Appends a severity in lower case; nothing where there is none. */
void rating_level(struct buf *out, const char *severity);

#endif
