/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Derived tables made anew: when the program's record types give another
 * schema than the one the dossier was last written with, and by fsck.
 */
#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/record.h"
#include "dossierfs/derive.h"
#include "version.h"

int store_derive_if_old(struct store *st)
{
	static const char sql[] =
		"select value = ?1 from dossier.meta where key = 'derived'";
	char digest[65];
	int64_t same;
	int rc;

	record_schema_digest(digest);
	rc = query_one(&same, 0, st, sql, "s", digest);
	if (rc || same)
		return rc;
	return refuse(-EUCLEAN, "%s: its tables were derived by another "
		"version of dossierfs; make it anew with `clone %s/git`",
		st->dir, st->dir);
}
