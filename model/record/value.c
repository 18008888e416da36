/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one value must be to stand in a field of its kind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "field.h"

bool is_sha256(const char *s)
{
	return s && strlen(s) == 64 && s[strspn(s, "0123456789abcdef")] == '\0';
}

bool is_count(const struct json *value)
{
	int64_t n;

	return json_int(&n, value) && n >= 0;
}

/* CVSS scores have one decimal, however it is spelled: 7.5, 7.50, 75e-1. */
static bool is_score(const struct json *value)
{
	const char *text = json_number(value);
	double tenths = text ? strtod(text, NULL) * 10 : -1;

	double off;

	if (!(tenths >= 0 && tenths <= 100))
		return false;
	off = tenths - (int)(tenths + 0.5);
	return off > -1e-6 && off < 1e-6;
}

static const char *person_fault(const struct json *value)
{
	if (json_text(value) || json_kind(value) == JSON_OBJECT)
		return NULL;
	return "a name, or an object with name and role";
}

static const char *choice_fault(const struct field *f, const struct json *value,
	char *room, size_t size)
{
	const char *text = json_text(value), *c;
	size_t n;

	if (text && choice_has(f->arg, text))
		return NULL;
	n = (size_t)snprintf(room, size, "one of ");
	for (c = f->arg; *c && n + 3 < size; c++) {
		if (*c == '|')
			room[n++] = ',';
		room[n++] = *c == '|' ? ' ' : *c;
	}
	if (n < size)
		room[n] = '\0';
	return room;
}

static const char *reference_fault(const struct field *f,
	const struct json *value, char *room, size_t size)
{
	const char *vowel = strchr("aiu", f->arg[0]) ? "n" : "";

	if (json_text(value))
		return NULL;
	if (!strcmp(f->arg, "*"))
		return "the id of a record";
	snprintf(room, size, "the id of a%s %s", vowel, f->arg);
	return room;
}

const char *name_expected(const struct json *value, char *room, size_t size)
{
	const char *fault;

	if (!json_text(value))
		return "the name of a file";
	fault = name_fault(json_text(value));
	if (!fault)
		return NULL;
	snprintf(room, size, "the name of a file, this one %s", fault);
	return room;
}

const char *value_fault(const struct field *f, const struct json *value,
	char *room, size_t size)
{
	enum json_kind kind = json_kind(value);
	int32_t day;

	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_WORDS:
		return kind == JSON_TEXT ? NULL : "a text";
	case FIELD_DATE:
		return day_parse(&day, json_text(value))
			       ? NULL
			       : "a day that exists, as 2024-12-31";
	case FIELD_INT:
		return is_count(value) ? NULL : "an integer from 0";
	case FIELD_BOOL:
		return kind == JSON_BOOL ? NULL : "true or false";
	case FIELD_SCORE:
		return is_score(value) ? NULL : "a score from 0.0 to 10.0";
	case FIELD_CHOICE:
		return choice_fault(f, value, room, size);
	case FIELD_REF:
		return reference_fault(f, value, room, size);
	case FIELD_PERSON:
		return person_fault(value);
	case FIELD_FILE:
		return kind == JSON_OBJECT ? NULL
					   : "an object with name, sha256, "
					     "size and media_type";
	case FIELD_SHA256:
		return is_sha256(json_text(value)) ? NULL
						   : "64 lower-case hex digits";
	case FIELD_NAME:
		return name_expected(value, room, size);
	case FIELD_ANY:
		return kind == JSON_NULL ? "a value" : NULL;
	}
	return NULL;
}
