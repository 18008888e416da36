/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs set: fields of a record, from the command line.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/record.h"
#include "writing.h"

static const struct option_row options[] = { OPTIONS_AUTHOR, OPTIONS_END };

const struct usage set_usage = {
	options,
	"  dossierfs set ISS-7 state=confirmed confirmed_on=2026-02-05\n"
	"  dossierfs set ISS-7 'references[]=CVE-2026-1' owner=\"Ann B.\"\n"
	"  dossierfs set ISS-7 duplicate_of=\n\n"
	"FIELD[]=VALUE adds to a list, FIELD= removes the field.\n",
};

static int set_field(struct writing *w, const char *argument)
{
	const char *equals = strchr(argument, '=');
	auto_buf path = BUF_INIT;

	if (!equals)
		return refuse(-EINVAL, "%.80s: expected FIELD=VALUE", argument);
	buf_put(&path, argument, (size_t)(equals - argument));
	if (buf_done(&path))
		return path.err;
	return record_assign(w->type, w->record, buf_text(&path), equals + 1);
}

static int set(struct call *c)
{
	const char *id = call_arg(c, 0);
	auto_writing w = { 0 };
	char plain[80];
	int i, rc;

	if (call_count(c) < 2)
		return refuse(-EINVAL, "set: expected ID FIELD=VALUE...");
	snprintf(plain, sizeof(plain), "set %.70s", id);
	rc = writing_begin(&w, c, plain);
	if (!rc)
		rc = writing_find(&w, id);
	for (i = 1; i < call_count(c) && !rc; i++)
		rc = set_field(&w, call_arg(c, i));
	if (!rc)
		rc = writing_put(&w, w.record);
	return rc ? rc : writing_commit(&w);
}

int cmd_set(struct call *c)
{
	return cmd_status(set(c));
}
