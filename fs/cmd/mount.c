/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossierfs mount: show a dossier as files.
 */
#include "cmd.h"

#include <errno.h>

#include "dossierfs/err.h"
#include "dossierfs/mount.h"

static const struct option_row options[] = {
	{ "options", 'o', "OPTION,…", "mount options, as mount(8) has them" },
	{ "foreground", 'f', NULL, "stay in the foreground" },
	OPTIONS_END,
};

const struct usage mount_usage = {
	options,
	"Mount options:\n"
	"  allow_other      other users may enter, as the modes allow\n"
	"  as_of=DATE       the dossier as it stood at the end of that day\n"
	"  auto_unmount     end the mount also when the daemon is killed\n"
	"  cache_size=SIZE  memory for rendered pages, as 64M (the default)\n"
	"A mount is always ro,nosuid,nodev,noexec,default_permissions; words\n"
	"that mount(8) and fstab(5) add (rw, dev, suid, noatime ...) are taken\n"
	"and change nothing.\n"
	"\n"
	"Example:\n"
	"  dossierfs mount acme.dossier /mnt/acme -o allow_other\n",
};

int cmd_mount(struct call *c)
{
	struct mount_options opt = MOUNT_OPTIONS_INIT;
	const char *list = call_option(c, "options");
	bool both = call_count(c) == 2;
	const char *dossier;

	if (call_count(c) < 1 || call_count(c) > 2)
		return cmd_status(refuse(-EINVAL,
			"mount: expected DOSSIER MOUNTPOINT"));
	int rc = call_dossier(c, both ? 0 : -1, &dossier);
	if (!rc && list)
		rc = mount_options_parse(&opt, list);
	if (!rc)
		rc = mount_dossier(dossier, call_arg(c, both), &opt,
			call_has(c, "foreground"));
	return cmd_status(rc);
}
