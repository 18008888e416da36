/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A short list, looked through from end to end: it is asked only when the
 * kernel meets a new name, and a full one costs no more than a query.
 */
#include "absent.h"

#include <stdlib.h>
#include <string.h>

bool absent_always(const char *name)
{
	/* Safe names and ids never begin with a dot (name.h). */
	return name[0] == '.';
}

bool absent_note(struct absent *a, uint64_t folder, const char *name)
{
	for (size_t i = 0; i < a->count; i++) {
		if (a->names[i].folder == folder &&
			!strcmp(a->names[i].name, name))
			return true;
	}
	if (a->count == ABSENT_MAX)
		return false;
	a->names[a->count].folder = folder;
	a->names[a->count].name = strdup(name);
	if (!a->names[a->count].name)
		return false;
	a->count++;
	return true;
}

char *absent_take(struct absent *a, uint64_t folder)
{
	for (size_t i = 0; i < a->count; i++) {
		if (a->names[i].folder != folder)
			continue;
		char *name = a->names[i].name;
		a->names[i] = a->names[--a->count];
		return name;
	}
	return NULL;
}

void absent_free(struct absent *a)
{
	while (a->count)
		free(a->names[--a->count].name);
}
