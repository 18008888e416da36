/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet - the part of a folder's listing that answers one request.
 *
 * The kernel asks for a part when the reader has been through the one before,
 * and then he waits for us. So the next part is begun when one is given, and
 * filled, a few entries at a time, while nobody asks for anything.
 */
#ifndef DOSSIERFS_FS_SHEET_H
#define DOSSIERFS_FS_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"
#include "reader.h"

struct mounted;

/* What is asked for. */
struct sheet_part {
	uint64_t folder; /* the node's id */
	uint64_t from;   /* the place in it (cookie.h) */
	size_t size;     /* bytes that it may have */
	bool plus;       /* with attributes */
	enum reader_looks looks; /* the reader, at what is named */
};

struct sheet {
	struct sheet_part part; /* of folder 0: there is none */
	uint64_t place;     /* behind its last entry */
	bool whole;         /* nothing more goes into it, */
	bool waits;         /* or only what is not for idle moments */
	size_t used;
	char *bytes;        /* size of them may be used */
	size_t room;
	struct buf counted; /* uint64_t: ids whose lookups this counts */
};

/* All under the lock. Fills the mount's sheet for the request. */
int sheet_fill(struct mounted *m, const struct sheet_part *part);

/* It was given, or not: the next part is begun, if there is one. */
void sheet_given(struct mounted *m, bool arrived);

/* The folder's first part may be asked for next, as the last was. */
void sheet_expect(struct mounted *m, uint64_t folder, enum reader_looks looks);

/* Lets go of what was begun: it may be wrong. */
void sheet_drop(struct mounted *m);

void sheet_free(struct mounted *m);

/* Takes the lock, and puts a few entries in. False when there was nothing to
 * do. */
bool sheet_go_on(struct mounted *m);

#endif
