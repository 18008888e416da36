/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records of a zip file. Section numbers are APPNOTE.TXT 6.3.9's. ZIP64
 * fields appear where a number does not fit and nowhere else, since not every
 * reader knows them.
 */
#include "zip-fields.h"

#include <string.h>

#include "dossierfs/date.h"

enum {
	VERSION_PLAIN = 20,
	VERSION_ZIP64 = 45,
	MADE_BY_UNIX = 3 << 8 | 30, /* 4.4.2 */
	FLAG_UTF8 = 1 << 11,        /* 4.4.4 */
	METHOD_STORED = 0,          /* 4.4.5 */
	METHOD_DEFLATED = 8,
	EXTRA_ZIP64 = 1, /* 4.5.3 */
};

#define FILE_MODE 0100644U /* a regular file, rw-r--r-- */
#define FULL16 UINT16_MAX
#define FULL32 UINT32_MAX

static void put16(struct buf *out, uint64_t n)
{
	buf_putc(out, (char)(n & 0xff));
	buf_putc(out, (char)(n >> 8 & 0xff));
}

static void put32(struct buf *out, uint64_t n)
{
	put16(out, n);
	put16(out, n >> 16);
}

static void put64(struct buf *out, uint64_t n)
{
	put32(out, n);
	put32(out, n >> 32);
}

/* The number, or all ones where it stands in a ZIP64 field. */
static void put32_or_full(struct buf *out, uint64_t n)
{
	put32(out, n < FULL32 ? n : FULL32);
}

/* Whether the sizes need ZIP64. Deflate can grow bytes by a little, so it is
 * decided from the size with room to spare, and before the bytes come. */
static bool large(const struct zip_entry *e)
{
	return e->size >= FULL32 - (e->deflated ? FULL32 / 16 : 0);
}

static bool ascii(const char *s)
{
	for (; *s; s++) {
		if (*s & 0x80)
			return false;
	}
	return true;
}

uint32_t zip_time(int64_t t)
{
	int32_t first, last;
	char day[DAY_TEXT];
	unsigned year, month, date;

	day_parse(&first, "1980-01-01");
	day_parse(&last, "2107-12-31");
	if (day_of(t) < first)
		t = (int64_t)first * 86400;
	if (day_of(t) > last)
		t = (int64_t)last * 86400 + 86399;
	day_format(day, day_of(t));
	year = (unsigned)((day[0] - '0') * 1000 + (day[1] - '0') * 100 +
			  (day[2] - '0') * 10 + day[3] - '0');
	month = (unsigned)((day[5] - '0') * 10 + day[6] - '0');
	date = (unsigned)((day[8] - '0') * 10 + day[9] - '0');

	unsigned s = (unsigned)(t - (int64_t)day_of(t) * 86400);

	return (year - 1980) << 25 | month << 21 | date << 16 | s / 3600 << 11 |
	       s / 60 % 60 << 5 | s % 60 / 2;
}

/* One step of the polynomial's remainder (reflected 0x04c11db7), 8 bits. */
static uint32_t crc_step(uint32_t byte)
{
	for (int bit = 0; bit < 8; bit++)
		byte = byte >> 1 ^ (byte & 1 ? 0xedb88320U : 0);
	return byte;
}

uint32_t zip_crc(uint32_t crc, const void *bytes, size_t len)
{
	static _Thread_local uint32_t table[256];
	const unsigned char *at = bytes;

	for (uint32_t i = 0; !table[255] && i < 256; i++)
		table[i] = crc_step(i);
	crc = ~crc;
	for (; len; len--, at++)
		crc = crc >> 8 ^ table[(crc ^ *at) & 0xff];
	return ~crc;
}

/* 4.4.4 to 4.4.9, the same in both headers. */
static void common_fields(struct buf *out, const struct zip_entry *e,
	bool zip64, const char *path)
{
	put16(out, zip64 ? VERSION_ZIP64 : VERSION_PLAIN);
	put16(out, ascii(path) ? 0 : FLAG_UTF8);
	put16(out, e->deflated ? METHOD_DEFLATED : METHOD_STORED);
	put32(out, e->time);
	put32(out, e->crc);
	if (large(e)) {
		put32(out, FULL32);
		put32(out, FULL32);
	} else {
		put32(out, e->packed);
		put32(out, e->size);
	}
	put16(out, strlen(path));
}

static void put_path(struct buf *out, const char *folder, const char *path)
{
	buf_puts(out, folder);
	buf_putc(out, '/');
	buf_puts(out, path);
}

/* 4.3.7 */
void zip_local_header(struct buf *out, const struct zip_entry *e,
	const char *folder, const char *path)
{
	auto_buf whole = BUF_INIT;

	put_path(&whole, folder, path);
	put32(out, 0x04034b50);
	common_fields(out, e, large(e), buf_text(&whole));
	put16(out, large(e) ? 20 : 0);
	buf_put(out, whole.data, whole.len);
	if (large(e)) {
		put16(out, EXTRA_ZIP64);
		put16(out, 16);
		put64(out, e->size);
		put64(out, e->packed);
	}
	if (whole.err && !out->err)
		out->err = whole.err;
}

/* 4.3.12 */
void zip_directory_entry(struct buf *out, const struct zip_entry *e,
	const char *folder, const char *path)
{
	bool far = e->offset >= FULL32;
	auto_buf whole = BUF_INIT;
	unsigned extra = (large(e) ? 16U : 0) + (far ? 8U : 0);

	put_path(&whole, folder, path);
	put32(out, 0x02014b50);
	put16(out, MADE_BY_UNIX);
	common_fields(out, e, large(e) || far, buf_text(&whole));
	put16(out, extra ? extra + 4 : 0);
	put16(out, 0); /* comment */
	put16(out, 0); /* disk */
	put16(out, 0); /* internal attributes */
	put32(out, FILE_MODE << 16);
	put32_or_full(out, e->offset);
	buf_put(out, whole.data, whole.len);
	if (extra) {
		put16(out, EXTRA_ZIP64);
		put16(out, extra);
	}
	if (large(e)) {
		put64(out, e->size);
		put64(out, e->packed);
	}
	if (far)
		put64(out, e->offset);
	if (whole.err && !out->err)
		out->err = whole.err;
}

/* 4.3.14 and 4.3.15 */
static void zip64_end(
	struct buf *out, uint64_t count, uint64_t begin, uint64_t len)
{
	put32(out, 0x06064b50);
	put64(out, 44); /* of what follows */
	put16(out, MADE_BY_UNIX);
	put16(out, VERSION_ZIP64);
	put32(out, 0); /* this disk */
	put32(out, 0); /* the directory's disk */
	put64(out, count);
	put64(out, count);
	put64(out, len);
	put64(out, begin);

	put32(out, 0x07064b50);
	put32(out, 0);
	put64(out, begin + len);
	put32(out, 1); /* disks */
}

/* 4.3.16 */
void zip_directory_end(
	struct buf *out, uint64_t count, uint64_t begin, uint64_t len)
{
	if (count >= FULL16 || begin >= FULL32 || len >= FULL32)
		zip64_end(out, count, begin, len);
	put32(out, 0x06054b50);
	put16(out, 0); /* this disk */
	put16(out, 0); /* the directory's disk */
	put16(out, count < FULL16 ? count : FULL16);
	put16(out, count < FULL16 ? count : FULL16);
	put32_or_full(out, len);
	put32_or_full(out, begin);
	put16(out, 0); /* comment */
}
