/* SPDX-License-Identifier: Apache-2.0 */
/*
 * issue - findings looked up by their address. Private to model/import.
 */
#ifndef DOSSIERFS_IMPORT_ISSUE_H
#define DOSSIERFS_IMPORT_ISSUE_H

#include <stdint.h>

struct json;
struct store;

/* One finding and the activity it is of. Texts are the picked's own. */
struct picked {
	const char *address; /* as named: "sast-20260102-1a2b3c4d#7" */
	char *activity;
	int64_t line;
	struct json *finding;
	char *product;
	char *release; /* NULL: none */
	char *day;     /* performed_on */
	char *tool;    /* NULL: unnamed */
};

struct picks {
	struct picked *all;
	int n;
};

/* Looks up addresses; refuses what is no finding, and findings of several
 * products. */
int picks_find(struct picks *out, struct store *st,
	const char *const *findings, int n);
void picks_free(struct picks *p);
#define auto_picks __attribute__((cleanup(picks_free))) struct picks

/* A member of the finding; NULL when it is no text. */
const char *picked_text(const struct picked *p, const char *key);

/* Refuses a finding that a disposition calls an issue, by that issue. */
int picked_refuse_disposed(struct store *st, const struct picked *p);

#endif
