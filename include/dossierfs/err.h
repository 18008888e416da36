/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err - the one sentence that says what went wrong.
 *
 * The sentence is recorded where a failure is first understood and printed at
 * the edge, once. Each thread has its own.
 */
#ifndef DOSSIERFS_ERR_H
#define DOSSIERFS_ERR_H

/* The caller's input is at fault (exit status 2). Returns rc, which is a
 * negative errno, so that `return refuse(-EINVAL, …)` reads well. A sentence
 * names the file, the place in it and what was expected; it begins without
 * capital and ends without a full stop. */
int refuse(int rc, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The system is at fault (exit status 3): no memory, no disk, damage. */
int fail(int rc, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "where: " before the recorded sentence: callers that know the file or
 * record add it as the failure passes through. Returns rc. */
int err_in(int rc, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The sentence, "" when nothing failed on this thread since err_clear. */
const char *err_sentence(void);

/* 2 after refuse, 3 after fail, 0 when nothing failed. */
int err_status(void);

void err_clear(void);

#endif
