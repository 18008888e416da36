/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Watching the kernel's list of mounts for our own.
 */
#include "guard.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"
#include "journal.h"
#include "mounted.h"
#include "mountinfo.h"
#include "notice.h"

int guard_open(FILE **out)
{
	*out = fopen("/proc/self/mountinfo", "re");
	return *out ? 0 : fail(-errno, "/proc/self/mountinfo: %s",
		strerror(errno));
}

void guard_look(struct mounted *m, FILE *mounts)
{
	struct mountinfo info;

	rewind(mounts);
	if (mountinfo_read(&info, mounts, m->place)) {
		journal_failure("");
		return;
	}
	bool exposed = info.ours && info.writable;
	if (exposed == m->exposed)
		return;
	journal_say(exposed ? "%s: was made writable; nothing is read until "
		"it is read-only again" : "%s: is read-only again", m->place);
	if (exposed)
		m->exposed = true;
	notices_drop_all(m);
	m->exposed = exposed;
}
