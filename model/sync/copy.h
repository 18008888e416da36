/* SPDX-License-Identifier: Apache-2.0 */
/*
 * copy - the objects that main reaches, into git/ of a new dossier. Private to
 * model/sync.
 */
#ifndef DOSSIERFS_SYNC_COPY_H
#define DOSSIERFS_SYNC_COPY_H

/* From a repository in a folder, or from a stream of git fast-export in a
 * file; `git` is the path of git/, where only main is made. What is copied is
 * not looked at: the walk does that. Refuses what git refuses, in its words. */
int copy_repository(const char *git, const char *path);
int copy_stream(const char *git, const char *stream);

#endif
