/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate as SARIF 2.1.0 (OASIS): a rule a constraint, a result a case that
 * failed. Results point at the record's file as it stands in git.
 */
#include <ctype.h>
#include <string.h>

#include "dossierfs/catalog.h"
#include "dossierfs/gate.h"
#include "dossierfs/json.h"
#include "dossierfs/query.h"

#define SARIF_SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/" \
	"schemas/sarif-schema-2.1.0.json"

static void field(struct buf *out, const char *before, const char *name,
	const char *text)
{
	buf_printf(out, "%s\"%s\": ", before, name);
	json_string(out, text);
}

static void message(struct buf *out, const char *before, const char *name,
	const char *text)
{
	buf_printf(out, "%s\"%s\": ", before, name);
	field(out, "{", "text", text);
	buf_putc(out, '}');
}

static void rule(struct buf *out, const char *before,
	const struct constraint *k)
{
	field(out, before, "id", k->id);
	message(out, ",\n          ", "shortDescription", k->title);
	message(out, ",\n          ", "fullDescription", k->text);
	message(out, ",\n          ", "help", k->mend);
	buf_puts(out, ",\n          \"properties\": ");
	field(out, "{", "clause", k->clause->id);
	field(out, ", ", "standard", k->clause->standard);
	field(out, ", ", "rule", k->rule);
	buf_puts(out, "}}");
}

/* The release, for results that are of no constraint; then the catalogue's. */
static int rules(struct buf *out, struct store *st)
{
	const struct catalog *catalog;
	const struct constraint *k;
	int rc = catalog_open(&catalog, st);

	buf_puts(out, "\n        {\"id\": \"release\", \"shortDescription\":"
		" {\"text\": \"The release is on record as out\"}}");
	for (size_t i = 0; !rc && (k = catalog_constraint(catalog, i)); i++)
		rule(out, ",\n        {", k);
	return rc;
}

/* RFC 3986: what may stand in a path. */
static void uri(struct buf *out, const char *path)
{
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (c < 0x80 && (isalnum(c) || strchr("-._~/", c)))
			buf_putc(out, (char)c);
		else
			buf_printf(out, "%%%02X", c);
	}
}

enum { PLACE, CONSTRAINT, MEMBER, VERDICT, WHY, MEND, COMMAND, PATH };

static const char *level(const char *verdict)
{
	if (!strcmp(verdict, "not-met"))
		return "error";
	return strcmp(verdict, "partly") ? "note" : "warning";
}

static void location(struct buf *out, struct query *q)
{
	buf_puts(out, ",\n          \"locations\": [{");
	if (!query_null(q, PATH)) {
		buf_puts(out, "\"physicalLocation\": {\"artifactLocation\": "
			"{\"uri\": \"");
		uri(out, query_text(q, PATH));
		buf_puts(out, "\"}, \"region\": {\"startLine\": 1}}, ");
	}
	buf_puts(out, "\"logicalLocations\": [");
	field(out, "{", "name", query_text(q, MEMBER));
	field(out, ", ", "kind", "member");
	buf_puts(out, "}]}]");
}

static void result(struct buf *out, const char *before, struct query *q)
{
	auto_buf text = BUF_INIT, print = BUF_INIT;

	buf_printf(&text, "%s: %s\n\n%s\n\n%s", query_text(q, MEMBER),
		query_text(q, WHY), query_text(q, MEND),
		query_text(q, COMMAND));
	buf_printf(&print, "%s %s", query_text(q, CONSTRAINT),
		query_text(q, MEMBER));
	out->err = out->err ? out->err : text.err ? text.err : print.err;
	field(out, before, "ruleId", query_text(q, CONSTRAINT));
	buf_printf(out, ", \"ruleIndex\": %lld",
		(long long)query_int(q, PLACE) + 1);
	field(out, ", ", "kind", "fail");
	field(out, ", ", "level", level(query_text(q, VERDICT)));
	message(out, ",\n          ", "message", buf_text(&text));
	location(out, q);
	buf_puts(out, ",\n          \"partialFingerprints\": ");
	field(out, "{", "member/v1", buf_text(&print));
	buf_puts(out, "}}");
}

static int results(struct buf *out, struct store *st)
{
	static const char sql[] =
		"select place, constraint_id, id, verdict, why, mend, command,"
		" path from temp.gate_case where outcome = 'failed'"
		" order by place, n";
	const char *before = "\n        {";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (!rc && (rc = query_next(q)) > 0) {
		result(out, before, q);
		before = ",\n        {";
		rc = 0;
	}
	return rc;
}

int gate_sarif(struct buf *out, struct store *st, const struct gate *g)
{
	auto_buf run = BUF_INIT;
	int rc;

	buf_printf(&run, "dossierfs/%s", g->release ? g->release : "all");
	out->err = out->err ? out->err : run.err;
	buf_puts(out, "{\n  \"$schema\": \"" SARIF_SCHEMA "\",\n"
		"  \"version\": \"2.1.0\",\n  \"runs\": [{\n"
		"      \"tool\": {\"driver\": {\"name\": \"dossierfs\","
		" \"version\": \"" DOSSIERFS_VERSION "\", \"rules\": [");
	rc = rules(out, st);
	buf_puts(out, "]}},\n      \"automationDetails\": ");
	field(out, "{", "id", buf_text(&run));
	buf_puts(out, "},\n      \"columnKind\": \"unicodeCodePoints\",\n"
		"      \"results\": [");
	if (!rc)
		rc = results(out, st);
	buf_puts(out, "]\n    }]\n}\n");
	return rc ? rc : buf_done(out);
}
