/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Manifests of SHA-256 digests as coreutils' sha256sum and the BSDs' sha256
 * write them. Lines of another kind are passed over, as `sha256sum -c` does.
 */
#include <string.h>
#include <strings.h>

#include "scheme.h"

enum { HEX = 64 };

/* One line: a digest and the name it is of. */
struct manifest_line {
	struct span hex;
	struct span name;
	bool escaped; /* "\\", "\n" and "\r" in the name are escapes */
};

static bool is_hex(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!strchr("0123456789abcdefABCDEF", s.at[i]) || !s.at[i])
			return false;
	}
	return s.len == HEX;
}

/* `<hex>  <name>`, with "*" for the second blank in binary mode. */
static bool line_gnu(struct manifest_line *out, struct span s)
{
	if (s.len < HEX + 3)
		return false;
	out->hex = span_cut(&s, HEX);
	if (!is_hex(out->hex) || s.at[0] != ' ' ||
		(s.at[1] != ' ' && s.at[1] != '*'))
		return false;
	span_cut(&s, 2);
	out->name = s;
	return true;
}

/* `SHA256 (<name>) = <hex>` */
static bool line_bsd(struct manifest_line *out, struct span s)
{
	struct span mark = SPAN("SHA256 ("), middle = SPAN(") = ");

	if (!span_starts(s, mark) || s.len <= mark.len + middle.len + HEX)
		return false;
	span_cut(&s, mark.len);
	out->name = span_cut(&s, s.len - HEX - middle.len);
	if (!span_starts(s, middle))
		return false;
	span_cut(&s, middle.len);
	out->hex = s;
	return is_hex(out->hex);
}

static bool line_parse(struct manifest_line *out, struct span s)
{
	out->escaped = span_starts(s, SPAN("\\"));
	if (out->escaped)
		span_cut(&s, 1);
	return line_gnu(out, s) || line_bsd(out, s);
}

static char unescaped(unsigned char c)
{
	switch (c) {
	case '\\':
		return '\\';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	default:
		return '\0';
	}
}

/* Appends the name without escapes. false for an escape that is none. */
static bool name_plain(struct buf *out, const struct manifest_line *line)
{
	struct span s = line->name;

	for (size_t i = 0; i < s.len; i++) {
		char c = (char)s.at[i];

		if (line->escaped && c == '\\') {
			c = ++i < s.len ? unescaped(s.at[i]) : '\0';
			if (!c)
				return false;
		}
		buf_putc(out, c);
	}
	return true;
}

/* 1 when the line is of `file` (or `./file`), 0 when not, or negative. */
static int line_names(const struct manifest_line *line, struct span file)
{
	auto_buf name = BUF_INIT;

	if (!name_plain(&name, line))
		return 0;
	int rc = buf_done(&name);
	if (rc < 0)
		return rc;

	struct span s = span_of(name.data, name.len);

	if (span_starts(s, SPAN("./")))
		span_cut(&s, 2);
	return span_is(s, file);
}

int seal_manifest(enum seal_answer *out, const void *manifest, size_t len,
	const char *file, const char *sha256, struct buf *why)
{
	struct span rest = span_of(manifest, len), text;
	size_t lines = 0, same = 0, other = 0;

	while (span_line(&rest, &text)) {
		struct manifest_line line;
		if (!line_parse(&line, text))
			continue;
		lines++;
		int rc = line_names(&line, span_of(file, strlen(file)));
		if (rc < 0)
			return rc;
		if (rc == 0)
			continue;
		if (strncasecmp((const char *)line.hex.at, sha256, HEX) == 0)
			same++;
		else
			other++;
	}
	if (lines == 0)
		return seal_no(out, why, "the manifest has no SHA-256 digests");
	if (same && other)
		return seal_no(out, why,
			"the manifest names the file with different digests");
	if (other)
		return seal_no(out, why,
			"the manifest names the file with another digest");
	if (!same)
		return seal_no(out, why, "the manifest does not name the file");
	return seal_yes(out, why, "the manifest names the file and its digest");
}
