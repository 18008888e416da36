/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape - what a foreign file must look like where it is read, as tables.
 *
 * Not a JSON schema: only what readers rely on is described, members that
 * are not listed may be anything. After a check readers need no further one.
 */
#ifndef DOSSIERFS_IMPORT_SHAPE_H
#define DOSSIERFS_IMPORT_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct json;

/* Where a value stands: a chain on the stack, written out only to refuse. */
struct place {
	const struct place *up;
	const char *key; /* NULL: an element of a list */
	int64_t index;
};

/* Appends the JSON pointer; the root is "/". */
void place_write(struct buf *out, const struct place *at);

/* Refuses: "<pointer>: expected <expected>". */
int misplaced(const struct place *at, const char *expected);

enum shape_kind {
	SHAPE_TEXT,
	SHAPE_FILLED, /* text that is not empty */
	SHAPE_CHOICE, /* one of the words */
	SHAPE_WHOLE,  /* a whole number from 1 */
	SHAPE_NUMBER,
	SHAPE_LIST,
	SHAPE_OBJECT,
};

enum { SHAPE_ALWAYS = 1 }; /* needed in every edition */

struct shape_member {
	const char *key;
	unsigned needed; /* 0, SHAPE_ALWAYS, or the first edition that asks */
	const struct shape *shape;
};

struct shape {
	enum shape_kind kind;
	const char *words;                  /* SHAPE_CHOICE: "a|b" */
	const struct shape *element;        /* SHAPE_LIST; NULL: anything */
	const struct shape_member *members; /* SHAPE_OBJECT; ended by NULL */
	/* What a table cannot say; may be NULL. */
	int (*also)(const struct json *j, unsigned edition,
		const struct place *at);
};

/* null counts as missing. `edition` is the format's version as a number. */
int shape_check(const struct json *j, const struct shape *shape,
	unsigned edition, const struct place *at);

#endif
