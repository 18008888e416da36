/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text in UTF-16, as editors on Windows write it: known by the byte order
 * mark in front and by nothing else.
 */
#include "text_format.h"

static uint32_t unit(const unsigned char *p, bool big)
{
	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

bool text_is_utf16(const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	return len >= 2 && ((p[0] == 0xff && p[1] == 0xfe) ||
		(p[0] == 0xfe && p[1] == 0xff));
}

bool text_utf16(struct buf *out, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	bool big = p[0] == 0xfe;

	if (len % 2)
		return false;
	for (size_t i = 2; i < len; i += 2) {
		uint32_t c = unit(p + i, big), low;

		if (c >= 0xd800 && c < 0xe000) {
			low = i + 3 < len ? unit(p + i + 2, big) : 0;
			if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000)
				return false;
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		if (!c || (c & 0xfffe) == 0xfffe)
			return false; /* no character, so no text */
		text_character(out, c);
	}
	return true;
}
