/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who looks at a dossier all the time says so by a shared lock on its folder,
 * which goes with its process.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "db.h"
#include "dossierfs/scope.h"

static int folder_open(const struct store *st)
{
	return open(st->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int store_watch(const struct store *st)
{
	int fd = folder_open(st);

	if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

bool store_is_watched(const struct store *st)
{
	int fd = folder_open(st);
	bool watched;

	if (fd < 0)
		return false;
	watched = flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK;
	close(fd);
	return watched;
}
