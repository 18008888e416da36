/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A few readers, by the number of the thread that asks. Whoever gets one of
 * these numbers next is taken for the one before, which costs time only.
 */
#include "reader.h"

enum { UNKNOWN_MAX = 2 }; /* folders */

static struct reader *find(struct readers *all, pid_t thread)
{
	struct reader *oldest = &all->known[0];

	for (int i = 0; i < READERS_MAX; i++) {
		struct reader *r = &all->known[i];

		if (r->used && r->thread == thread)
			return r;
		if (r->used < oldest->used)
			oldest = r;
	}
	*oldest = (struct reader){ .thread = thread };
	return oldest;
}

enum reader_looks readers_list(struct readers *all, pid_t thread,
	uint64_t folder)
{
	struct reader *r = find(all, thread);

	if (r->folder != folder && r->folders <= UNKNOWN_MAX)
		r->folders++;
	r->folder = folder;
	r->used = ++all->uses;
	if (r->looks)
		return LOOKS;
	return r->folders > UNKNOWN_MAX ? LOOKS_NOT : LOOKS_MAYBE;
}

uint64_t readers_read(struct readers *all, pid_t thread, uint64_t page)
{
	struct reader *r = find(all, thread);
	uint64_t last = r->page;

	r->page = page;
	r->used = ++all->uses;
	return last;
}

void readers_look(struct readers *all, uint64_t folder)
{
	for (int i = 0; i < READERS_MAX; i++)
		if (all->known[i].folder == folder)
			all->known[i].looks = true;
}
