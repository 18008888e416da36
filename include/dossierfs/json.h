/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json - RFC 8259, strictly, and the canonical form of a record.
 *
 * Nothing is parsed that did not pass the gate: UTF-8, one whole value,
 * bounded depth, no duplicate keys, no trailing bytes. A number keeps the
 * text it was written in.
 */
#ifndef DOSSIERFS_JSON_H
#define DOSSIERFS_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct json; /* a value; part of a tree that is freed by its root */

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

enum {
	JSON_DEPTH = 64,        /* deepest nesting taken */
	JSON_DUPLICATES = 1,    /* flag: a repeated key is taken, the last counts */
};

/* The gate alone: 0, or refuses with the byte offset and what was expected.
 * \u0000 passes here; json_parse refuses it. */
int json_check(const char *text, size_t len, unsigned flags);

/* Gate, then tree. The caller frees *out with json_free. */
int json_parse(struct json **out, const char *text, size_t len, unsigned flags);

/* Puts \ufffd in the place of every \u0000, for reports that have it: how
 * many. The length stays. */
size_t json_replace_nul(char *text, size_t len);

void json_free(struct json *root); /* NULL is allowed */
void json_auto_free(struct json **root);
#define auto_json __attribute__((cleanup(json_auto_free))) struct json *

/* Reading. Every function takes NULL for a value that is not there. */
enum json_kind json_kind(const struct json *j); /* JSON_NULL for NULL */
const struct json *json_get(const struct json *object, const char *key);
const struct json *json_at(const struct json *root, const char *pointer); /* RFC 6901 */
const struct json *json_first(const struct json *list_or_object);
const struct json *json_next(const struct json *sibling);
const char *json_key(const struct json *member); /* NULL for a list's element */
size_t json_count(const struct json *list_or_object);
const char *json_text(const struct json *j); /* NULL unless JSON_TEXT */
const char *json_text_at(const struct json *object, const char *key); /* get, text */
const char *json_number(const struct json *j); /* as written; NULL unless a number */
bool json_int(int64_t *out, const struct json *j); /* false unless an integer in range */
bool json_true(const struct json *j); /* true only for the literal */

/* Building. The tree takes every value given to it; a NULL value is an
 * allocation failure and makes the call return -ENOMEM. */
struct json *json_object(void);
struct json *json_list(void);
struct json *json_new_text(const char *s);
struct json *json_new_int(int64_t n);
struct json *json_new_number(const char *text); /* text is a JSON number */
struct json *json_new_bool(bool b);
struct json *json_copy(const struct json *j);
int json_set(struct json *object, const char *key, struct json *value); /* replaces */
int json_remove(struct json *object, const char *key);
int json_append(struct json *list, struct json *value);
int json_set_text(struct json *object, const char *key, const char *s); /* NULL s: nothing */
int json_set_int(struct json *object, const char *key, int64_t n);

/* Writes what Python's json.dumps(x, ensure_ascii=False, indent=2,
 * sort_keys=True) prints, and a final newline. Keys sort by code point. */
void json_canonical(struct buf *out, const struct json *j);

/* One line, sorted keys, no blanks, no newline: a line of a findings file. */
void json_line(struct buf *out, const struct json *j);

/* Writes s as a JSON string with its quotes; NULL as null. */
void json_string(struct buf *out, const char *s);

#endif
