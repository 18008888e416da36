/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate - the strict reading that stands before the parser.
 */
#ifndef DOSSIERFS_GATE_H
#define DOSSIERFS_GATE_H

#include <stdbool.h>
#include <stddef.h>

/* Refuses, with byte offset and expectation, what is not exactly one JSON
 * value. *nul says whether a string holds \u0000. */
int gate_check(const char *text, size_t len, unsigned flags, bool *nul);

/* The next number of a text that passed the gate, from *at on: its place,
 * and in *len its length; *at moves behind it. NULL at the end. */
const char *gate_number(const char **at, const char *end, size_t *len);

/* Whether the text is one JSON number. */
bool gate_is_number(const char *text);

#endif
