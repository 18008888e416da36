/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encoding - byte order marks and UTF-16, which tools on Windows write.
 *
 * Only what announces itself by a mark is converted. UTF-16 with a lone
 * surrogate or half a unit is refused by its byte offset.
 */
#include "intake.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/err.h"

static void put_utf8(struct buf *out, uint32_t c)
{
	char s[4];
	size_t n = 0;

	if (c < 0x80) {
		s[n++] = (char)c;
	} else if (c < 0x800) {
		s[n++] = (char)(0xc0 | c >> 6);
		s[n++] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		s[n++] = (char)(0xe0 | c >> 12);
		s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		s[n++] = (char)(0x80 | (c & 0x3f));
	} else {
		s[n++] = (char)(0xf0 | c >> 18);
		s[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		s[n++] = (char)(0x80 | (c & 0x3f));
	}
	buf_put(out, s, n);
}

static uint32_t unit(const unsigned char *p, bool big)
{
	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static int from_utf16(struct buf *out, const unsigned char *p, size_t len,
	bool big)
{
	if (len % 2)
		return refuse(-EILSEQ, "byte %zu: expected UTF-16 in pairs of"
			" bytes", len - 1);
	for (size_t i = 2; i < len; i += 2) {
		uint32_t c = unit(p + i, big), low;

		if (c >= 0xd800 && c < 0xe000) {
			low = i + 3 < len ? unit(p + i + 2, big) : 0;
			if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000)
				return refuse(-EILSEQ, "byte %zu: expected a"
					" surrogate pair", i);
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		put_utf8(out, c);
	}
	return buf_done(out);
}

int utf8_from(struct buf *out, const char *bytes, size_t len)
{
	const unsigned char *p = (const unsigned char *)bytes;
	int rc;

	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		buf_put(out, bytes + 3, len - 3);
		rc = buf_done(out);
	} else if (len >= 2 && p[0] == 0xff && p[1] == 0xfe) {
		rc = from_utf16(out, p, len, false);
	} else if (len >= 2 && p[0] == 0xfe && p[1] == 0xff) {
		rc = from_utf16(out, p, len, true);
	} else {
		return 0;
	}
	return rc < 0 ? rc : 1;
}
