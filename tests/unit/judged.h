/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judged - a dossier that is judged from one state to the next, and compared
 * with what is judged of it from nothing. Each test that includes this has a
 * folder of its own; what it rolls comes from its seed.
 */
#ifndef DOSSIERFS_TESTS_JUDGED_H
#define DOSSIERFS_TESTS_JUDGED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* ours is meant */

#include "dossierfs/assess.h"
#include "dossierfs/change.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"
#include "dossierfs/record.h"
#include "dossierfs/store.h"

enum { DAY = 86400, FIRST_DAY = 20480 };

static char folder[64];
static char dossier[80];
static uint64_t seed;
static int32_t today = FIRST_DAY;

/* splitmix64 */
static uint32_t roll(uint32_t n)
{
	uint64_t z = (seed += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) % n);
}

static const char *choose(const char *choices)
{
	static char out[40];
	uint32_t n = 1;

	for (const char *s = choices; *s; s++)
		n += *s == '|';
	for (n = roll(n); n; n--)
		choices = strchr(choices, '|') + 1;
	snprintf(out, sizeof(out), "%.*s", (int)strcspn(choices, "|"), choices);
	return out;
}

static void put_day(struct buf *out, int32_t day)
{
	char text[DAY_TEXT];

	buf_puts(out, day_format(text, day));
}

/* Everything that was judged, a line a row. */
static void dump(struct buf *out, struct store *st)
{
	static const char *const all[] = {
		"select 'verdict', constraint_id, verdict, why, met, partly,"
		" not_met, unknown, not_applicable, waiting from temp.verdict"
		" order by place",
		"select 'member', * from temp.member"
		" order by 2, 3, 4, 5, 6, 7, 8, 9",
		"select distinct 'reported', * from temp.reported order by 2, 3, 4",
		"select 'gap', * from temp.gap order by 2, 3",
		"select 'signal', * from temp.signal order by 2, 3, 4",
		"select 'link', * from temp.missing_link order by 2",
		"select 'judged', * from temp.judged_record order by 2, 3, 4",
		"select 'standing', * from temp.standing order by 2, 3",
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		auto_query q = NULL;

		assert_int_equal(query_open_text(&q, st, all[i], NULL), 0);
		while (query_next(q) > 0) {
			for (int k = 0; k < query_columns(q); k++)
				buf_printf(out, "%s|", query_text(q, k) ?
					query_text(q, k) : "");
			buf_putc(out, '\n');
		}
	}
	assert_int_equal(buf_done(out), 0);
}

static void judge(struct store *st)
{
	int rc = assess(st, NULL);

	if (rc)
		print_message("# %s\n", err_sentence());
	assert_int_equal(rc, 0);
}

/* The same state from nothing; what was kept is kept on. */
static void dump_from_nothing(struct buf *out, struct store *st)
{
	static const char hide[] =
		"create temp table put_by as select * from cache.judged;"
		"delete from cache.judged; delete from temp.judged_for;";
	static const char show[] =
		"delete from cache.judged;"
		"insert into cache.judged select * from temp.put_by;"
		"drop table temp.put_by; delete from temp.judged_for;";

	assert_int_equal(store_run(st, hide), 0);
	judge(st);
	dump(out, st);
	assert_int_equal(store_run(st, show), 0);
	judge(st);
}

/* The lines that one has and the other has not. */
static void differing(const char *a, const char *b, const char *sign)
{
	while (*a) {
		size_t len = strcspn(a, "\n") + 1;
		bool there = false;

		for (const char *s = b; *s && !there; s += strcspn(s, "\n") + 1)
			there = !strncmp(s, a, len);
		if (!there)
			print_message("# %s %.*s", sign, (int)len, a);
		a += len;
	}
}

static void compare(struct store *st, int changes)
{
	auto_buf quick = BUF_INIT, slow = BUF_INIT;

	judge(st);
	dump(&quick, st);
	dump_from_nothing(&slow, st);
	if (!strcmp(buf_text(&quick), buf_text(&slow)))
		return;
	differing(buf_text(&quick), buf_text(&slow), "-");
	differing(buf_text(&slow), buf_text(&quick), "+");
	print_message("# after %d changes, on day %d\n", changes,
		today - FIRST_DAY);
	assert_string_equal(buf_text(&quick), "what is judged from nothing");
}

/* How many generations stand on another. */
static int64_t followed(struct store *st)
{
	auto_query q = NULL;

	assert_int_equal(query_open_text(&q, st, "select max(gen) from"
		" cache.judged", NULL), 0);
	return query_next(q) > 0 ? query_int(q, 0) : 0;
}

/* As another process would go on: with what is kept, and nothing else. */
static void reopen(struct store **st)
{
	store_close(*st);
	assert_int_equal(store_open(st, dossier, STORE_WRITE), 0);
	assert_int_equal(store_look(*st, today, true), 0);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "%s/dossierfs-unit.XXXXXX",
		access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[120];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

#endif
