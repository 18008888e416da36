/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate - the strict reading that stands before the parser.
 */
#ifndef DOSSIERFS_GATE_H
#define DOSSIERFS_GATE_H

#include <stdbool.h>
#include <stddef.h>

/* Refuses, with byte offset and expectation, what is not exactly one JSON
 * value, and says what the parser has to know of it. */
struct gate_found {
	bool nul;       /* a string holds \u0000 */
	size_t longest; /* number, in bytes */
};
int gate_check(const char *text, size_t len, unsigned flags,
	struct gate_found *found);

/* The next number of a text that passed the gate, from *at on: its place,
 * and in *len its length; *at moves behind it. NULL at the end. */
const char *gate_number(const char **at, const char *end, size_t *len);

/* Whether the text is one JSON number. */
bool gate_is_number(const char *text);

#endif
