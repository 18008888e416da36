/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd - what the commands share: the table row, options, author.
 *
 * A command gets its arguments after the options were taken out of them.
 * It returns an exit status: 0 done, 1 the answer is no, 2 refused, 3 the
 * system failed, 4 damage that can be repaired; `cmd_status(rc)` makes it
 * from a negative errno.
 */
#ifndef DOSSIERFS_CMD_H
#define DOSSIERFS_CMD_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/change.h"
#include "dossierfs/store.h"

/* An option: "--as-of DATE" or "--json"; letter is 0 where there is none. A
 * value of NULL means a flag, "[=WORD]" one that may be left out. Given more
 * than once the last counts, unless value ends in ",…": then all, joined. */
struct option_row {
	const char *name;  /* "as-of" */
	char letter;       /* 'm' for -m */
	const char *value; /* "DATE" */
	const char *what;  /* one phrase for --help and the manual */
};

struct call; /* one invocation: options and arguments */

/* What a command's own file says of its use. Each file defines one:
 *
 *	static const struct option_row options[] = { …, OPTIONS_END };
 *	const struct usage add_usage = { options, "Examples: …" };
 */
struct usage {
	const struct option_row *options; /* ended by OPTIONS_END */
	const char *more; /* paragraphs for --help: examples, exit status */
};

struct command {
	const char *name;
	const char *arguments; /* "[DOSSIER]" */
	const char *what;      /* one phrase */
	int (*run)(struct call *c);
	const struct usage *usage;
};

extern const struct command commands[]; /* ended by a NULL name */

int call_count(const struct call *c);
const char *call_arg(const struct call *c, int i); /* NULL past the end */
const char *call_option(const struct call *c, const char *name); /* "" for a flag given */
bool call_has(const struct call *c, const char *name);

/* -C, else the argument i where the command takes the dossier there, else
 * $DOSSIERFS_DIR, else the dossier in or above the current folder. Refuses
 * when there is none. i is -1 where no argument names it. */
int call_dossier(struct call *c, int i, const char **dir);

/* call_dossier, then store_open, then store_look at --as-of or today. */
int call_store(struct call *c, int i, enum store_mode mode, struct store **out);

/* --author, else git's user.name and user.email; -m, else `plain`. The
 * strings live as long as the call. */
int call_authorship(struct call *c, const char *plain, struct authorship *out);

/* The options that every writing command has; put in its table. */
#define OPTIONS_AUTHOR \
	{ "author", 0, "NAME <MAIL>", "who makes the change (else git's user)" }, \
	{ "message", 'm', "REASON", "why, kept in the history" }
#define OPTION_JSON { "json", 0, NULL, "print JSON" }
#define OPTION_AS_OF { "as-of", 0, "DATE", "as it stood at the end of that day" }
#define OPTIONS_END { NULL, 0, NULL, NULL }

int cmd_status(int rc);

/* Prints to standard output: to a terminal with control characters shown as
 * escapes, to a pipe or file as they are. */
void cmd_print(const char *text, size_t len);
void cmd_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Whether all that was printed could be. */
int cmd_print_end(void);

/* A line on standard error that moves, on a terminal only, for work of over
 * a second. cmd_progress_end clears it. */
void cmd_progress(const char *what, size_t done, size_t all);
void cmd_progress_end(void);

/* The commands, one file each: its function and its usage. */
int cmd_add(struct call *c);
int cmd_attach(struct call *c);
int cmd_attest(struct call *c);
int cmd_cat(struct call *c);
int cmd_catalog(struct call *c);
int cmd_check(struct call *c);
int cmd_clone(struct call *c);
int cmd_diff(struct call *c);
int cmd_edit(struct call *c);
int cmd_explain(struct call *c);
int cmd_export(struct call *c);
int cmd_find(struct call *c);
int cmd_fsck(struct call *c);
int cmd_help(struct call *c);
int cmd_import(struct call *c);
int cmd_init(struct call *c);
int cmd_issue(struct call *c);
int cmd_log(struct call *c);
int cmd_ls(struct call *c);
int cmd_mount(struct call *c);
int cmd_search(struct call *c);
int cmd_set(struct call *c);
int cmd_show(struct call *c);
int cmd_signals(struct call *c);
int cmd_snapshot(struct call *c);
int cmd_umount(struct call *c);
int cmd_version(struct call *c);
int cmd_wait(struct call *c);
int cmd_withdraw(struct call *c);

extern const struct usage add_usage, attach_usage, attest_usage, cat_usage,
	catalog_usage,
	check_usage, clone_usage, diff_usage, edit_usage, explain_usage,
	export_usage,
	find_usage, fsck_usage, help_usage, import_usage, init_usage,
	issue_usage, log_usage, ls_usage, mount_usage, search_usage,
	set_usage, show_usage,
	signals_usage, snapshot_usage, umount_usage, version_usage, wait_usage,
	withdraw_usage;

#endif
