/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate before cJSON: what it lets in is parsed, and its canonical form is
 * the canonical form of itself.
 */
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "fuzz.h"

/* \u0000 passes the gate for reports alone, which replace it. */
static int has_nul(const char *text, size_t len)
{
	auto_buf copy = BUF_INIT;

	buf_put(&copy, text, len);
	buf_putc(&copy, '\0');
	return json_replace_nul(copy.data, len) > 0;
}

static void canonical(struct buf *out, const char *text, size_t len,
	unsigned flags)
{
	auto_json j = NULL;

	expect(json_parse(&j, text, len, flags) == 0);
	json_canonical(out, j);
	expect(buf_done(out) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_buf first = BUF_INIT;
	auto_buf again = BUF_INIT;
	unsigned flags = size && data[0] & 1 ? JSON_DUPLICATES : 0;
	const char *text = (const char *)data + (size > 0);
	size_t len = size - (size > 0);
	int rc = json_check(text, len, flags);

	if (rc || has_nul(text, len)) {
		auto_json none = NULL;

		expect(json_parse(&none, text, len, flags) < 0);
		err_clear();
		return 0;
	}
	canonical(&first, text, len, flags);
	canonical(&again, first.data, first.len, 0);
	expect(first.len == again.len &&
		!memcmp(first.data, again.data, first.len));
	return 0;
}
