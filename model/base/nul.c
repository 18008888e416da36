/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nul - \u0000 in foreign reports.
 *
 * JSON allows the escape, C strings end at it. Scanners copy it out of
 * advisories, so a report is read with U+FFFD in its place; the bytes that
 * are kept stay as they came.
 */
#include <string.h>

#include "dossierfs/json.h"

size_t json_replace_nul(char *text, size_t len)
{
	size_t n = 0;
	char *end = text + len, *p = text;

	while ((p = memchr(p, '\\', (size_t)(end - p)))) {
		if (end - p >= 6 && memcmp(p, "\\u0000", 6) == 0) {
			memcpy(p, "\\ufffd", 6);
			n++;
		}
		/* An escaped backslash does not open another escape. */
		p += end - p >= 2 ? 2 : 1;
	}
	return n;
}
