/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of embedded files, which the Makefile writes as assembly
 * (build/embed.S) from the files themselves.
 */
#include "dossierfs/embed.h"

#include <string.h>

struct embedded {
	const char *path;
	const char *start;
	const char *end;
};

extern const struct embedded embed_table[];

const char *embed_path(size_t i)
{
	return embed_table[i].path;
}

const char *embed_find(const char *path, size_t *len)
{
	for (const struct embedded *e = embed_table; e->path; e++) {
		if (strcmp(e->path, path))
			continue;
		if (len)
			*len = (size_t)(e->end - e->start);
		return e->start;
	}
	return NULL;
}
