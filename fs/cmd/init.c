/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs init: an empty dossier.
 */
#include <errno.h>

#include "cmd.h"
#include "dossierfs/err.h"

static const struct option_row options[] = { OPTIONS_END };

const struct usage init_usage = {
	options,
	"  dossierfs init acme.dossier\n\n"
	"The folder is made, or is there and empty.\n",
};

static int init(struct call *c)
{
	int rc;

	if (call_count(c) != 1)
		return refuse(-EINVAL, "init: expected one DIR");
	rc = store_init(call_arg(c, 0));
	if (!rc)
		cmd_printf("made the empty dossier %s\n", call_arg(c, 0));
	return rc;
}

int cmd_init(struct call *c)
{
	return cmd_status(init(c));
}
