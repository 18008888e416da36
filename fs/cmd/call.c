/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking a command line apart: options of the command's table anywhere among
 * the arguments, "--" ends them. Then what every command asks of the result:
 * which dossier, which store, who is writing.
 */
#include "call.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/buf.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/sync.h"

static bool value_is_optional(const struct option_row *o)
{
	return o->value && o->value[0] == '[';
}

static bool value_joins(const struct option_row *o)
{
	const char *end = o->value ? strstr(o->value, ",…") : NULL;

	return end && !end[strlen(",…")];
}

static int unknown_option(const struct call *c, const char *word)
{
	return refuse(-EINVAL, "%s: unknown option %s; see dossierfs %s --help",
		c->command->name, word, c->command->name);
}

static int give(struct call *c, const struct option_row *o, const char *value)
{
	auto_buf text = BUF_INIT;

	for (int i = 0; i < c->n_given; i++) {
		if (c->given[i].row != o)
			continue;
		if (value_joins(o))
			buf_printf(&text, "%s,", c->given[i].value);
		buf_puts(&text, value);
		free(c->given[i].value);
		c->given[i].value = text.len ? buf_take(&text, NULL) : strdup("");
		return c->given[i].value ? 0 : fail(-ENOMEM, "out of memory");
	}
	if (c->n_given == CALL_OPTIONS)
		return refuse(-E2BIG, "%s: too many options", c->command->name);
	c->given[c->n_given].row = o;
	c->given[c->n_given].value = strdup(value);
	if (!c->given[c->n_given].value)
		return fail(-ENOMEM, "out of memory");
	c->n_given++;
	return 0;
}

static const struct option_row *find_long(const struct call *c,
	const char *word, size_t len)
{
	const struct option_row *o = c->command->usage->options;

	for (; o && o->name; o++) {
		if (!strncmp(o->name, word, len) && !o->name[len])
			return o;
	}
	return NULL;
}

static const struct option_row *find_letter(const struct call *c, char letter)
{
	const struct option_row *o = c->command->usage->options;

	for (; o && o->name; o++) {
		if (o->letter == letter)
			return o;
	}
	return NULL;
}

/* One "--word", or "-word" as find(1) writes it; *i moves on when the value is
 * the next argument. */
static int take_long(struct call *c, int argc, char **argv, int *i)
{
	const char *word = argv[*i] + (argv[*i][1] == '-' ? 2 : 1);
	const char *equals = strchrnul(word, '=');
	const struct option_row *o =
		find_long(c, word, (size_t)(equals - word));

	if (!strcmp(word, "help")) {
		c->help = true;
		return 0;
	}
	if (!o)
		return unknown_option(c, argv[*i]);
	if (*equals && !o->value)
		return refuse(-EINVAL, "%s: --%s takes no value",
			c->command->name, o->name);
	if (*equals)
		return give(c, o, equals + 1);
	if (!o->value || value_is_optional(o))
		return give(c, o, "");
	if (*i + 1 >= argc)
		return refuse(-EINVAL, "%s: --%s needs %s", c->command->name,
			o->name, o->value);
	return give(c, o, argv[++*i]);
}

/* "-fm REASON": letters, the last of which may have a value. */
static int take_letters(struct call *c, int argc, char **argv, int *i)
{
	for (const char *p = argv[*i] + 1; *p; p++) {
		const struct option_row *o = find_letter(c, *p);

		if (*p == 'h' && !o) {
			c->help = true;
			continue;
		}
		if (!o)
			return unknown_option(c, argv[*i]);
		if (o->value && p[1])
			return give(c, o, p + 1);
		if (o->value && *i + 1 >= argc)
			return refuse(-EINVAL, "%s: -%c needs %s",
				c->command->name, *p, o->value);
		if (o->value)
			return give(c, o, argv[++*i]);
		int rc = give(c, o, "");
		if (rc)
			return rc;
	}
	return 0;
}

/* How many arguments the command has at most, by how it writes them: the words
 * of its longest form; or negative for any number. */
