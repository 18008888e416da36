/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text taken out of a document. The first byte chooses the name it comes
 * under; the XML of an office file is also given without its zip, which hides
 * it from a fuzzer. pdftotext is another's program and not run here.
 */
#include <string.h>

#include "../../model/assess/text_format.h"
#include "dossierfs/err.h"
#include "dossierfs/name.h"
#include "fuzz.h"

static int is_bounded(int64_t place, const char *text, void *arg)
{
	(void)arg;
	expect(place > 0 && strlen(text) <= TEXT_PART_MAX);
	return 0;
}

static void extract(const char *name, const void *bytes, size_t len)
{
	struct text_file in = { .name = name, .bytes = bytes, .len = len };
	auto_buf out = BUF_INIT;
	auto_buf why = BUF_INIT;
	enum text_answer answer;
	bool paged;

	if (memmem(bytes, len < TEXT_HEAD ? len : TEXT_HEAD, "%PDF-", 5))
		return;
	expect(text_extract(&out, &answer, &paged, &in, &why) == 0);
	expect((why.len > 0) == (answer != TEXT_READ));
	expect(out.len <= TEXT_MAX + TEXT_FILE_MAX);
	expect(answer != TEXT_READ || utf8_valid(buf_text(&out), out.len));
	if (answer == TEXT_READ)
		expect(text_parts(&out, paged, is_bounded, NULL) == 0);
}

static void extract_xml(const void *bytes, size_t len)
{
	auto_buf out = BUF_INIT;
	auto_buf why = BUF_INIT;
	enum text_answer answer = TEXT_READ;

	text_xml(&out, &answer, bytes, len, &why);
	err_clear();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "a.txt", "a.md", "a.html",
		"a.docx", "a.odt", NULL };

	if (!size)
		return 0;
	extract(names[data[0] % 6], data + 1, size - 1);
	if (data[0] % 6 == 3)
		extract_xml(data + 1, size - 1);
	err_clear();
	return 0;
}
