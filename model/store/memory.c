/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory for libgit2. Its version 1.5 does not live through an allocation
 * that fails: where it opens a repository it follows the NULL, and to say so
 * it allocates again, without end. A process that must end ends here, with a
 * sentence; nothing is lost by it, for every writer can be killed. What is
 * large and may come from a hostile object fails as it should.
 */
#include <git2.h>
#include <git2/sys/alloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SMALL = 1 << 20 };

static void *given(void *p, size_t n, size_t size)
{
	static const char said[] = "dossierfs: no memory left for git\n";

	if (p || (n && size > SMALL / n))
		return p;
	ssize_t written = write(STDERR_FILENO, said, sizeof(said) - 1);
	(void)written; /* there is nobody else to tell */
	_exit(3);
}

/* 0 bytes may be no memory. */
static size_t some(size_t n)
{
	return n ? n : 1;
}

static void *memory_zeroed(size_t n, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return given(calloc(some(n), some(size)), n, size);
}

static void *memory_list_resized(void *p, size_t n, size_t size,
	const char *file, int line)
{
	(void)file;
	(void)line;
	return given(reallocarray(p, some(n), some(size)), n, size);
}

static void *memory_list(size_t n, size_t size, const char *file, int line)
{
	return memory_list_resized(NULL, n, size, file, line);
}

static void *memory_resized(void *p, size_t size, const char *file, int line)
{
	return memory_list_resized(p, 1, size, file, line);
}

static void *memory_new(size_t size, const char *file, int line)
{
	return memory_list_resized(NULL, 1, size, file, line);
}

static char *memory_part(const char *s, size_t len, const char *file, int line)
{
	char *copy = memory_new(len + 1, file, line);

	if (!copy)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

static char *memory_start(const char *s, size_t n, const char *file, int line)
{
	return memory_part(s, strnlen(s, n), file, line);
}

static char *memory_copy(const char *s, const char *file, int line)
{
	return memory_part(s, strlen(s), file, line);
}

/* Before the first of the rooms that use libgit2 makes it ready. */
__attribute__((constructor)) static void memory_ours(void)
{
	static git_allocator ours = {
		.gmalloc = memory_new,
		.gcalloc = memory_zeroed,
		.gstrdup = memory_copy,
		.gstrndup = memory_start,
		.gsubstrdup = memory_part,
		.grealloc = memory_resized,
		.greallocarray = memory_list_resized,
		.gmallocarray = memory_list,
		.gfree = free,
	};

	git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &ours);
}