static int most_arguments(const struct command *command)
{
	int most = 0, n = 0;

	if (strstr(command->arguments, "..."))
		return -1;
	for (const char *s = command->arguments; *s; s += strspn(s, " ")) {
		size_t len = strcspn(s, " ");

		n = *s == '|' ? 0 : n + 1;
		most = n > most ? n : most;
		s += len;
	}
	return most;
}

static int refuse_more(const struct call *c)
{
	int most = most_arguments(c->command);

	if (c->help || most < 0 || c->n_args <= most)
		return 0;
	return refuse(-EINVAL, "%s: %s: expected no more than: dossierfs %s%s%s",
		c->command->name, c->args[most], c->command->name,
		most ? " " : "", c->command->arguments);
}

int call_parse(struct call *c, const struct command *command, int argc,
	char **argv)
{
	bool ended = false;
	int rc = 0;

	c->command = command;
	c->args = calloc((size_t)argc + 1, sizeof(*c->args));
	if (!c->args)
		return fail(-ENOMEM, "out of memory");
	for (int i = 0; i < argc && !rc; i++) {
		const char *a = argv[i];

		if (ended || a[0] != '-' || !a[1])
			c->args[c->n_args++] = a;
		else if (!strcmp(a, "--"))
			ended = true;
		else if (a[1] == '-' ||
			(a[2] && find_long(c, a + 1, strlen(a + 1))))
			rc = take_long(c, argc, argv, &i);
		else
			rc = take_letters(c, argc, argv, &i);
	}
	return rc ? rc : refuse_more(c);
}

void call_free(struct call *c)
{
	for (int i = 0; i < c->n_given; i++)
		free(c->given[i].value);
	for (int i = 0; i < c->n_owned; i++)
		free(c->owned[i]);
	free(c->args);
}

const char *call_keep(struct call *c, char *owned)
{
	if (c->n_owned == (int)(sizeof(c->owned) / sizeof(*c->owned))) {
		free(owned);
		return NULL;
	}
	c->owned[c->n_owned++] = owned;
	return owned;
}

int call_count(const struct call *c)
{
	return c->n_args;
}

const char *call_arg(const struct call *c, int i)
{
	return i >= 0 && i < c->n_args ? c->args[i] : NULL;
}

const char *call_option(const struct call *c, const char *name)
{
	for (int i = 0; i < c->n_given; i++) {
		if (!strcmp(c->given[i].row->name, name))
			return c->given[i].value;
	}
	return NULL;
}

bool call_has(const struct call *c, const char *name)
{
	return call_option(c, name) != NULL;
}

static bool is_dossier(const char *dir)
{
	auto_buf path = BUF_INIT;

	buf_printf(&path, "%s/dossier.db", dir);
	return !buf_done(&path) && !access(path.data, F_OK);
}

/* The dossier in or above the current folder. */
static int find_above(struct call *c, const char **dir)
{
	char *at = getcwd(NULL, 0);

	if (!call_keep(c, at))
		return fail(-errno, "the current folder: %s", strerror(errno));
	while (!is_dossier(at)) {
		char *slash = strrchr(at, '/');

		if (!slash || !at[1])
			return refuse(-ENOENT, "no dossier here or above; "
				"name one with -C DOSSIER");
		slash[slash == at] = '\0';
	}
	*dir = at;
	return 0;
}

int call_dossier(struct call *c, int i, const char **dir)
{
	const char *env = getenv("DOSSIERFS_DIR");

	*dir = call_arg(c, i) ? call_arg(c, i) : c->dossier;
	if (*dir)
		return 0;
	if (env && *env) {
		*dir = env;
		return 0;
	}
	return find_above(c, dir);
}

/* Commits that were pushed are taken by the next command. A reader that
 * cannot have them taken says so and shows what there is. */
