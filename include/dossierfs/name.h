/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name - what records and files may be called, and how that is shown.
 *
 * Every name under the mount comes from an id that passed id_valid, from
 * name_safe, or from a literal of the program.
 */
#ifndef DOSSIERFS_NAME_H
#define DOSSIERFS_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "dossierfs/buf.h"

/* NULL, or what is wrong with the id, as a phrase ("ends in a dot"). */
const char *id_fault(const char *id);

/* NULL, or what is wrong with a file's recorded name: UTF-8, 1 to 120 bytes,
 * no "/", no control characters, no dot in front, no dot or blank at the end. */
const char *name_fault(const char *name);

/* Appends the name made of [A-Za-z0-9._+=-], under 80 characters, never
 * empty, never starting with a dot, no Windows device name. Two names that
 * are shown alike are told apart by name_safe_among. */
void name_safe(struct buf *out, const char *name);

/* The same, told apart (without case) from the n safe names that are used
 * already: "-2", "-3" … stands before the extension. */
void name_safe_among(struct buf *out, const char *name,
	const char *const *used, size_t n);

/* Lower case by Unicode's simple folding for the Latin, Greek and Cyrillic
 * blocks, ASCII blanks trimmed: how people's names and ids are compared. */
void name_fold(struct buf *out, const char *s);

/* The folder of an id in git: two hex digits of the SHA-256 of the id in
 * lower case, and a NUL. */
void name_shard(char out[3], const char *id);

/* Whether the bytes are UTF-8 (no surrogates, no overlong forms). */
bool utf8_valid(const char *s, size_t len);

/* A placeholder counts as missing (RULES.md, verdicts 5). */
bool text_is_placeholder(const char *s);

/* Words of a text: runs of anything but blanks. */
size_t text_words(const char *s);

#endif
