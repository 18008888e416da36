/* SPDX-License-Identifier: Apache-2.0 */
/*
 * version - one path that one change-set sets or removes, and what is derived
 * from it. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_VERSION_H
#define DOSSIERFS_STORE_VERSION_H

#include "db.h"

struct json;
struct record_type;

/* What a path in git says of the file. */
struct claim {
	const char *kind; /* record, findings, evidence, foreign or defect */
	const struct record_type *type; /* of a record */
	const char *entry_type;         /* its name, else kind */
	struct buf id;    /* as entry.id */
	struct buf key;   /* as entry.claim */
	struct buf fault; /* of a defect: pointer, tab, expectation */
};

int claim_read(struct claim *out, const char *path);
void claim_free(struct claim *c);
#define auto_claim __attribute__((cleanup(claim_free))) struct claim

/* The entry of a claim, which is made where there is none. */
int claim_entry(int64_t *out, struct store *st, const struct claim *c);

/* The claim of a record, a findings file or a file of a record. */
void claim_key(struct buf *out, const char *kind, const char *id,
	const char *name);

struct version {
	int64_t changeset;
	int32_t recorded_day;
	const char *path;
	unsigned mode;
	const void *bytes; /* NULL: removed */
	size_t len;
};

/* Adds the row, the blob and the derived rows. made (may be NULL) gets the
 * digest of a blob that was not there before, a line. */
int version_add(struct store *st, const struct version *v, struct buf *made);

/* Takes back a version of the change-set that is being made. */
int version_remove(struct store *st, int64_t version);

/* What a record's version was taken for: it is read again by the record types
 * of this program, and its row is changed where they say something else. Its
 * derived rows, which are not there, are added. */
struct version_was {
	bool canonical;
	const char *defect; /* "" for none */
	const void *body;
	size_t body_len;
};
int version_restate(struct store *st, int64_t version,
	const struct version *v, const struct version_was *was);

/* derive.c: the rows of one version. */
int derive_record(struct store *st, int64_t version,
	const struct record_type *type, const struct json *record,
	const char *id, bool fits);
int derive_findings(struct store *st, const char *sha256, const void *lines,
	size_t len);
int derive_remove(struct store *st, int64_t version);
void derive_drop_all(struct store *st);

/* init.c: SHA-256 over the schema of a database that was just made. */
int schema_digest(char hex[65]);

/* The statements that make the derived tables; schema may be NULL. And those
 * of them that make indexes.sql, by which `meta` knows them. */
void derived_schema(struct buf *out, const char *schema);
void indexes_schema(struct buf *out, const char *schema);
int indexes_digest(char hex[65]);

/* init.c: drops the derived tables of the record types and makes them, inside
 * a transaction of the caller's. */
int derive_tables(struct store *st);

/* anew.c: empties every derived table and fills it from the versions, inside
 * a transaction of the caller's. */
int derive_anew(struct store *st);

/* indexes.c: drops those of the derived tables that filling does not read, and
 * makes them again by what was appended to `make`; both inside one transaction
 * of the caller's. */
int indexes_drop(struct store *st, struct buf *make);
int indexes_make(struct store *st, const struct buf *make);

/* renew.c: tables that another program's record types made are made anew. */
int renew_if_old(struct store *st);

/* span.c: what counts from change-set n on, which is mainline's seq. */
int span_apply(struct store *st, int64_t n, int64_t seq, int64_t recorded);

#endif
