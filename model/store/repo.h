/* SPDX-License-Identifier: Apache-2.0 */
/*
 * repo - the bare repository beside dossier.db: one commit a change-set.
 *
 * Objects may be written before SQLite commits: nothing names them yet. The
 * branch moves after. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_REPO_H
#define DOSSIERFS_STORE_REPO_H

#include <stddef.h>

#include "db.h"

enum { GIT_HEX = 41, GIT_RAW = 20, GIT_DEPTH = 64 };

/* A path that a commit sets, or removes where mode is 0. */
struct repo_change {
	const char *path;
	unsigned mode;
	unsigned char oid[GIT_RAW];
};

/* Makes an empty bare repository with the branch main. */
int repo_make(const char *dir);

/* Opens git/ of the store once. */
int repo_of(struct repo **out, struct store *st);
void repo_close(struct repo *g); /* NULL is allowed */

/* The name that git gives to bytes. */
int repo_name(char hex[GIT_HEX], const void *bytes, size_t len);
int repo_blob(struct repo *g, char hex[GIT_HEX], const void *bytes, size_t len);
int repo_commit_name(char hex[GIT_HEX], const void *raw, size_t len);
void repo_raw(unsigned char raw[GIT_RAW], const char *hex);
void repo_hex(char hex[GIT_HEX], const unsigned char raw[GIT_RAW]);

/* The tree of a commit. */
int repo_tree_of(struct repo *g, char hex[GIT_HEX], const char *commit_id);

int repo_tree_read(struct repo *g, struct buf *out,
	const unsigned char raw[GIT_RAW]);
int repo_tree_write(struct repo *g, unsigned char raw[GIT_RAW],
	const void *bytes, size_t len);

/* tree.c: writes the trees that the changes touch; changes stand in byte order of
 * their paths. base may be "". */
int repo_tree_apply(struct repo *g, char hex[GIT_HEX], const char *base,
	const struct repo_change *changes, size_t n);

int repo_commit(struct repo *g, char hex[GIT_HEX], const void *raw, size_t len);

/* The commit that main names, "" where there is none. */
int repo_main(struct repo *g, char hex[GIT_HEX]);

/* Moves main, if it still names `from` ("": no branch). */
int repo_move(struct repo *g, const char *from, const char *to);

/* Objects written between are gathered in memory and go to disk as one pack
 * (or nowhere: keep false): for change-sets of many files. */
int repo_pack_begin(struct repo *g);
int repo_pack_end(struct repo *g, bool keep);

/* While it checks, writing an object means to read it instead: -EUCLEAN where
 * git/ lacks it or holds it damaged. */
void repo_check(struct repo *g, bool check);

/* So long, writing an object only gives its name: for what is there already. */
void repo_name_only(struct repo *g, bool name_only);

/* publish.c: change-sets of the store as objects and branch of git/. */

/* Writes trees, and blobs if asked to, of change-set n: tree gets the root's
 * name. parent is the first parent's commit, or "". */
int publish_tree(struct store *st, int64_t n, const char *parent,
	char tree[GIT_HEX], bool blobs);

/* Writes what a crash kept from git/. Cheap where nothing is missing. */
int publish_missing(struct store *st);

#endif
