/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log - what both kinds of log have in common.
 */
#ifndef DOSSIERFS_CMD_LOG_H
#define DOSSIERFS_CMD_LOG_H

#include <stdint.h>

struct json;
struct query;
struct store;

/* Where a log goes: lines of text, or a list of JSON. */
struct log {
	struct store *store;
	struct json *list; /* NULL: text */
	int64_t left;      /* entries still to print */
};

/* Who, when and why: printed, with NULL in *entry, or the beginning of an entry
 * that the caller appends or frees. The query's first columns are seq,
 * recorded, author, mail, reason, commit_id. */
int log_head(struct log *l, struct query *q, struct json **entry);

/* What changed of one record and of its files. */
int log_record(struct log *l, const char *id);

#endif
