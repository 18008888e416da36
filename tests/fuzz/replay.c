/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gives a target each file of a folder, as TAP: replay FOLDER.
 */
#include <dirent.h>
#include <stdio.h>

#include "dossierfs/buf.h"
#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "fuzz.h"

enum { SEED_MAX = 1 << 20 };

static int replay(int folder, const char *name)
{
	auto_buf seed = BUF_INIT;
	int rc = file_read_at(&seed, folder, name, SEED_MAX);

	return rc ? rc : LLVMFuzzerTestOneInput(
		(const uint8_t *)buf_text(&seed), seed.len);
}

int main(int argc, char **argv)
{
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
	const struct dirent *e;
	int n = 0;

	if (!folder) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	while ((e = readdir(folder))) {
		if (e->d_name[0] == '.')
			continue;
		int rc = replay(dirfd(folder), e->d_name);
		printf("%s %d - %s\n", rc ? "not ok" : "ok", ++n, e->d_name);
		fflush(stdout);
	}
	closedir(folder);
	printf("1..%d\n", n);
	return n == 0;
}
