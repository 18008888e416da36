/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader - who walks by names alone, and who looks at what is named.
 *
 * A name given with its attributes costs the kernel and us ten times what the
 * name costs, and the writing of the page where nothing is known of it. A walk
 * such as find's never asks for them. So who lists a folder gets attributes
 * with the names, which spares him a request each, once a file was looked at in
 * the folder that he listed last. Of his first folders, unless they are large,
 * he gets those that are known without writing; if he looks at none, names
 * alone from then on.
 */
#ifndef DOSSIERFS_FS_READER_H
#define DOSSIERFS_FS_READER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { READERS_MAX = 16 }; /* remembered; the one unused longest goes */

enum reader_looks { LOOKS_NOT, LOOKS_MAYBE, LOOKS };

struct reader {
	pid_t thread;
	bool looks;
	int folders;     /* that he listed before he looked */
	uint64_t folder; /* the node that he listed last, */
	uint64_t page;   /* and the one that he read last; */
	int folders_step; /* which way he goes from one to the next: 1 or -1 */
	int pages_step;
	uint64_t used;
};

struct readers {
	struct reader known[READERS_MAX];
	uint64_t uses;
};

/* He lists the folder: whether he looks at what is named. */
enum reader_looks readers_list(struct readers *all, pid_t thread,
	uint64_t folder);

/* He reads a page. */
void readers_read(struct readers *all, pid_t thread, uint64_t page);

/* The node that he lists, or reads, next if he goes on as he did. */
uint64_t readers_next_folder(struct readers *all, pid_t thread);
uint64_t readers_next_page(struct readers *all, pid_t thread);

/* Somebody looks at a file in the folder: maybe another thread of his. */
void readers_look(struct readers *all, uint64_t folder);

#endif
