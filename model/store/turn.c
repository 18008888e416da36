/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who opens a cache or throws it away does so alone, by another kind of lock on
 * the writers' file than theirs, which does not hold them off. Where it cannot
 * be had, or not soon, it is gone without.
 */
#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "db.h"
#include "dossierfs/err.h"

static bool is_held(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_SETLK, &whole) &&
		(errno == EAGAIN || errno == EACCES);
}

int cache_turn(const struct store *st)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	int fd = lock_open(st, 0);

	if (fd < 0)
		err_clear();
	for (int waited = 0; fd >= 0 && waited < STORE_WAIT && is_held(fd);
		waited += 10)
		nanosleep(&pause, NULL);
	return fd;
}

void cache_turn_end(int turn)
{
	if (turn >= 0)
		close(turn);
}
