/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ids and file names: which are taken, and how a file's name is shown.
 */
#include "dossierfs/name.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "dossierfs/hash.h"
#include "utf8.h"

enum {
	ID_MAX = 64,
	NAME_MAX_BYTES = 120,
	SAFE_MAX = 79,
	EXTENSION_MAX = 16,
};

/* Letters and figures of ASCII, whatever the locale. */
static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* Windows reads a device's name in `name` up to its first dot. */
static bool is_device(const char *name)
{
	static const char *const plain[] = { "con", "prn", "aux", "nul" };
	size_t len = strcspn(name, "."), i;

	for (i = 0; len == 3 && i < 4; i++)
		if (!strncasecmp(name, plain[i], 3))
			return true;
	return len == 4 && name[3] >= '1' && name[3] <= '9' &&
	       (!strncasecmp(name, "com", 3) || !strncasecmp(name, "lpt", 3));
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcasecmp(s + n - m, end);
}

/* Names that the tree gives to files of its own. */
static const char *id_taken(const char *id)
{
	static const char *const names[] = { "README", "index", "undated" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcasecmp(id, names[i]))
			return "is a name that the tree uses itself";
	if (ends_in(id, ".history") || ends_in(id, ".findings") ||
		ends_in(id, ".ERROR"))
		return "ends as the tree's own files do";
	return NULL;
}

const char *id_fault(const char *id)
{
	size_t len = id ? strlen(id) : 0, i;

	if (!len)
		return "is empty";
	if (len > ID_MAX)
		return "is longer than 64 characters";
	if (!is_alnum(id[0]))
		return "does not begin with a letter or digit";
	for (i = 1; i < len; i++)
		if (!is_alnum(id[i]) && !strchr("._-", id[i]))
			return "has characters other than A-Z a-z 0-9 . _ -";
	if (id[len - 1] == '.')
		return "ends in a dot";
	if (is_device(id))
		return "is the name of a Windows device";
	return id_taken(id);
}

/* C0, DEL and C1. */
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

const char *name_fault(const char *name)
{
	size_t len = name ? strlen(name) : 0, n, i;
	uint32_t c;

	if (!len)
		return "is empty";
	if (len > NAME_MAX_BYTES)
		return "is longer than 120 bytes";
	for (i = 0; i < len; i += n) {
		n = utf8_read(&c, name + i, len - i);
		if (!n)
			return "is not UTF-8";
		if (c == '/')
			return "has a slash in it";
		if (is_control(c))
			return "has a control character in it";
	}
	if (name[0] == '.')
		return "begins with a dot";
	if (name[len - 1] == '.')
		return "ends in a dot";
	return name[len - 1] == ' ' ? "ends in a blank" : NULL;
}

/* The extension with its dot, and "tar" before it; or the end of the name. */
static const char *extension(const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t len = dot ? strlen(dot) : 0;

	if (!dot || dot == name || len < 2 || len > EXTENSION_MAX)
		return name + strlen(name);
	if (dot - name > 4 && !strncmp(dot - 4, ".tar", 4))
		return dot - 4;
	return dot;
}

/* Every character that is not safe becomes "-", runs of them one; none of
 * them stands at the end or before a dot. */
static void replace_unsafe(struct buf *out, const char *name)
{
	size_t len = strlen(name), n;
	bool replaced = false;
	uint32_t c;

	for (; len; name += n, len -= n) {
		n = utf8_read(&c, name, len);
		if (n == 1 && (is_alnum(*name) || strchr("._+=-", *name))) {
			if (replaced && *name != '.' && *name != '-' &&
				out->len && buf_text(out)[out->len - 1] != '-')
				buf_putc(out, '-');
			buf_putc(out, *name);
			replaced = false;
			continue;
		}
		replaced = true;
		n = n ? n : 1;
	}
}

static void trim_end(struct buf *b)
{
	while (b->len && strchr("-.", b->data[b->len - 1]))
		buf_cut(b, b->len - 1);
}

/* Puts stem and extension together within the bound, `mark` between them. */
static void put_bounded(struct buf *out, const char *safe, const char *mark)
{
	const char *ext = extension(safe);
	size_t room = SAFE_MAX - strlen(mark) - strlen(ext);
	auto_buf stem = BUF_INIT;

	buf_put(&stem, safe, (size_t)(ext - safe));
	if (stem.len > room) {
		buf_cut(&stem, room);
		trim_end(&stem);
	}
	if (stem.err)
		out->err = stem.err;
	buf_puts(out, buf_text(&stem));
	buf_puts(out, mark);
	buf_puts(out, ext);
}

static void name_safe_marked(
	struct buf *out, const char *name, const char *mark)
{
	auto_buf raw = BUF_INIT, safe = BUF_INIT;
	const char *s, *dot;

	replace_unsafe(&raw, name);
	trim_end(&raw);
	s = buf_text(&raw);
	dot = strrchr(s, '.');
	s += strspn(s, ".-");
	/* Nothing but an extension was left: it keeps its dot. */
	if (*s && dot && s == dot + 1 && !is_alnum(name[0]) && name[0] != '.')
		buf_puts(&safe, "file.");
	if (is_device(s))
		buf_putc(&safe, '_');
	buf_puts(&safe, *s ? s : "file");
	if (raw.err || safe.err)
		out->err = out->err ? out->err : -ENOMEM;
	put_bounded(out, buf_text(&safe), mark);
}

void name_safe(struct buf *out, const char *name)
{
	name_safe_marked(out, name, "");
}

static bool is_used(const char *safe, const char *const *used, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcasecmp(safe, used[i]))
			return true;
	return false;
}

void name_safe_among(
	struct buf *out, const char *name, const char *const *used, size_t n)
{
	auto_buf safe = BUF_INIT;
	char mark[24] = "";
	size_t i;

	/* The first may be the same as one with a mark; those all differ. */
	for (i = 1; i <= n + 2; i++) {
		if (i > 1)
			snprintf(mark, sizeof(mark), "-%zu", i);
		buf_cut(&safe, 0);
		name_safe_marked(&safe, name, mark);
		if (safe.err || !is_used(buf_text(&safe), used, n))
			break;
	}
	if (safe.err)
		out->err = out->err ? out->err : safe.err;
	buf_puts(out, buf_text(&safe));
}

void name_shard(char out[3], const char *id)
{
	char lower[ID_MAX + 1], hex[HASH_HEX_MAX];
	size_t i;

	for (i = 0; id[i] && i < ID_MAX; i++)
		lower[i] = (char)(id[i] >= 'A' && id[i] <= 'Z' ? id[i] + 32
							       : id[i]);
	lower[i] = '\0';
	hash_bytes(hex, HASH_SHA256, lower, i);
	memcpy(out, hex, 2);
	out[2] = '\0';
}
