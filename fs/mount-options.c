/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The options of `-o`, in one table. Only words that stand here are taken and
 * none of their text reaches mount(2) or fusermount3, so a comma or a
 * backslash smuggles nothing in.
 */
#include "dossierfs/mount.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/buf.h"
#include "dossierfs/date.h"
#include "dossierfs/err.h"

enum option { IGNORED, ALLOW_OTHER, AUTO_UNMOUNT, AS_OF, CACHE_SIZE };

struct word {
	const char *text;
	enum option option;
};

/* clang-format off */
static const struct word words[] = {
	{ "allow_other",  ALLOW_OTHER },
	{ "auto_unmount", AUTO_UNMOUNT },
	{ "as_of=",       AS_OF },
	{ "cache_size=",  CACHE_SIZE },
	/* Always so. */
	{ "ro", IGNORED }, { "nosuid", IGNORED }, { "nodev", IGNORED },
	{ "noexec", IGNORED }, { "default_permissions", IGNORED },
	/* What mount(8), mount.fuse3(8) and fstab(5) pass; overridden. */
	{ "rw", IGNORED }, { "suid", IGNORED }, { "dev", IGNORED },
	{ "exec", IGNORED }, { "defaults", IGNORED },
	{ "async", IGNORED }, { "sync", IGNORED }, { "dirsync", IGNORED },
	{ "atime", IGNORED }, { "noatime", IGNORED },
	{ "diratime", IGNORED }, { "nodiratime", IGNORED },
	{ "relatime", IGNORED }, { "norelatime", IGNORED },
	{ "strictatime", IGNORED }, { "nostrictatime", IGNORED },
	{ "lazytime", IGNORED }, { "nolazytime", IGNORED },
	{ "auto", IGNORED }, { "noauto", IGNORED },
	{ "user", IGNORED }, { "nouser", IGNORED }, { "users", IGNORED },
	{ "owner", IGNORED }, { "group", IGNORED },
	{ "nofail", IGNORED }, { "_netdev", IGNORED },
};
/* clang-format on */

/* "64M", "1G", "4096": bytes, in powers of 1024. */
static int parse_size(uint64_t *out, const char *text)
{
	static const char units[] = "KMGT";
	char *end;
	const char *unit;

	errno = 0;
	unsigned long long n = strtoull(text, &end, 10);
	unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
	if (errno || !isdigit((unsigned char)*text) ||
		(*end && (!unit || end[1])))
		return -EINVAL;
	int shift = unit ? 10 * (int)(unit - units + 1) : 0;
	if (n > (uint64_t)1 << (50 - shift))
		return -ERANGE;
	*out = (uint64_t)n << shift;
	return 0;
}

static const struct word *find_word(const char *text)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t len = strlen(words[i].text);

		if (words[i].text[len - 1] == '=' ?
			!strncmp(text, words[i].text, len) :
			!strcmp(text, words[i].text))
			return &words[i];
	}
	return NULL;
}

static int take_word(struct mount_options *o, const char *text)
{
	const struct word *w = find_word(text);

	if (!w)
		return refuse(-EINVAL, "-o %s: no such mount option", text);
	const char *value = text + strlen(w->text);
	switch (w->option) {
	case IGNORED:
		return 0;
	case ALLOW_OTHER:
		o->allow_other = true;
		return 0;
	case AUTO_UNMOUNT:
		o->auto_unmount = true;
		return 0;
	case AS_OF:
		o->dated = true;
		return day_parse(&o->as_of, value) ? 0 : refuse(-EINVAL,
			"-o %s: expected a day as YYYY-MM-DD", text);
	case CACHE_SIZE:
		return !parse_size(&o->cache_size, value) ? 0 : refuse(-EINVAL,
			"-o %s: expected a size as 64M or 1G", text);
	}
	return 0;
}

int mount_options_parse(struct mount_options *out, const char *list)
{
	auto_text copy = strdup(list);
	char *rest = copy;
	char *text;
	int rc = 0;

	if (!copy)
		return fail(-ENOMEM, "out of memory");
	while (!rc && (text = strsep(&rest, ",")))
		rc = *text ? take_word(out, text) : 0;
	return rc;
}
