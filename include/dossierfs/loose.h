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

/* From now on an object of repo whose file tells of a wrong size is an error
 * to whoever reads it. repo borrows objects of no other: one that does is
 * refused. Returns 0 or an error of libgit2. */
int loose_guard(git_repository *repo);

#endif
