/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog - standards, clauses and constraints, as data.
 *
 * The shipped catalogue is an OSCAL 1.1 catalogue (model/catalog/catalog.json)
 * and one SQL file a constraint (model/catalog/rules/), compiled into the
 * program as bytes. Behind it stand the catalogues that the dossier has on
 * record in the state that a store looks at: `catalog` records, by their ids.
 * One of these is taken whole or, with a reason, not at all. dossier(5) says
 * what stands where in the file.
 */
#ifndef DOSSIERFS_CATALOG_H
#define DOSSIERFS_CATALOG_H

#include <stddef.h>
#include <stdint.h>

struct json;
struct store;

/* One clause of a standard; strings live as long as the catalogue. */
struct clause {
	const char *standard; /* "iec-81001-5-1" */
	const char *source;   /* title of the standard, with its edition */
	const char *id;       /* "9.5" */
	const char *title;
	const char *text;     /* Markdown, in the project's own words */
	const char *note;     /* Markdown, or NULL */
	const char *pattern;  /* FILE_EXISTS of a dossier's clause, or NULL */
	const char *catalog;  /* record whose words these are; NULL: shipped */
	int64_t recorded;     /* when that was recorded, or 0 */
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
	struct {
		const char *type; /* for members of such records */
		const char *text;
	} commands[4];
	const char *catalog;  /* record that it is of; NULL: shipped */
	int64_t recorded;     /* when that was recorded, or 0 */
};

struct crosswalk {
	const struct clause *from;
	const struct clause *to;
	const char *note;
};

/* Other words for an aspect of a clause, as an FTS5 query. */
struct catalog_question {
	const struct clause *clause;
	const char *aspect; /* "2" */
	const char *query;
};

struct catalog;

/* The shipped catalogue and those of the state that the store looks at. It
 * stands until the store moves or is closed. */
int catalog_open(const struct catalog **out, struct store *st);

const struct clause *catalog_clause(const struct catalog *c, size_t i); /* NULL: the end */
const struct constraint *catalog_constraint(const struct catalog *c, size_t i);
const struct crosswalk *catalog_crosswalk(const struct catalog *c, size_t i);

const struct catalog_question *catalog_question(const struct catalog *c,
	size_t i);

const struct clause *catalog_find_clause(const struct catalog *c,
	const char *standard, const char *id);
const struct constraint *catalog_find(const struct catalog *c, const char *id);

/* The command that closes a gap of a record of that type (NULL: of any). */
const char *constraint_command(const struct constraint *k, const char *type);

/* A record of the dossier, in the order of ids. */
struct catalog_source {
	const char *id;
	const char *title;
	const char *fault;  /* why it is not read, or NULL */
	size_t clauses;     /* that it adds */
	size_t words;       /* clauses whose words it brings */
	size_t constraints;
};
const struct catalog_source *catalog_source(const struct catalog *c, size_t i);

/* Records behind the last of these, which are too many to be read. */
enum { CATALOGS_MAX = 64 };
size_t catalog_left_out(const struct catalog *c);

/* A catalogue on its way into the dossier. */
struct catalog_file {
	const char *name;
	const char *bytes; /* NUL behind them */
	size_t len;
};
struct catalog_new {
	const char *id;
	struct catalog_file file;
	const struct catalog_file *rules;
	size_t n_rules;
	const struct json *replaces; /* a text, a list of texts, or NULL */
};

/* Refuses it with file, JSON pointer and expectation if it would not be read;
 * calls rule for each constraint of it that has SQL. Returns 0 or rule's. */
int catalog_check(struct store *st, const struct catalog_new *made,
	int (*rule)(const struct constraint *k, void *arg), void *arg);

/* SHA-256 over catalogues and rules. */
const char *catalog_digest(const struct catalog *c);

#endif
