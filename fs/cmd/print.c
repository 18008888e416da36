/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the commands print. A terminal sees control characters, and those
 * that turn the direction of writing, as escapes, so that text from a record
 * cannot move its cursor or stand in another order; a pipe gets what is true.
 */
#include "cmd.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dossierfs/buf.h"
#include "dossierfs/err.h"

static bool unprinted; /* a part, for lack of memory */

int cmd_status(int rc)
{
	if (rc >= 0)
		return rc;
	if (rc == -EUCLEAN)
		return 4;
	return err_status() ? err_status() : 3;
}

/* C1 controls are U+0080 to U+009F: 0xc2 and a byte below 0xa0. */
static size_t control_length(const unsigned char *p, size_t left)
{
	if ((*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7f)
		return 1;
	return left > 1 && p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0 ? 2 : 0;
}

/* What turns the direction of writing: U+200E, U+200F, U+202A to U+202E and
 * U+2066 to U+2069; 0 for anything else. */
static unsigned int turning(const unsigned char *p, size_t left)
{
	unsigned int c;

	if (left < 3 || p[0] != 0xe2)
		return 0;
	c = 0x2000u | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	return c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
			(c >= 0x2066 && c <= 0x2069) ? c : 0;
}

static void print_shown(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *end = p + len;

	while (p < end) {
		size_t n = control_length(p, (size_t)(end - p));
		unsigned int turn = turning(p, (size_t)(end - p));

		if (n)
			printf("\\x%02x", p[n - 1]);
		else if (turn)
			printf("\\u%04x", turn);
		else
			putchar(*p);
		p += n ? n : turn ? 3 : 1;
	}
}

void cmd_print(const char *text, size_t len)
{
	static int terminal = -1;

	if (terminal < 0)
		terminal = isatty(STDOUT_FILENO);
	if (terminal)
		print_shown(text, len);
	else
		fwrite(text, 1, len, stdout);
}

void cmd_printf(const char *fmt, ...)
{
	auto_buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	unprinted |= text.err != 0;
	cmd_print(buf_text(&text), text.len);
}

int cmd_print_end(void)
{
	if (unprinted)
		return fail(-ENOMEM, "standard output: out of memory");
	if (fflush(stdout) || ferror(stdout))
		return fail(-EIO, "standard output: %s", strerror(errno));
	return 0;
}

static bool progress_shown;

void cmd_progress(const char *what, size_t done, size_t all)
{
	static struct timespec began, last;
	struct timespec now;

	if (!isatty(STDERR_FILENO))
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!began.tv_sec)
		began = now;
	if (now.tv_sec - began.tv_sec < 1 || now.tv_sec == last.tv_sec)
		return;
	last = now;
	progress_shown = true;
	if (all)
		fprintf(stderr, "\r\033[K%s: %zu of %zu", what, done, all);
	else if (!done)
		fprintf(stderr, "\r\033[K%s", what);
	else
		fprintf(stderr, "\r\033[K%s: %zu", what, done);
}

void cmd_progress_end(void)
{
	if (progress_shown)
		fputs("\r\033[K", stderr);
	progress_shown = false;
}
