/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal of a mount. Lines are short; what is longer is cut.
 */
#include "journal.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <syslog.h>

#include "dossierfs/err.h"

enum { LINE = 1024 };

static atomic_bool to_stderr;

void journal_open(bool foreground)
{
	to_stderr = foreground;
	if (!foreground)
		openlog("dossierfs", LOG_PID, LOG_DAEMON);
}

/* C1 controls are U+0080 to U+009F: 0xc2 and a byte below 0xa0. */
static bool is_control(const unsigned char *p)
{
	return *p < 0x20 || *p == 0x7f ||
		(p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0);
}

static void show(char out[LINE], const char *text)
{
	size_t at = 0;

	for (const char *p = text; *p && at < LINE - 8; p++) {
		if (is_control((const unsigned char *)p))
			at += (size_t)snprintf(out + at, LINE - at, "\\x%02x",
				(unsigned char)*p);
		else
			out[at++] = *p;
	}
	out[at] = '\0';
}

void journal_say(const char *fmt, ...)
{
	char text[LINE];
	char line[LINE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	show(line, text);
	if (to_stderr)
		fprintf(stderr, "dossierfs: %s\n", line);
	else
		syslog(LOG_WARNING, "%s", line);
}

void journal_failure(const char *path)
{
	if (*err_sentence())
		journal_say("/%s: %s", path, err_sentence());
	err_clear();
}
