/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree is cJSON's, and only this file knows. cJSON keeps a number as a
 * double; the text it was written in is put beside it in valuestring, which
 * cJSON frees and copies with the node but never reads for numbers.
 */
#include "dossierfs/json.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "gate.h"

/* cJSON reads no longer numbers. */
enum { CJSON_NUMBER_MAX = 60 };

static cJSON *node(const struct json *j)
{
	return (cJSON *)(uintptr_t)j;
}

static struct json *value(cJSON *c)
{
	return (struct json *)c;
}

static int no_memory(void)
{
	return fail(-ENOMEM, "no memory left");
}

int json_check(const char *text, size_t len, unsigned flags)
{
	struct gate_found found;

	return gate_check(text, len, flags, &found);
}

static char *number_text(const char *s, size_t len)
{
	char *copy = cJSON_malloc(len + 1);

	if (copy) {
		memcpy(copy, s, len);
		copy[len] = '\0';
	}
	return copy;
}

/* Gives every number of the tree its text. Both stand in document order. */
static int keep_numbers(cJSON *c, const char **at, const char *end)
{
	const char *number;
	cJSON *child;
	size_t len;
	int rc;

	if (cJSON_IsNumber(c)) {
		number = gate_number(at, end, &len);
		c->valuestring = number ? number_text(number, len) : NULL;
		return c->valuestring ? 0 : no_memory();
	}
	cJSON_ArrayForEach(child, c)
	{
		rc = keep_numbers(child, at, end);
		if (rc)
			return rc;
	}
	return 0;
}

/* A copy in which numbers too long for cJSON are 0 and blanks. */
static int shorten_numbers(char **out, const char *text, size_t len)
{
	const char *at = text, *number;
	size_t n;

	*out = NULL;
	while ((number = gate_number(&at, text + len, &n)) != NULL) {
		if (n <= CJSON_NUMBER_MAX)
			continue;
		if (!*out) {
			*out = malloc(len);
			if (!*out)
				return no_memory();
			memcpy(*out, text, len);
		}
		memset(*out + (number - text), ' ', n);
		(*out)[number - text] = '0';
	}
	return 0;
}

/* A member and its place, by which equal keys keep their order. */
struct place {
	cJSON *member;
	size_t n;
};

static int place_order(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;
	int order = strcmp(a->member->string, b->member->string);

	return order ? order : (a->n > b->n) - (a->n < b->n);
}

/* Of members with one key the last counts; the others go. */
static int drop_repeated(cJSON *object, size_t n)
{
	struct place *places = calloc(n, sizeof(*places));
	cJSON *child;
	size_t i = 0;

	if (!places)
		return no_memory();
	cJSON_ArrayForEach(child, object)
	{
		places[i] = (struct place){ child, i };
		i++;
	}
	qsort(places, n, sizeof(*places), place_order);
	for (i = 0; i + 1 < n; i++)
		if (!strcmp(places[i].member->string,
			    places[i + 1].member->string))
			cJSON_Delete(cJSON_DetachItemViaPointer(
				object, places[i].member));
	free(places);
	return 0;
}

static int drop_all_repeated(cJSON *c)
{
	size_t n = 0;
	cJSON *child;
	int rc;

	cJSON_ArrayForEach(child, c)
	{
		rc = drop_all_repeated(child);
		if (rc)
			return rc;
		n++;
	}
	return cJSON_IsObject(c) && n > 1 ? drop_repeated(c, n) : 0;
}

static int read_tree(cJSON **out, const char *text, size_t len,
	unsigned flags, size_t longest)
{
	const char *at = text;
	char *shorter = NULL;
	int rc = longest > CJSON_NUMBER_MAX ?
		shorten_numbers(&shorter, text, len) : 0;

	if (rc)
		return rc;
	*out = cJSON_ParseWithLengthOpts(
		shorter ? shorter : text, len, NULL, 0);
	free(shorter);
	if (!*out)
		return no_memory();
	rc = keep_numbers(*out, &at, text + len);
	if (!rc && flags & JSON_DUPLICATES)
		rc = drop_all_repeated(*out);
	return rc;
}

int json_parse(struct json **out, const char *text, size_t len, unsigned flags)
{
	cJSON *root = NULL;
	struct gate_found found;
	int rc = gate_check(text, len, flags, &found);

	*out = NULL;
	if (rc)
		return rc;
	if (found.nul)
		return refuse(-EINVAL, "expected text without \\u0000");
	rc = read_tree(&root, text, len, flags, found.longest);
	if (rc) {
		cJSON_Delete(root);
		return rc;
	}
	*out = value(root);
	return 0;
}

void json_free(struct json *root)
{
	cJSON_Delete(node(root));
}

void json_auto_free(struct json **root)
{
	json_free(*root);
	*root = NULL;
}

