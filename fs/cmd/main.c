/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program: one table of commands, found by name. Usage, help and the
 * manual's synopsis follow from the table.
 */
#include "cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "help.h"
#include "dossierfs/err.h"
#include "dossierfs/progress.h"

/* clang-format off */
const struct command commands[] = {
	/* name       arguments                  what it does                                  run */
	{ "init",     "DIR",                     "make an empty dossier",                      cmd_init,     &init_usage },
	{ "clone",    "REPO DIR",                "make a dossier from a git repository",       cmd_clone,    &clone_usage },
	{ "mount",    "DOSSIER MOUNTPOINT",      "show a dossier as files",                    cmd_mount,    &mount_usage },
	{ "umount",   "MOUNTPOINT",              "end a mount",                                cmd_umount,   &umount_usage },
	{ "ls",       "[PATH]",                  "list a folder of the tree",                  cmd_ls,       &ls_usage },
	{ "cat",      "PATH...",                 "print files of the tree",                    cmd_cat,      &cat_usage },
	{ "find",     "[PATH]",                  "list everything below a folder of the tree", cmd_find,     &find_usage },
	{ "diff",     "FROM TO",                 "say what changed between two dates",         cmd_diff,     &diff_usage },
	{ "search",   "WORDS...",                "print where words stand",                    cmd_search,   &search_usage },
	{ "wait",     "[DOSSIER]",               "wait until something is recorded",           cmd_wait,     &wait_usage },
	{ "add",      "TYPE FIELD=VALUE...",     "add a record",                               cmd_add,      &add_usage },
	{ "set",      "ID FIELD=VALUE...",       "change fields of a record",                  cmd_set,      &set_usage },
	{ "edit",     "ID",                      "change a record in your editor",             cmd_edit,     &edit_usage },
	{ "attach",   "ID FILE",                 "store a file with a record",                 cmd_attach,   &attach_usage },
	{ "attest",   "DOCUMENT CLAUSE ASPECT ANSWER", "say what a document says of a clause", cmd_attest,   &attest_usage },
	{ "withdraw", "ID",                      "withdraw a record",                          cmd_withdraw, &withdraw_usage },
	{ "show",     "ID",                      "print a record",                             cmd_show,     &show_usage },
	{ "log",      "[ID]",                    "print who changed what, when and why",       cmd_log,      &log_usage },
	{ "import",   "FILE...",                 "take in scanner reports, SBOMs, records",    cmd_import,   &import_usage },
	{ "issue",    "from FINDING...",         "make an issue out of findings",              cmd_issue,    &issue_usage },
	{ "check",    "[DOSSIER]",               "judge the constraints",                      cmd_check,    &check_usage },
	{ "explain",  "CONSTRAINT",              "say why a verdict is what it is",            cmd_explain,  &explain_usage },
	{ "signals",  "[CLAUSE]",                "say what documents say and persons attest",  cmd_signals,  &signals_usage },
	{ "catalog",  "add FILE | list",         "take in clauses and rules of one's own",     cmd_catalog,  &catalog_usage },
	{ "export",   "[DOSSIER]",               "write the tree to a folder",                 cmd_export,   &export_usage },
	{ "snapshot", "[DOSSIER]",               "pack tree, records and evidence",            cmd_snapshot, &snapshot_usage },
	{ "fsck",     "[DOSSIER]",               "recompute every digest",                     cmd_fsck,     &fsck_usage },
	{ "help",     "[COMMAND | types | formats]", "say how a command is used",              cmd_help,     &help_usage },
	{ "version",  "",                        "print the program's version",                cmd_version,  &version_usage },
	{ NULL, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static const struct command *find_command(const char *name)
{
	for (const struct command *c = commands; c->name; c++) {
		if (!strcmp(c->name, name))
			return c;
	}
	return NULL;
}

/* Prints the one sentence, with what could move a terminal's cursor shown. */
static void print_sentence(void)
{
	const char *s = err_sentence();

	cmd_progress_end();
	fputs("dossierfs: ", stderr);
	for (; *s; s++) {
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			fprintf(stderr, "\\x%02x", (unsigned char)*s);
		else
			fputc(*s, stderr);
	}
	fputc('\n', stderr);
}

static int run(struct call *call, const struct command *command, int argc,
	char **argv)
{
	int rc = call_parse(call, command, argc, argv);

	if (rc)
		return cmd_status(rc);
	if (call->help) {
		help_command(command);
		return 0;
	}
	return command->run(call);
}

/* mount(8) and fstab call the program as `dossierfs DOSSIER MOUNTPOINT -o …`,
 * without a command's word. */
static bool is_mount_form(int argc, char **argv)
{
	return argc >= 2 && argv[0][0] != '-' && argv[1][0] != '-' &&
		strchr(argv[0], '/') && !access(argv[0], F_OK);
}

/* The command's word and options before it: *argv moves past them. */
static const struct command *choose(struct call *call, int *argc, char ***argv)
{
	while (*argc >= 2 && !strcmp((*argv)[0], "-C")) {
		call->dossier = (*argv)[1];
		*argc -= 2;
		*argv += 2;
	}
	if (!*argc)
		return NULL;
	const char *word = (*argv)[0];
	if (!strcmp(word, "--help") || !strcmp(word, "-h"))
		word = "help";
	if (!strcmp(word, "--version") || !strcmp(word, "-V"))
		word = "version";
	const struct command *command = find_command(word);
	if (!command && is_mount_form(*argc, *argv))
		return find_command("mount");
	if (!command) {
		refuse(-EINVAL, "no command %s; see dossierfs help", word);
		return NULL;
	}
	--*argc;
	++*argv;
	return command;
}

/* SQLite takes and frees a hundred kilobytes for each sort. Handing them back
 * to the kernel every time took half the time of a page. */
static void keep_freed_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_TRIM_THRESHOLD, 1 << 20);
	mallopt(M_TOP_PAD, 1 << 18);
#endif
}

/* SQLite and libgit2 map files. Where the disk has no room for a page of one,
 * or cannot read it, there is no call that could fail: the kernel ends us. A
 * killed process loses nothing, so all that is left to do is to say so. */
static void page_lost(int number)
{
	static const char said[] = "dossierfs: a page of a file cannot be "
		"had: the disk is full or failing\n";
	ssize_t n = write(STDERR_FILENO, said, sizeof(said) - 1);

	(void)n;
	(void)number;
	_exit(3);
}

/* What is opened first would be taken for standard input, output or errors
 * where these are closed. Whoever uses those is to fail as before. */
static void take_closed(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	struct call call = { 0 };
	const struct command *command;
	int status;

	take_closed();
	/* What is shown knows no place; SQL from outside may ask for one. */
	setenv("TZ", "UTC0", 1);
	keep_freed_memory();
	progress_listen(cmd_progress);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGBUS, page_lost);
	argc--;
	argv++;
	command = choose(&call, &argc, &argv);
	if (command) {
		status = run(&call, command, argc, argv);
	} else {
		if (!*err_sentence())
			help_all(stderr);
		status = 2;
	}
	if (!status || !*err_sentence()) {
		int rc = cmd_print_end();

		status = rc ? cmd_status(rc) : status;
	}
	if (*err_sentence() && status)
		print_sentence();
	call_free(&call);
	return status;
}
