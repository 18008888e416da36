/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rating - reports rate one vulnerability by several sources and versions.
 */
#include "rating.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/buf.h"
#include "dossierfs/json.h"

static int version_of(const char *vector)
{
	if (!vector || !*vector)
		return 0;
	if (strncmp(vector, "CVSS:4.0/", 9) == 0)
		return 40;
	if (strncmp(vector, "CVSS:3.1/", 9) == 0)
		return 31;
	if (strncmp(vector, "CVSS:3.0/", 9) == 0)
		return 30;
	return 20;
}

void rating_take(struct rating *r, const char *vector,
	const struct json *score)
{
	const char *number = json_number(score);
	double d = number ? strtod(number, NULL) : -1;
	int version = version_of(vector);

	if (version < r->version || (version == r->version && *r->score))
		return;
	if (!version && !(d > 0 && d <= 10))
		return;
	r->version = version;
	r->vector = version ? vector : NULL;
	*r->score = '\0';
	if (d >= 0 && d <= 10)
		snprintf(r->score, sizeof r->score, "%.1f", d);
}

void rating_level(struct buf *out, const char *severity)
{
	for (; severity && *severity; severity++)
		buf_putc(out, *severity >= 'A' && *severity <= 'Z' ?
			(char)(*severity + 32) : *severity);
}
