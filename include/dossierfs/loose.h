/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loose - objects of git in files of their own (gitrepository-layout(5)).
 *
 * libgit2 1.5 believes the size that stands in such a file, and writes past
 * what it made room for when there is more. So whoever opens a repository whose
 * files anybody may have written has them looked at first.
 */
#ifndef DOSSIERFS_LOOSE_H
#define DOSSIERFS_LOOSE_H

#include <git2.h>

/* Opens a bare one, in which an object whose file tells of a wrong size is an
 * error to whoever reads it. One that borrows objects of another is refused.
 * Returns 0 or an error of libgit2; *out is to be freed either way. */
int loose_open(git_repository **out, const char *path);

#endif
