/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mends a member. Its id may say more than its record: "<issue>/<target>"
 * is owed to the target, "<kind>:<product>" is of that kind.
 */
#include "mend.h"

#include <string.h>

#include "dossierfs/catalog.h"
#include "dossierfs/name.h"
#include "dossierfs/query.h"

static bool is_word(char c)
{
	return (c >= 'A' && c <= 'Z') || c == '_';
}

/* Whether the `len` capitals spell the word. */
static bool spells(const char *capitals, size_t len, const char *word)
{
	for (size_t i = 0; i < len; i++)
		if (!word[i] || (capitals[i] == '_' ? word[i] != '_' :
			(capitals[i] | 0x20) != word[i]))
			return false;
	return !word[len];
}

/* What stands for the word; NULL where nothing does. */
static const char *value_of(const char *capitals, size_t len,
	const struct mend_word *words)
{
	for (; words->word; words++)
		if (words->value && spells(capitals, len, words->word) &&
			!id_fault(words->value))
			return words->value;
	return NULL;
}

void mend_fill(struct buf *out, const char *command,
	const struct mend_word *words)
{
	while (*command) {
		const char *value;
		size_t len = 0;

		while (is_word(command[len]))
			len++;
		value = len ? value_of(command, len, words) : NULL;
		if (value)
			buf_printf(out, "%s", value);
		else
			buf_put(out, command, len ? len : 1);
		command += len ? len : 1;
	}
}

/* The target of a pair and its type; neither where the id is none. */
static int find_target(struct buf *target, struct buf *type, struct store *st,
	const struct mend *m)
{
	static const char sql[] = "select type from record where id = ?1";
	const char *slash = strchr(m->id, '/');
	auto_query q = NULL;
	int rc = slash ? query_open(&q, st, sql, "s", slash + 1) : 0;

	if (!rc && q)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	buf_printf(type, "%s", query_text(q, 0));
	buf_printf(target, "%s", slash + 1);
	return type->err ? buf_done(type) : buf_done(target);
}

/* The kind of "<kind>:<record>". */
static void find_kind(struct buf *kind, const struct mend *m)
{
	const char *colon = strchr(m->id, ':');

	if (colon && m->record && !strcmp(colon + 1, m->record))
		buf_put(kind, m->id, (size_t)(colon - m->id));
}

int mend_command(struct buf *out, struct store *st,
	const struct constraint *k, const struct mend *m)
{
	auto_buf target = BUF_INIT, type = BUF_INIT, kind = BUF_INIT;
	int rc = find_target(&target, &type, st, m);

	if (rc)
		return rc;
	find_kind(&kind, m);
	if (m->record && !strncmp(m->why, "defective: ", 11))
		mend_fill(out, "dossierfs edit RECORD", (struct mend_word[]){
			{ "record", m->record }, { NULL, NULL } });
	else
		mend_fill(out, constraint_command(k, type.len ?
			buf_text(&type) : m->type), (struct mend_word[]){
			{ type.len ? buf_text(&type) : "",
			  type.len ? buf_text(&target) : NULL },
			{ m->type ? m->type : "", m->record },
			{ "kind", kind.len ? buf_text(&kind) : NULL },
			{ "product", m->product }, { NULL, NULL } });
	return kind.err ? buf_done(&kind) : buf_done(out);
}
