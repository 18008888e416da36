/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs withdraw: a record that no longer counts. Its history stays.
 */
#include <errno.h>
#include <stdio.h>

#include "dossierfs/err.h"
#include "dossierfs/record.h"
#include "writing.h"

static const struct option_row options[] = { OPTIONS_AUTHOR, OPTIONS_END };

const struct usage withdraw_usage = {
	options,
	"  dossierfs withdraw ISS-7 -m \"Entered twice, see ISS-6\"\n\n"
	"Refused while other records name it. Every version stays in the\n"
	"history.\n",
};

static int withdraw(struct call *c)
{
	const char *id = call_arg(c, 0);
	auto_writing w = { 0 };
	char plain[80];
	int rc;

	if (call_count(c) != 1)
		return refuse(-EINVAL, "withdraw: expected one ID");
	snprintf(plain, sizeof(plain), "withdraw %.64s", id);
	rc = writing_begin(&w, c, plain);
	if (!rc)
		rc = cmd_record(w.store, id, NULL, NULL, &w.type);
	if (!rc)
		rc = change_withdraw(w.change, id);
	if (rc)
		return rc;
	buf_printf(&w.done, "withdrew %s%s%s\n", w.type ? w.type->name : "",
		w.type ? " " : "", id);
	return writing_commit(&w);
}

int cmd_withdraw(struct call *c)
{
	return cmd_status(withdraw(c));
}
