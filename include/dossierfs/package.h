/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package - where a tree goes when it leaves the dossier: a sink.
 *
 * Whoever walks a tree gives every folder, file and link once, folders before
 * what is in them. The same calls make the same bytes on every machine. What
 * a path may not be (empty or "..", absolute) is refused, and so is a link
 * that leads out.
 */
#ifndef DOSSIERFS_PACKAGE_H
#define DOSSIERFS_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/date.h"

struct package;

/* A file: its bytes, or a descriptor that is read to its end. */
struct package_file {
	const char *path;
	int64_t mtime;
	int fd; /* -1: the bytes */
	const void *bytes;
	size_t len;
};

int package_folder(struct package *p, const char *path, int64_t mtime);
int package_file(struct package *p, const struct package_file *f);

/* The target is relative to the folder that the link is in. */
int package_link(struct package *p, const char *path, const char *target,
	int64_t mtime);

/* Writes what comes last. Call once, when everything was given. */
int package_end(struct package *p);
void package_drop(struct package *p); /* NULL is allowed */
void package_auto_drop(struct package **p);
#define auto_package __attribute__((cleanup(package_auto_drop))) struct package *

/* Files and their bytes so far, without what the package adds itself. */
uint64_t package_files(const struct package *p);
uint64_t package_bytes(const struct package *p);

/*
 * A bag as RFC 8493 has it, in a zip: data/ and the paths below it are given
 * by the caller, manifests and bag-info.txt are made here.
 */
struct bag_label {
	const char *head;    /* commit id, "" for an empty dossier */
	const char *version; /* of the program */
	int64_t seq;         /* -1 for an empty dossier */
	int32_t as_of;       /* a day; also the bagging date */
	int64_t recorded;    /* time of the head: mtime of what is made here */
};

enum { BAG_NAME_MAX = DAY_TEXT + 32 };

/* The folder that the bag unpacks to: "dossier-2026-11-21-0123456789ab". */
const char *bag_name(char out[BAG_NAME_MAX], const struct bag_label *label);

/* Writes to zip, a new file; the manifests grow in the two scratch files
 * until their time comes. Borrows the descriptors and the label. Paths lie
 * below data/. A link becomes a line of Markdown with a relative link. */
int bag_open(struct package **out, int zip, const int scratch[2],
	const struct bag_label *label, bool compress);

/* A folder on disk, made new and empty by the caller, borrowed. Links stay
 * links; files have mode 0644, folders 0755, both the given mtime. */
int folder_open(struct package **out, int dir);

#endif
