/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs umount: end a mount.
 */
#include "cmd.h"

#include <errno.h>

#include "dossierfs/err.h"
#include "dossierfs/mount.h"

static const struct option_row options[] = { OPTIONS_END };

const struct usage umount_usage = {
	options,
	"The same as fusermount3 -u MOUNTPOINT. A mount that a program still\n"
	"uses stays, and is said.\n",
};

int cmd_umount(struct call *c)
{
	if (call_count(c) != 1)
		return cmd_status(refuse(-EINVAL,
			"umount: expected one MOUNTPOINT"));
	return cmd_status(mount_end(call_arg(c, 0)));
}
