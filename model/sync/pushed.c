/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether somebody pushed: two small files say it, so that it can be asked
 * often and without opening the repository.
 */
#include <string.h>

#include "dossierfs/change.h"
#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/store.h"
#include "dossierfs/sync.h"
#include "walk.h"

enum { LOOSE_MAX = 66, PACKED_MAX = 1 << 20 };

static int read_below(struct buf *out, const struct store *st,
	const char *name, size_t max)
{
	auto_buf path = BUF_INIT;
	int rc;

	buf_printf(&path, "%s/git/%s", store_dir(st), name);
	rc = path.err ? buf_done(&path) : file_read(out, path.data, max);
	err_clear();
	return rc;
}

/* The line "<id> refs/heads/main" of packed-refs, which git gc writes; and its
 * start is the id. */
static const char *find_packed(const struct buf *refs)
{
	const char *at = buf_text(refs), *end;

	for (; *at; at = end + (*end == '\n')) {
		const char *name = strchr(at, ' ');

		end = at + strcspn(at, "\n");
		if (*at != '#' && name && name < end &&
		    (size_t)(end - name - 1) == strlen(WALK_MAIN) &&
		    !strncmp(name + 1, WALK_MAIN, strlen(WALK_MAIN)))
			return at;
	}
	return NULL;
}

bool sync_pushed(char commit[65], struct store *st)
{
	auto_buf loose = BUF_INIT;
	auto_buf packed = BUF_INIT;
	const char *at = NULL;
	size_t len;

	*commit = '\0';
	if (!read_below(&loose, st, WALK_MAIN, LOOSE_MAX))
		at = buf_text(&loose);
	else if (!read_below(&packed, st, "packed-refs", PACKED_MAX))
		at = find_packed(&packed);
	len = at ? strspn(at, "0123456789abcdef") : 0;
	if (len != 40 && len != 64)
		return false;
	memcpy(commit, at, len);
	commit[len] = '\0';
	return !store_has_commit(st, commit);
}
