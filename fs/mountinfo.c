/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading /proc/self/mountinfo. A line has a number of optional fields that
 * end with a lone "-"; blanks and backslashes in paths are written in octal.
 */
#include "mountinfo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/buf.h"
#include "dossierfs/err.h"

enum { FIELD_PLACE = 4 }; /* "36 35 98:0 /root /place ro …" */

static bool is_octal(const char *p)
{
	return p[0] == '\\' && p[1] >= '0' && p[1] <= '3' && p[2] >= '0' &&
		p[2] <= '7' && p[3] >= '0' && p[3] <= '7';
}

static void unescape(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++) {
		if (is_octal(p)) {
			*to++ = (char)((p[1] - '0') << 6 | (p[2] - '0') << 3 |
				(p[3] - '0'));
			p += 3;
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
}

/* Whether the list "rw,relatime" has the word. */
static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; p; p = strchr(p, ',')) {
		p += *p == ',';
		if (!strncmp(p, word, len) && (!p[len] || p[len] == ','))
			return true;
	}
	return false;
}

static void read_line(struct mountinfo *out, char *line, const char *place)
{
	char *rest = line;
	char *field = strsep(&rest, " ");

	for (int i = 0; i < FIELD_PLACE && field; i++)
		field = strsep(&rest, " ");
	if (!field)
		return;
	unescape(field);
	if (strcmp(field, place))
		return;
	while (field && strcmp(field, "-"))
		field = strsep(&rest, " ");
	const char *type = strsep(&rest, " ");
	strsep(&rest, " "); /* the source */
	const char *super = strsep(&rest, " \n");
	out->found = true;
	out->ours = type && !strcmp(type, "fuse.dossierfs");
	out->writable = super && has_word(super, "rw");
}

int mountinfo_read(struct mountinfo *out, FILE *lines, const char *place)
{
	auto_text line = NULL;
	size_t cap = 0;

	*out = (struct mountinfo){ 0 };
	while (getline(&line, &cap, lines) >= 0)
		read_line(out, line, place); /* the last is on top */
	return ferror(lines) ? fail(-EIO, "mounts: cannot be read") : 0;
}

int mountinfo_at(struct mountinfo *out, const char *place)
{
	FILE *lines = fopen("/proc/self/mountinfo", "re");

	if (!lines)
		return fail(-errno, "/proc/self/mountinfo: %s",
			strerror(errno));
	int rc = mountinfo_read(out, lines, place);
	fclose(lines);
	return rc;
}
