/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog - standards, clauses and constraints, as data.
 *
 * The shipped catalogue is an OSCAL 1.1 catalogue (model/catalog/catalog.json)
 * and one SQL file a constraint (model/catalog/rules/), compiled into the
 * program as bytes and read through here.
 */
#ifndef DOSSIERFS_CATALOG_H
#define DOSSIERFS_CATALOG_H

#include <stddef.h>

/* One clause of a standard; strings live as long as the catalogue. */
struct clause {
	const char *standard; /* "iec-81001-5-1" */
	const char *source;   /* title of the standard, with its edition */
	const char *id;       /* "9.5" */
	const char *title;
	const char *text;     /* Markdown, in the project's own words */
	const char *note;     /* Markdown, or NULL */
};

struct constraint {
	const char *id;       /* "9.5-7" */
	const char *file;     /* "9.5-07": how the tree names it */
	const struct clause *clause;
	const char *title;
	const char *text;     /* the rule in words, Markdown */
	const char *rule;     /* "9.5-7 v1" */
	const char *sql;      /* NULL: no rule yet */
	const char *links;    /* record types its verdict judges: "issue update" */
	const char *gap;      /* what is missing where it is not met */
	const char *mend;     /* what closes a gap, Markdown */
	const char *command;  /* the command that would */
};

struct crosswalk {
	const struct clause *from;
	const struct clause *to;
	const char *note;
};

struct catalog;

/* The shipped catalogue, read once. Refuses one that is not as expected. */
int catalog_open(const struct catalog **out);

const struct clause *catalog_clause(const struct catalog *c, size_t i); /* NULL: the end */
const struct constraint *catalog_constraint(const struct catalog *c, size_t i);
const struct crosswalk *catalog_crosswalk(const struct catalog *c, size_t i);

const struct clause *catalog_find_clause(const struct catalog *c,
	const char *standard, const char *id);
const struct constraint *catalog_find(const struct catalog *c, const char *id);

/* SHA-256 over catalogue and rules. */
const char *catalog_digest(const struct catalog *c);

#endif
