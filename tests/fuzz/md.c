/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of a record in Markdown: whatever it is, what a CommonMark reader makes
 * of the page has the elements that a harmless text would have, and nothing
 * else. Tables are looked for, too.
 */
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <string.h>

#include "dossierfs/md.h"
#include "dossierfs/name.h"
#include "fuzz.h"

static cmark_node *parse(const struct buf *page)
{
	cmark_gfm_core_extensions_ensure_registered();
	cmark_parser *p = cmark_parser_new(CMARK_OPT_DEFAULT);

	cmark_parser_attach_syntax_extension(p,
		cmark_find_syntax_extension("table"));
	cmark_parser_feed(p, page->data, page->len);
	cmark_node *root = cmark_parser_finish(p);
	cmark_parser_free(p);
	return root;
}

/* How often each kind of element stands in the page, texts and breaks aside;
 * their number follows the words. */
static void expect_elements(const struct buf *page, const char *wanted)
{
	cmark_node *root = parse(page);
	cmark_iter *it = cmark_iter_new(root);
	cmark_event_type event;
	auto_buf got = BUF_INIT;

	while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		const char *kind = cmark_node_get_type_string(
			cmark_iter_get_node(it));

		if (event == CMARK_EVENT_ENTER && strcmp(kind, "text") &&
			strcmp(kind, "softbreak") && strcmp(kind, "linebreak"))
			buf_printf(&got, "%s ", kind);
	}
	expect(!strcmp(buf_text(&got), wanted));
	cmark_iter_free(it);
	cmark_node_free(root);
}

static void as_paragraph(const char *s)
{
	auto_buf page = BUF_INIT;

	buf_puts(&page, "# A\n\nB ");
	md_text(&page, s);
	buf_puts(&page, "\n\nC\n");
	expect(buf_done(&page) == 0);
	expect_elements(&page, "document heading paragraph paragraph ");
}

static void as_cell(const char *s)
{
	auto_buf page = BUF_INIT;

	buf_puts(&page, "| A | B |\n|---|---|\n| ");
	md_cell(&page, s);
	buf_puts(&page, " | C |\n\nD\n");
	expect(buf_done(&page) == 0);
	expect_elements(&page, "document table table_header table_cell "
		"table_cell table_row table_cell table_cell paragraph ");
}

static void as_block(const char *s)
{
	auto_buf page = BUF_INIT;

	md_block(&page, s);
	buf_puts(&page, "\n# A\n");
	expect(buf_done(&page) == 0);
	/* However many paragraphs there are in the quote, they end with it. */
	cmark_node *root = parse(&page);
	cmark_node *last = cmark_node_last_child(root);
	expect(cmark_node_get_type(last) == CMARK_NODE_HEADING);
	for (cmark_node *n = cmark_node_first_child(root); n != last;
		n = cmark_node_next(n))
		expect(cmark_node_get_type(n) == CMARK_NODE_BLOCK_QUOTE);
	cmark_node_free(root);
}

static void as_code(const char *s)
{
	auto_buf page = BUF_INIT;

	md_code(&page, "sql", s);
	buf_puts(&page, "\n# A\n");
	expect(buf_done(&page) == 0);
	expect_elements(&page, "document code_block heading ");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_buf text = BUF_INIT;

	buf_put(&text, data, size);
	buf_putc(&text, '\0');
	/* Records hold nothing else. */
	if (!utf8_valid(text.data, strlen(text.data)))
		return 0;
	as_paragraph(text.data);
	as_cell(text.data);
	as_block(text.data);
	as_code(text.data);
	return 0;
}
