/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report from outside into a change that is dropped: it is taken or refused
 * with a sentence. The store is made once, in a folder of its own.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/change.h"
#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/import.h"
#include "dossierfs/json.h"
#include "dossierfs/store.h"
#include "fuzz.h"

enum { TODAY = 20000 };

static const struct authorship author = { "Ann", "ann@example.org", "fuzz",
	TODAY * 86400LL };
static struct store *store;
static char folder[64];

static void put_product(struct change *c)
{
	static const char text[] = "{\"type\":\"product\",\"id\":\"P\","
		"\"title\":\"P\",\"supported_from\":\"2024-01-01\"}";
	auto_json product = NULL;

	expect(!json_parse(&product, text, strlen(text), 0));
	expect(!change_put(c, product));
}

static void make_store(void)
{
	const char *tmp = getenv("TMPDIR");
	char path[128];
	struct change *c;

	snprintf(folder, sizeof(folder), "%s/dossierfs-fuzz.XXXXXX",
		tmp && strlen(tmp) < 32 ? tmp : "/tmp");
	expect(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/d", folder);
	expect(!store_init(path) && !store_open(&store, path, STORE_WRITE));
	expect(!store_look(store, TODAY, true));
	expect(!change_begin(&c, store, &author));
	put_product(c);
	expect(!change_commit(c, NULL));
}

static void import(const char *path)
{
	struct import_options opt = { .today = TODAY };
	struct import_report report = { 0 };
	auto_buf taken = BUF_INIT;
	struct change *c;

	opt.taken = &taken;
	expect(!change_begin(&c, store, &author));
	if (import_file(c, store, path, &opt, &report))
		expect(*err_sentence());
	import_report_free(&report);
	change_drop(c);
	err_clear();
}

static void leave(void)
{
	char command[128];

	store_close(store);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	if (system(command))
		fprintf(stderr, "%s is left\n", folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[128];

	if (!store) {
		make_store();
		atexit(leave);
	}
	snprintf(path, sizeof(path), "%s/report", folder);
	FILE *f = fopen(path, "wb");
	expect(f != NULL);
	expect(fwrite(data, 1, size, f) == size && !fclose(f));
	import(path);
	return 0;
}
