/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `help` and `version`: what the tables of commands, record types and import
 * formats say of themselves.
 */
#include "help.h"

#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "dossierfs/err.h"
#include "dossierfs/import.h"
#include "dossierfs/record.h"

static const struct option_row no_options[] = { OPTIONS_END };

const struct usage help_usage = { no_options,
	"`help types` prints the record types and their fields, `help formats`\n"
	"the formats that import takes.\n" };
const struct usage version_usage = { no_options, NULL };

void help_all(FILE *out)
{
	fputs("usage: dossierfs [-C DOSSIER] COMMAND [OPTIONS] [ARGUMENTS]\n\n",
		out);
	for (const struct command *c = commands; c->name; c++)
		fprintf(out, "  %-9s %-25s %s\n", c->name, c->arguments,
			c->what);
	fputs("\ndossierfs COMMAND --help says more; dossierfs(1) and "
	      "dossier(5) say all.\n"
	      "Exit status: 0 done, 1 the answer is no, 2 refused, 3 the "
	      "system failed,\n4 damage that can be repaired.\n",
		out);
}

static void help_option(const struct option_row *o)
{
	char left[64];
	const char *value = o->value ? o->value : "";
	const char *blank = o->value && value[0] != '[' ? " " : "";

	if (o->letter)
		snprintf(left, sizeof(left), "-%c, --%s%s%s", o->letter,
			o->name, blank, value);
	else
		snprintf(left, sizeof(left), "--%s%s%s", o->name, blank, value);
	printf("  %-26s %s\n", left, o->what);
}

void help_command(const struct command *command)
{
	const struct usage *u = command->usage;

	printf("usage: dossierfs %s%s%s%s\n\n%s\n", command->name,
		u->options && u->options->name ? " [OPTIONS]" : "",
		*command->arguments ? " " : "", command->arguments,
		command->what);
	if (u->options && u->options->name)
		putchar('\n');
	for (const struct option_row *o = u->options; o && o->name; o++)
		help_option(o);
	if (u->more)
		printf("\n%s", u->more);
}

static const char *kind_name(const struct field *f)
{
	static const char *const names[] = {
		[FIELD_TEXT] = "text",     [FIELD_WORDS] = "text, three words",
		[FIELD_DATE] = "date",     [FIELD_INT] = "integer",
		[FIELD_BOOL] = "true or false", [FIELD_SCORE] = "score",
		[FIELD_CHOICE] = "one of", [FIELD_REF] = "id of",
		[FIELD_PERSON] = "person", [FIELD_FILE] = "file",
		[FIELD_SHA256] = "SHA-256", [FIELD_ANY] = "text or list",
		[FIELD_NAME] = "file name",
	};

	return names[f->kind];
}

static int help_types(void)
{
	for (const struct record_type *t = record_types; t->name; t++) {
		printf("%s: %s\n", t->name, t->what);
		for (const struct field *f = t->fields; f->path; f++)
			printf("  %s%-38s %s%s%s; %s\n",
				f->flags & FIELD_REQUIRED ? "*" : " ", f->path,
				kind_name(f), f->arg ? " " : "",
				f->arg ? f->arg : "", f->what);
	}
	return 0;
}

static int help_formats(void)
{
	for (const struct import_format *f = import_formats; f->name; f++)
		printf("%-12s %-14s %s\n", f->name, f->versions, f->becomes);
	return 0;
}

int cmd_help(struct call *c)
{
	const char *word = call_arg(c, 0);

	if (!word) {
		help_all(stdout);
		return 0;
	}
	if (!strcmp(word, "types"))
		return help_types();
	if (!strcmp(word, "formats"))
		return help_formats();
	for (const struct command *k = commands; k->name; k++) {
		if (!strcmp(k->name, word)) {
			help_command(k);
			return 0;
		}
	}
	return cmd_status(refuse(-EINVAL, "no command %s; see dossierfs help",
		word));
}

int cmd_version(struct call *c)
{
	(void)c;
	puts("dossierfs " DOSSIERFS_VERSION);
	return 0;
}
