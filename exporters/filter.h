/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of by/ and how their values are found. A name is a field, "=" and
 * a value: raw as it is recorded, safe as the tree shows it.
 */
#ifndef FILTER_H
#define FILTER_H

struct buf;
struct store;

/* Versions that are not looked at one by one any more. */
#define FILTER_MANY 256

struct filter_field {
	const char *name;
	int (*ready)(struct store *st); /* or NULL: has made what it reads */
	const char *what;

	/* Fills temp.filter with the raw names of the issues in
	 * filter_again. */
	const char *again;

	/* Gives the raw names, and ids, that those may have or have had. */
	const char *ever;

	/* Gives the raw names that are there. */
	const char *there;

	/* Gives raw names, some of which may be of the past. */
	const char *raw;

	/* All that follow are about the raw name that temp.filter_asked has of
	 * the field. Gives the versions of issues that have it, some of which
	 * may be of the past; fills temp.filter, under the name ?1, with all
	 * the issues, or with any of them. */
	const char *versions, *one, *any;

	/* How many versions there are, counted no further than FILTER_MANY,
	 * which they are found by an index then; or NULL. */
	const char *rows;

	/* Whether the record r has it. */
	const char *test;
};

extern const struct filter_field filter_fields[]; /* ended by a NULL name */

/* Appends the names, and more (NULL: none), with slashes between. */
int filter_join(struct buf *all, const char *names, const char *more);

#endif
