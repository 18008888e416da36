/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writing - one command that changes a dossier.
 *
 * From writing_begin on the dossier is locked for other writers and the store
 * looks at its newest state: what is read is what is changed.
 */
#ifndef DOSSIERFS_WRITING_H
#define DOSSIERFS_WRITING_H

#include <stddef.h>

#include "cmd.h"
#include "dossierfs/buf.h"

struct json;
struct record_type;

struct writing {
	struct store *store;
	struct change *change;
	struct authorship by;           /* asked for once */
	const struct record_type *type; /* of `record` */
	struct json *record;            /* as found, the command's to change */
	struct buf done;                /* what to print once it is recorded */
};

#define auto_writing __attribute__((cleanup(writing_end))) struct writing

/* Opens the dossier, which is not locked yet. */
int writing_open(struct writing *w, struct call *c);

/* Opens the dossier where it is not, and begins a change-set; plain is the
 * reason where none is given. */
int writing_begin(struct writing *w, struct call *c, const char *plain);

/* Fills record and type with the record `id`; refuses where there is none. */
int writing_find(struct writing *w, const char *id);

/* Puts a record into the change-set. */
int writing_put(struct writing *w, const struct json *record);

/* Records it and prints a line for each record: "issue ISS-1 (seq 12)". */
int writing_commit(struct writing *w);

/* Judges what was recorded, as far as verdicts are kept that it follows. */
void writing_judge(struct store *st);

/* Drops what was not committed; closes. */
void writing_end(struct writing *w);

/* The record `id` that the store looks at, as it is stored: gives the text
 * and the tree, either may be NULL. type is NULL for one we do not know. */
int cmd_record(struct store *st, const char *id, struct buf *text,
	struct json **record, const struct record_type **type);

/* Adds one record, which says its type and perhaps its id, as a change-set of
 * its own; it has an id afterwards. quiet prints nothing. */
int cmd_add_record(struct call *c, struct json *record, bool quiet);

/* Reads records as JSON: the file's one value, refused with its name. */
int cmd_read_json(struct json **out, const char *path);

#endif
