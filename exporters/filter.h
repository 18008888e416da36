/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of by/ and how their values are found. A name is a field, "=" and
 * a value: raw as it is recorded, safe as the tree shows it.
 */
#ifndef FILTER_H
#define FILTER_H

struct store;

/* Issues that are not looked at one by one any more. */
#define FILTER_MANY 10000

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

	/* Gives raw names, some of which may be of the past; and fills
	 * temp.filter with the issues that have the raw name ?1, under the
	 * safe name ?2; or with any of them. */
	const char *raw, *one, *any;

	/* How many rows are read to find them, counted no further than
	 * FILTER_MANY; or NULL: so many. */
	const char *rows;
};

extern const struct filter_field filter_fields[]; /* ended by a NULL name */

#endif