enum json_kind json_kind(const struct json *j)
{
	switch (j ? node(j)->type & 0xff : cJSON_NULL) {
	case cJSON_True:
	case cJSON_False:
		return JSON_BOOL;
	case cJSON_Number:
		return JSON_NUMBER;
	case cJSON_String:
		return JSON_TEXT;
	case cJSON_Array:
		return JSON_LIST;
	case cJSON_Object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

const struct json *json_get(const struct json *object, const char *key)
{
	if (json_kind(object) != JSON_OBJECT)
		return NULL;
	return value(cJSON_GetObjectItemCaseSensitive(node(object), key));
}

const struct json *json_first(const struct json *list_or_object)
{
	enum json_kind kind = json_kind(list_or_object);

	if (kind != JSON_LIST && kind != JSON_OBJECT)
		return NULL;
	return value(node(list_or_object)->child);
}

const struct json *json_next(const struct json *sibling)
{
	return sibling ? value(node(sibling)->next) : NULL;
}

const char *json_key(const struct json *member)
{
	return member ? node(member)->string : NULL;
}

size_t json_count(const struct json *list_or_object)
{
	const struct json *child = json_first(list_or_object);
	size_t n = 0;

	for (; child; child = json_next(child))
		n++;
	return n;
}

const char *json_text(const struct json *j)
{
	return json_kind(j) == JSON_TEXT ? node(j)->valuestring : NULL;
}

const char *json_text_at(const struct json *object, const char *key)
{
	return json_text(json_get(object, key));
}

const char *json_number(const struct json *j)
{
	return json_kind(j) == JSON_NUMBER ? node(j)->valuestring : NULL;
}

bool json_int(int64_t *out, const struct json *j)
{
	const char *s = json_number(j);
	char *end;

	if (!s || s[strspn(s, "-0123456789")])
		return false;
	errno = 0;
	*out = strtoll(s, &end, 10);
	return !errno && !*end;
}

bool json_true(const struct json *j)
{
	return j && cJSON_IsTrue(node(j));
}

/* Whether the member's key is the pointer's token of len bytes, in which ~1
 * is a slash and ~0 a tilde. */
static bool token_is(const char *key, const char *token, size_t len)
{
	const char *end = token + len;
	char c;

	for (; token < end; token++, key++) {
		c = *token;
		if (c == '~' && token + 1 < end)
			c = *++token == '1' ? '/' : '~';
		if (*key != c)
			return false;
	}
	return !*key;
}

static const struct json *list_at(
	const struct json *list, const char *token, size_t len)
{
	const struct json *child = json_first(list);
	size_t i, n = 0;

	if (!len || len > 9 || (len > 1 && token[0] == '0'))
		return NULL;
	for (i = 0; i < len; i++) {
		if (token[i] < '0' || token[i] > '9')
			return NULL;
		n = n * 10 + (size_t)(token[i] - '0');
	}
	for (; child && n; n--)
		child = json_next(child);
	return child;
}

static const struct json *step(
	const struct json *j, const char *token, size_t len)
{
	const struct json *child;

	if (json_kind(j) == JSON_LIST)
		return list_at(j, token, len);
	for (child = json_first(j); child; child = json_next(child))
		if (token_is(json_key(child), token, len))
			return child;
	return NULL;
}

const struct json *json_at(const struct json *root, const char *pointer)
{
	size_t len;

	while (root && *pointer == '/') {
		len = strcspn(++pointer, "/");
		root = step(root, pointer, len);
		pointer += len;
	}
	return *pointer ? NULL : root;
}

struct json *json_object(void)
{
	return value(cJSON_CreateObject());
}

struct json *json_list(void)
{
	return value(cJSON_CreateArray());
}

struct json *json_new_text(const char *s)
{
	return value(cJSON_CreateString(s));
}

struct json *json_new_number(const char *text)
{
	cJSON *c;

	if (!gate_is_number(text))
		return NULL;
	c = cJSON_CreateNumber(0);
	if (!c)
		return NULL;
	c->valuestring = number_text(text, strlen(text));
	if (c->valuestring)
		return value(c);
	cJSON_Delete(c);
	return NULL;
}

struct json *json_new_int(int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, n);
	return json_new_number(text);
}

struct json *json_new_bool(bool b)
{
	return value(cJSON_CreateBool(b));
}

struct json *json_copy(const struct json *j)
{
	return value(cJSON_Duplicate(node(j), 1));
}

int json_set(struct json *object, const char *key, struct json *new)
{
	cJSON *c = node(object);
	cJSON_bool done;

	if (!new)
		return no_memory();
	if (cJSON_GetObjectItemCaseSensitive(c, key))
		done = cJSON_ReplaceItemInObjectCaseSensitive(
			c, key, node(new));
	else
		done = cJSON_AddItemToObject(c, key, node(new));
	if (done)
		return 0;
	json_free(new);
	return no_memory();
}

int json_remove(struct json *object, const char *key)
{
	cJSON_DeleteItemFromObjectCaseSensitive(node(object), key);
	return 0;
}

int json_append(struct json *list, struct json *new)
{
	if (!new)
		return no_memory();
	if (cJSON_AddItemToArray(node(list), node(new)))
		return 0;
	json_free(new);
	return no_memory();
}

int json_set_text(struct json *object, const char *key, const char *s)
{
	return s ? json_set(object, key, json_new_text(s)) : 0;
}

int json_set_int(struct json *object, const char *key, int64_t n)
{
	return json_set(object, key, json_new_int(n));
}
