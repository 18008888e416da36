/* SPDX-License-Identifier: Apache-2.0 */
/*
 * content - what one or several catalogues come to. Private to model/catalog.
 */
#ifndef CATALOG_CONTENT_H
#define CATALOG_CONTENT_H

#include <stdbool.h>

#include "dossierfs/buf.h"
#include "dossierfs/catalog.h"
#include "dossierfs/hash.h"

enum {
	CLAUSES = 512, CONSTRAINTS = 1024, CROSSWALKS = 512,
	SOURCES = CATALOGS_MAX, QUESTIONS = 256,
};

struct content {
	struct clause clauses[CLAUSES];
	struct constraint constraints[CONSTRAINTS];
	struct crosswalk crosswalks[CROSSWALKS];
	struct catalog_question questions[QUESTIONS];
	size_t n_questions;
	const char *names[CLAUSES]; /* the clauses' ids in their file */
	struct catalog_source sources[SOURCES];
	size_t n_clauses, n_constraints, n_crosswalks, n_sources;
	size_t n_words;  /* of clauses, replaced so far */
	size_t left_out; /* sources that are too many */
	char digest[SHA256_HEX];
	void *owned[4096]; /* what the strings above stand in */
	struct json *roots[SOURCES + 1];
	size_t n_owned, n_roots;
};

/* One catalogue that is being read into a content. */
struct reading {
	struct content *c;
	const struct catalog_new *made; /* the program's own where id is NULL */
	int64_t recorded;
	const struct json *root;
	struct buf at; /* JSON pointer of what is looked at */
	size_t used;   /* rule files that a constraint names */
	struct clause words[CLAUSES]; /* of clauses that it replaces */
	size_t n_words;
};

/* Takes a catalogue in, or refuses and leaves the content as it was. */
int content_read(struct content *c, const struct catalog_new *made,
	int64_t recorded);

/* Adds the shipped catalogue to an empty content, and its digest. */
int content_ship(struct content *c);

/* A text that lives as long as the content; NULL when there is no room. */
const char *content_text(struct content *c, const char *text, size_t len);

void content_free(struct content *c); /* NULL is allowed */

/* The value of a control's or part's prop, NULL when there is none. */
const char *content_prop(const struct json *control, const char *name);

/* Takes in the parts `aspect` of a clause's control. */
int questions_read(struct reading *r, const struct json *control,
	const struct clause *clause);

/* Whether `replaces` names this text. */
bool replaces(const struct json *list, const char *what);

#endif