static int take_pushed(struct store *st, enum store_mode mode)
{
	auto_store writer = NULL;
	auto_buf report = BUF_INIT;
	char commit[65];
	int rc;

	if (!sync_pushed(commit, st))
		return 0;
	rc = mode == STORE_WRITE ? 0 :
		store_open(&writer, store_dir(st), STORE_WRITE);
	if (!rc)
		rc = sync_take(writer ? writer : st, time_now(), &report);
	fputs(buf_text(&report), stderr);
	if (!rc || mode == STORE_WRITE)
		return rc;
	fprintf(stderr, "dossierfs: git/ holds commits that are not taken: "
		"%s\n", err_sentence());
	err_clear();
	return 0;
}

int call_store(struct call *c, int i, enum store_mode mode, struct store **out)
{
	const char *as_of = call_option(c, "as-of");
	const char *dir;
	int32_t day = day_of(time_now());
	int rc = call_dossier(c, i, &dir);

	if (rc)
		return rc;
	if (as_of && !day_parse(&day, as_of))
		return refuse(-EINVAL, "--as-of %s: expected a day as "
			"YYYY-MM-DD", as_of);
	rc = store_open(out, dir, mode);
	cmd_progress_end();
	if (rc)
		return rc;
	rc = take_pushed(*out, mode);
	if (!rc)
		rc = store_look(*out, day, !as_of);
	if (rc) {
		store_close(*out);
		*out = NULL;
	}
	return rc;
}

/* A line of git's configuration: the key, a space, the value. The last that
 * is said of a key counts. */
static void take_setting(const char *line, const char *key, struct buf *out)
{
	size_t len = strlen(key);

	if (strncmp(line, key, len) || line[len] != ' ')
		return;
	buf_cut(out, 0);
	buf_puts(out, line + len + 1);
}

/* Who git says the user is; "" where it does not. */
static int git_user(struct buf *name, struct buf *mail)
{
	static const char command[] = "git config --get-regexp"
		" '^user\\.(name|email)$' 2>/dev/null";
	char line[512];
	FILE *p = popen(command, "re");

	while (p && fgets(line, sizeof(line), p)) {
		line[strcspn(line, "\n")] = '\0';
		take_setting(line, "user.name", name);
		take_setting(line, "user.email", mail);
	}
	if (p)
		pclose(p);
	return name->err ? buf_done(name) : buf_done(mail);
}

/* "Ann B. <ann@example.org>" or a name alone. */
static int split_author(struct call *c, const char *text,
	struct authorship *out)
{
	const char *open = strchr(text, '<');
	const char *close = open ? strchr(open, '>') : NULL;
	size_t len = open ? (size_t)(open - text) : strlen(text);

	while (len && text[len - 1] == ' ')
		len--;
	if (!len || (open && (!close || close[1] || close == open + 1)))
		return refuse(-EINVAL, "--author %s: expected NAME or "
			"NAME <MAIL>", text);
	out->name = call_keep(c, strndup(text, len));
	if (open)
		out->mail = call_keep(c,
			strndup(open + 1, (size_t)(close - open - 1)));
	return out->name ? 0 : fail(-ENOMEM, "out of memory");
}

static int author_from_git(struct call *c, struct authorship *out)
{
	auto_buf name = BUF_INIT;
	auto_buf mail = BUF_INIT;

	int rc = git_user(&name, &mail);

	if (rc)
		return rc;
	if (!name.len)
		return refuse(-EINVAL, "who makes this change? give --author "
			"or set git's user.name");
	out->name = call_keep(c, buf_take(&name, NULL));
	out->mail = mail.len ? call_keep(c, buf_take(&mail, NULL)) : NULL;
	return 0;
}

int call_authorship(struct call *c, const char *plain, struct authorship *out)
{
	const char *author = call_option(c, "author");
	const char *reason = call_option(c, "message");

	*out = (struct authorship){ 0 };
	out->when = time_now();
	if (reason && !reason[strspn(reason, " \t\n")])
		return refuse(-EINVAL, "-m: expected a reason, not blanks");
	out->reason = call_keep(c, strdup(reason ? reason : plain));
	if (!out->reason)
		return fail(-ENOMEM, "out of memory");
	return author ? split_author(c, author, out) : author_from_git(c, out);
}
