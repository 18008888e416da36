/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which program reads, from this machine's configuration alone: a dossier that
 * comes from elsewhere cannot name one.
 */
#include "reader.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/file.h"
#include "dossierfs/text.h"

enum {
	CONFIG_MAX = 64 << 10,
	ANSWER_MAX = 64 << 10,
	ANSWER_SHOWN = 500,
	READER_SECONDS = 60,
	READER_MEMORY = 1 << 30,
};

static int config_path(struct buf *out)
{
	const char *xdg = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (xdg && *xdg == '/')
		buf_printf(out, "%s/dossierfs/config", xdg);
	else if (home && *home == '/')
		buf_printf(out, "%s/.config/dossierfs/config", home);
	return buf_done(out);
}

/* The value of the line `reader = …`; "#" begins a comment line. */
static char *value_of(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		const char *s = text + strspn(text, " \t");

		if (!strncmp(s, "reader", 6)) {
			s += 6;
			s += strspn(s, " \t");
			if (*s == '=' && s < text + len)
				return strndup(s + 1,
					(size_t)(text + len - s - 1));
		}
		text += len + (text[len] != '\0');
	}
	return NULL;
}

static int from_config(struct reader *r)
{
	auto_buf path = BUF_INIT;
	auto_buf text = BUF_INIT;
	int rc = config_path(&path);

	if (rc || !path.len)
		return rc;
	rc = file_read(&text, buf_text(&path), CONFIG_MAX);
	if (rc == -ENOENT) {
		err_clear();
		return 0;
	}
	if (!rc)
		r->line = value_of(buf_text(&text));
	return rc;
}

/* Words are parted by blanks; there is no quoting and no shell. */
static void split(struct reader *r)
{
	char *at = r->line;

	while (r->words < READER_WORDS - 5) {
		at += strspn(at, " \t\r");
		if (!*at)
			break;
		r->argv[r->words++] = at;
		at += strcspn(at, " \t\r");
		if (*at)
			*at++ = '\0';
	}
}

int reader_find(struct reader *r)
{
	const char *env = getenv("DOSSIERFS_READER");
	int rc = 0;

	*r = (struct reader){ 0 };
	if (env && *env)
		r->line = strdup(env);
	else
		rc = from_config(r);
	if (rc)
		return rc;
	if (r->line)
		split(r);
	if (!r->words)
		return refuse(-ENOENT, "signals --external: no program: expected "
			"DOSSIERFS_READER, or a line reader = PROGRAM in "
			"dossierfs/config of the configuration folder");
	if (*r->argv[0] != '/')
		return refuse(-EINVAL, "signals --external: %s: expected a path "
			"that begins with /", r->argv[0]);
	return 0;
}

void reader_free(struct reader *r)
{
	free(r->line);
}

/* One line, short, without control characters. */
static void shorten(struct buf *answer, const struct buf *said)
{
	size_t n = 0;

	for (; n < said->len && answer->len < ANSWER_SHOWN; n++) {
		char c = said->data[n];

		if (!iscntrl((unsigned char)c))
			buf_putc(answer, c);
		else if (answer->len && answer->data[answer->len - 1] != ' ')
			buf_putc(answer, ' ');
	}
	while (n < said->len && ((unsigned char)said->data[n] & 0xc0) == 0x80)
		buf_putc(answer, said->data[n++]);
	while (answer->len && answer->data[answer->len - 1] == ' ')
		buf_cut(answer, answer->len - 1);
	if (n < said->len)
		buf_puts(answer, " …");
}

int reader_ask(struct reader *r, struct buf *answer, const char *const ask[4],
	const struct buf *text)
{
	struct text_run run = {
		.argv = r->argv,
		.in = buf_text(text),
		.in_len = text->len,
		.seconds = READER_SECONDS,
		.memory = READER_MEMORY,
		.out_max = ANSWER_MAX,
	};
	auto_buf said = BUF_INIT;
	auto_buf why = BUF_INIT;
	bool ended;
	int rc;

	for (int i = 0; i < 4; i++)
		r->argv[r->words + i] = ask[i];
	r->argv[r->words + 4] = NULL;
	rc = text_run(&said, &ended, &run, &why);
	if (rc)
		return rc;
	buf_cut(answer, 0);
	if (ended)
		shorten(answer, &said);
	else
		buf_printf(answer, "no answer: %s", buf_text(&why));
	return buf_done(answer);
}
