/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded, it makes an allocation fail: the one that OOM_AT counts to from
 * main on, and with OOM_FOREVER every one after it, too. OOM_SITES names a
 * file that is told, one a line, which of them were the first from where they
 * are called (by the innermost frames), so that no other needs a trial. Where
 * OOM_LATER names a file with an int in it, one of the threads beside the first
 * fails, that many allocations after the int was written there. Relies on
 * glibc, whose own functions have second names.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

enum { FRAMES = 7, SITES = 1 << 16 };

static atomic_long count;
static long at;
static bool forever;
static bool begun;
static FILE *sites;
static uint64_t seen[SITES];
static _Thread_local bool looking; /* backtrace allocates, too */
static atomic_int *later;

static void share(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	later = mmap(NULL, sizeof(*later), PROT_READ | PROT_WRITE, MAP_SHARED,
		fd, 0);
	if (later == MAP_FAILED)
		abort();
	close(fd);
}

/* Runs after the libraries have made themselves ready. */
__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("OOM_AT");

	const char *path = getenv("OOM_SITES");
	void *frame[FRAMES];

	backtrace(frame, FRAMES); /* loads what it needs */
	sites = path ? fopen(path, "we") : NULL;
	path = getenv("OOM_LATER");
	if (path)
		share(path);
	at = text ? atol(text) : 0;
	forever = getenv("OOM_FOREVER") != NULL;
	begun = true;
}

__attribute__((destructor)) static void end(void)
{
	begun = false;
	if (sites)
		fclose(sites);
}

static void look(long n)
{
	void *frame[FRAMES];
	uint64_t h = 0;
	int depth;

	looking = true;
	depth = backtrace(frame, FRAMES);
	for (int i = 0; i < depth; i++)
		h = (h ^ (uintptr_t)frame[i]) * 0x9e3779b97f4a7c15;
	h = h >> 16 | 1;
	size_t i = h % SITES;
	while (seen[i] && seen[i] != h)
		i = (i + 1) % SITES;
	if (!seen[i])
		fprintf(sites, "%ld\n", n);
	seen[i] = h;
	looking = false;
}

static bool fails(void)
{
	long n;

	if (!begun || looking)
		return false;
	if (later && *later > 0 && gettid() != getpid() && --*later == 0)
		return true;
	n = ++count;
	if (sites)
		look(n);
	if (!at || (forever ? n < at : n != at))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return fails() ? NULL : __libc_realloc(p, size);
}
