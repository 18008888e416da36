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

	if (r->folder != folder) {
		r->folders_step = folder > r->folder ? 1 : -1;
		r->folders += r->folders <= UNKNOWN_MAX;
	}
	r->folder = folder;
	r->used = ++all->uses;
	if (r->looks)
		return LOOKS;
	return r->folders > UNKNOWN_MAX ? LOOKS_NOT : LOOKS_MAYBE;
}

void readers_read(struct readers *all, pid_t thread, uint64_t page)
{
	struct reader *r = find(all, thread);

	r->pages_step = page > r->page ? 1 : -1;
	r->page = page;
	r->used = ++all->uses;
}

uint64_t readers_next_folder(struct readers *all, pid_t thread)
{
	const struct reader *r = find(all, thread);

	return r->folder + (uint64_t)r->folders_step;
}

uint64_t readers_next_page(struct readers *all, pid_t thread)
{
	const struct reader *r = find(all, thread);

	return r->page + (uint64_t)r->pages_step;
}

void readers_look(struct readers *all, uint64_t folder)
{
	for (int i = 0; i < READERS_MAX; i++)
		if (all->known[i].folder == folder)
			all->known[i].looks = true;
}
