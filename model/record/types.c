/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of record types and their fields: the one place that says what a
 * dossier holds. Everything that knows a field knows it from here.
 */
#include "dossierfs/record.h"

#define REQ FIELD_REQUIRED
#define AHEAD FIELD_AHEAD
#define END { NULL, FIELD_TEXT, 0, NULL, NULL }

/* clang-format off */
static const struct field product_fields[] = {
	{ "manufacturer",    FIELD_TEXT, 0,     NULL, "who places it on the market" },
	{ "supported_from",  FIELD_DATE, REQ | AHEAD, NULL, "first day of support" },
	{ "supported_until", FIELD_DATE, AHEAD, NULL, "last day of support; absent: no end" },
	{ "repositories[]",  FIELD_TEXT, 0,     NULL, "source repositories" },
	{ "default_class",   FIELD_CHOICE, 0, "maintained|supported|required", "class of items that name none" },
	END
};

static const struct field release_fields[] = {
	{ "product",     FIELD_REF,  REQ, "product", "the product" },
	{ "version",     FIELD_TEXT, REQ, NULL, "version as the user sees it" },
	{ "released_on", FIELD_DATE, 0, NULL, "day it went out" },
	{ "commit",      FIELD_TEXT, 0, NULL, "commit it was built from" },
	{ "sbom",        FIELD_REF,  0, "document", "its software bill of materials" },
	{ "retired_on",  FIELD_DATE, 0, NULL, "first day out of the field" },
	{ "attack_surface.changed", FIELD_BOOL,   0, NULL, "whether the attack surface changed" },
	{ "attack_surface.by",      FIELD_PERSON, 0, NULL, "who says so" },
	{ "attack_surface.on",      FIELD_DATE,   0, NULL, "when it was said" },
	{ "attack_surface.note",    FIELD_TEXT,   0, NULL, "how it changed" },
	END
};

static const struct field item_fields[] = {
	{ "product",   FIELD_REF,  REQ, "product", "the product" },
	{ "purls[]",   FIELD_TEXT, 0, NULL, "package URLs or prefixes that it covers" },
	{ "class",     FIELD_CHOICE, 0, "maintained|supported|required", "class by IEC 81001-5-1" },
	{ "class_by",  FIELD_PERSON, 0, NULL, "who classified it" },
	{ "class_on",  FIELD_DATE,   0, NULL, "when it was classified" },
	{ "class_reason", FIELD_TEXT, 0, NULL, "why this class" },
	{ "own_code",  FIELD_BOOL, 0, NULL, "written by the manufacturer" },
	{ "supplier.name",    FIELD_TEXT, 0, NULL, "who supplies it" },
	{ "supplier.contact", FIELD_TEXT, 0, NULL, "where security reports go" },
	END
};

static const struct field update_fields[] = {
	{ "product",      FIELD_REF,  0, "product", "the product" },
	{ "item",         FIELD_REF,  0, "item", "the item it updates" },
	{ "security",     FIELD_BOOL, REQ, NULL, "whether it is a security update" },
	{ "available_on", FIELD_DATE, 0, NULL, "first day it could be had" },
	{ "approval.state",  FIELD_CHOICE, 0, "approved|not_approved|under_evaluation", "the manufacturer's word on it" },
	{ "approval.by",     FIELD_PERSON, 0, NULL, "who approved or did not" },
	{ "approval.on",     FIELD_DATE,   0, NULL, "when" },
	{ "approval.reason", FIELD_WORDS,  0, NULL, "why" },
	{ "fixes[]",      FIELD_REF, 0, "issue", "issues it fixes" },
	{ "applies_to[]", FIELD_REF, 0, "release", "releases it is for" },
	{ "supersedes",   FIELD_REF, 0, "update", "update it replaces" },
	{ "mitigation.text",            FIELD_WORDS, 0, NULL, "what users do instead" },
	{ "mitigation.residual_risk",   FIELD_TEXT,  0, NULL, "risk that remains" },
	{ "mitigation.decided_on",      FIELD_DATE,  0, NULL, "when it was decided" },
	{ "mitigation.communicated_on", FIELD_DATE,  0, NULL, "when users were told" },
	{ "mitigation.notification",    FIELD_REF,   0, "notification", "how users were told" },
	{ "availability[].channel",      FIELD_TEXT, 0, NULL, "where it can be had" },
	{ "availability[].from",         FIELD_DATE, AHEAD, NULL, "first day" },
	{ "availability[].audience",     FIELD_TEXT, 0, NULL, "all, or which part of the users" },
	{ "availability[].withdrawn_on", FIELD_DATE, 0, NULL, "first day without" },
	{ "availability[].successor",    FIELD_REF,  0, "update", "what took its place" },
	{ "artifacts[].name",     FIELD_NAME,   0, NULL, "file name" },
	{ "artifacts[].sha256",   FIELD_SHA256, 0, NULL, "SHA-256 of its bytes" },
	{ "artifacts[].size",     FIELD_INT,    0, NULL, "bytes" },
	{ "artifacts[].platform", FIELD_TEXT,   0, NULL, "what it runs on" },
	{ "artifacts[].integrity.method", FIELD_CHOICE, 0, "signature|signed_manifest|hash", "how the recipient verifies it" },
	/* No choice: a scheme that is not known here makes 6.3-5 partly, no defect. */
	{ "artifacts[].integrity.scheme", FIELD_TEXT, 0, NULL, "signature scheme or hash" },
	{ "artifacts[].integrity.signature_file", FIELD_NAME, 0, NULL, "file of the update that holds the signature" },
	{ "artifacts[].integrity.manifest_file",  FIELD_NAME, 0, NULL, "file of the update that holds the manifest" },
	{ "artifacts[].integrity.key",          FIELD_REF,  0, "document", "document whose file is the public key" },
	{ "artifacts[].integrity.key_id",       FIELD_TEXT, 0, NULL, "fingerprint of the key" },
	{ "artifacts[].integrity.key_location", FIELD_TEXT, 0, NULL, "where the key is had, apart from the download" },
	{ "artifacts[].integrity.instructions", FIELD_TEXT, 0, NULL, "how the recipient verifies" },
	END
};

static const struct field notification_fields[] = {
	{ "updates[]",  FIELD_REF,    0, "update", "updates it announces" },
	{ "issues[]",   FIELD_REF,    0, "issue", "issues it speaks of" },
	{ "sent_on",    FIELD_DATE,   0, NULL, "day it was sent" },
	{ "channel",    FIELD_TEXT,   0, NULL, "how it was sent" },
	{ "audience",   FIELD_TEXT,   0, NULL, "whom it was sent to" },
	{ "recipients", FIELD_INT,    0, NULL, "how many received it" },
	{ "content",    FIELD_FILE,   0, NULL, "its words" },
	{ "proof[]",    FIELD_REF,    0, "document", "proof of sending" },
	{ "compatibility.rows[].release",     FIELD_REF,  0, "release", "release that was tried" },
	{ "compatibility.rows[].environment", FIELD_TEXT, 0, NULL, "where it was tried" },
	{ "compatibility.rows[].result",      FIELD_CHOICE, 0, "compatible|conditional|incompatible|not_tested", "what came out" },
	{ "compatibility.rows[].conditions",  FIELD_TEXT, 0, NULL, "under which conditions" },
	{ "compatibility.author",      FIELD_PERSON, 0, NULL, "who wrote the statement" },
	{ "compatibility.approved_by", FIELD_PERSON, 0, NULL, "who approved it" },
	{ "compatibility.approved_on", FIELD_DATE,   0, NULL, "when" },
	{ "compatibility.evidence[]",  FIELD_REF,    0, "document", "test records" },
	END
};

static const struct field issue_fields[] = {
	{ "product",       FIELD_REF,  REQ, "product", "the product" },
	{ "identified_on", FIELD_DATE, REQ, NULL, "day it became known" },
	{ "description",   FIELD_TEXT, 0, NULL, "what is wrong" },
	{ "items[]",       FIELD_REF,  0, "item", "software items it is in" },
	{ "affected[]",    FIELD_REF,  0, "release", "releases that have it" },
	{ "fixed_in[]",    FIELD_REF,  0, "release", "releases without it again" },
	{ "origin.kind",        FIELD_CHOICE, 0, "proactive|reactive", "looked for, or told" },
	{ "origin.source",      FIELD_TEXT,   0, NULL, "who or what found it" },
	{ "origin.activity",    FIELD_REF,    0, "activity", "the activity that found it" },
	{ "origin.fingerprint", FIELD_TEXT,   0, NULL, "the finding's fingerprint" },
	{ "owner",         FIELD_PERSON, 0, NULL, "who answers for it" },
	{ "state",         FIELD_CHOICE, REQ, "new|confirmed|rejected|resolved|accepted|closed", "where it stands" },
	{ "confirmed_on",    FIELD_DATE,  0, NULL, "day it was confirmed" },
	{ "rejected_reason", FIELD_WORDS, 0, NULL, "why it is none" },
	{ "severity.cvss",  FIELD_TEXT,   0, NULL, "CVSS vector" },
	{ "severity.score", FIELD_SCORE,  0, NULL, "CVSS score" },
	{ "severity.level", FIELD_CHOICE, 0, "critical|high|medium|low|none", "level" },
	{ "references[]",         FIELD_ANY,  0, NULL, "CVE ids, advisories, links" },
	{ "root_cause",           FIELD_TEXT, 0, NULL, "why it came about" },
	{ "safety_impact",        FIELD_TEXT, 0, NULL, "what it means for safety" },
	{ "effectiveness_impact", FIELD_TEXT, 0, NULL, "what it means for the clinical function" },
	{ "third_party.item",          FIELD_REF, 0, "item", "the item of another maker" },
	{ "third_party.public_before", FIELD_ANY, 0, NULL, "whether it was public before" },
	{ "duplicate_of", FIELD_REF, 0, "issue", "the issue it repeats" },
	{ "disclosure.decision", FIELD_CHOICE, 0, "disclose|no|defer", "whether it is made public" },
	{ "disclosure.until",    FIELD_DATE,   AHEAD, NULL, "deferred until, last good day" },
	{ "disclosure.impact",   FIELD_WORDS,  0, NULL, "what it means for users" },
	{ "disclosure.residual_risk", FIELD_TEXT, 0, NULL, "risk that remains" },
	{ "disclosure.by",       FIELD_PERSON, 0, NULL, "who decided" },
	{ "disclosure.on",       FIELD_DATE,   0, NULL, "when" },
	{ "disclosure.reason",   FIELD_WORDS,  0, NULL, "why" },
	{ "disclosure.advisory.published_on", FIELD_DATE, 0, NULL, "day the advisory went out" },
	{ "disclosure.advisory.url",          FIELD_TEXT, 0, NULL, "where it stands" },
	{ "disclosure.advisory.authorities",  FIELD_ANY,  0, NULL, "authorities that were told" },
	{ "route.way[]",    FIELD_CHOICE, 0, "resolution|environment", "by change, or by environment of use" },
	{ "route.reason",   FIELD_WORDS,  0, NULL, "why this way" },
	{ "route.by",       FIELD_PERSON, 0, NULL, "who decided" },
	{ "route.on",       FIELD_DATE,   0, NULL, "when" },
	{ "route.document", FIELD_REF,    0, "document", "what tells users of the environment" },
	{ "route.change",   FIELD_REF,    0, "change", "the change that resolves it" },
	{ "verification.by",         FIELD_PERSON, 0, NULL, "who verified" },
	{ "verification.on",         FIELD_DATE,   0, NULL, "when" },
	{ "verification.result",     FIELD_CHOICE, 0, "pass|fail", "what came out" },
	{ "verification.evidence[]", FIELD_REF,    0, "document", "test records" },
	{ "acceptance.residual_risk", FIELD_TEXT,   0, NULL, "risk that remains" },
	{ "acceptance.criterion",     FIELD_TEXT,   0, NULL, "criterion it was held against" },
	{ "acceptance.by",            FIELD_PERSON, 0, NULL, "who accepted" },
	{ "acceptance.on",            FIELD_DATE,   0, NULL, "when" },
	{ "acceptance.expires_on",    FIELD_DATE,   AHEAD, NULL, "last day it holds" },
	{ "closed_on", FIELD_DATE, 0, NULL, "day it was closed" },
	END
};

static const struct field change_fields[] = {
	{ "issues[]", FIELD_REF,    REQ, "issue", "issues it addresses" },
	{ "release",  FIELD_REF,    0, "release", "release that ships it" },
	{ "commit",   FIELD_TEXT,   0, NULL, "commit in the source" },
	{ "author",   FIELD_PERSON, REQ, NULL, "who made it" },
	{ "made_on",  FIELD_DATE,   0, NULL, "when" },
	{ "impact.safety",        FIELD_WORDS, 0, NULL, "effect on safety" },
	{ "impact.security",      FIELD_WORDS, 0, NULL, "effect on security" },
	{ "impact.effectiveness", FIELD_WORDS, 0, NULL, "effect on the clinical function" },
	{ "impact.reviewer",      FIELD_PERSON, 0, NULL, "who reviewed" },
	{ "impact.reviewed_on",   FIELD_DATE,   0, NULL, "when" },
	{ "impact.risk_file",     FIELD_REF,    0, "document", "the risk management file" },
	{ "impact.risk_reason",   FIELD_TEXT,   0, NULL, "why the risk file stays" },
	{ "impact.significant_change", FIELD_BOOL, 0, NULL, "significant in the sense of the regulation" },
	END
};

static const struct field notice_fields[] = {
	{ "kind",       FIELD_CHOICE, REQ, "product|third_party|authority", "who is told" },
	{ "issue",      FIELD_REF,    REQ, "issue", "what they are told of" },
	{ "to_product", FIELD_REF,    0, "product", "product whose team is told" },
	{ "to_release", FIELD_REF,    0, "release", "release it is about" },
	{ "to_item",    FIELD_REF,    0, "item", "item whose supplier is told" },
	{ "addressee",  FIELD_PERSON, 0, NULL, "to whom" },
	{ "sent_on",    FIELD_DATE,   0, NULL, "when" },
	{ "content",    FIELD_FILE,   0, NULL, "its words" },
	{ "attempts[].on",      FIELD_DATE, 0, NULL, "day of the attempt" },
	{ "attempts[].channel", FIELD_TEXT, 0, NULL, "how" },
	{ "acknowledged_on",    FIELD_DATE, 0, NULL, "day they answered that they have it" },
	{ "answer.state", FIELD_CHOICE, 0, "affected|not_affected|fixed|under_investigation", "what they answered" },
	{ "answer.justification", FIELD_WORDS, 0, NULL, "why" },
	{ "answer.on",      FIELD_DATE,   0, NULL, "when" },
	{ "escalation.to",  FIELD_PERSON, 0, NULL, "who was told next" },
	{ "escalation.on",  FIELD_DATE,   0, NULL, "when" },
	END
};

static const struct field review_fields[] = {
	{ "kind",     FIELD_CHOICE, REQ, "open_issues|process", "what was reviewed" },
	{ "product",  FIELD_REF,    REQ, "product", "the product" },
	{ "release",  FIELD_REF,    0, "release", "the release it was for" },
	{ "held_on",  FIELD_DATE,   REQ, NULL, "when" },
	{ "attendees[]", FIELD_PERSON, 0, NULL, "who was there, and as what" },
	{ "issues[].id",        FIELD_REF,   0, "issue", "issue looked at" },
	{ "issues[].decision",  FIELD_TEXT,  0, NULL, "what was decided" },
	{ "issues[].rationale", FIELD_WORDS, 0, NULL, "why" },
	{ "minutes",   FIELD_REF, 0, "document", "the minutes" },
	{ "actions[]", FIELD_ANY, 0, NULL, "what is to be done" },
	END
};

static const struct field activity_fields[] = {
	{ "kind",         FIELD_CHOICE, REQ, "sast|dast|pentest|sbom_scan|monitoring|other", "what was done" },
	{ "product",      FIELD_REF,    REQ, "product", "the product" },
	{ "release",      FIELD_REF,    0, "release", "release looked at" },
	{ "commit",       FIELD_TEXT,   0, NULL, "commit looked at" },
	{ "tool.name",    FIELD_TEXT,   0, NULL, "tool" },
	{ "tool.version", FIELD_TEXT,   0, NULL, "its version" },
	{ "tool.ruleset", FIELD_TEXT,   0, NULL, "its rules" },
	{ "scope",        FIELD_TEXT,   0, NULL, "what was looked at" },
	{ "performed_on", FIELD_DATE,   REQ, NULL, "when" },
	{ "performed_by", FIELD_PERSON, 0, NULL, "by whom" },
	{ "independence", FIELD_TEXT,   0, NULL, "how independent they are" },
	{ "database_on",  FIELD_DATE,   0, NULL, "date of the vulnerability database" },
	{ "date_from",    FIELD_CHOICE, 0, "report|option|file", "where performed_on came from" },
	{ "ci_run",       FIELD_TEXT,   0, NULL, "the CI run" },
	{ "gate.passed",        FIELD_BOOL,   0, NULL, "whether the gate held" },
	{ "gate.overridden_by", FIELD_PERSON, 0, NULL, "who let it pass all the same" },
	{ "interfaces[]",   FIELD_TEXT, 0, NULL, "interfaces that were tested" },
	{ "result",         FIELD_REF,  0, "document", "the report as it came" },
	{ "findings_total", FIELD_INT,  0, NULL, "how many findings, zero said outright" },
	{ "retain_until",   FIELD_DATE, AHEAD, NULL, "kept until, last good day" },
	END
};

static const struct field disposition_fields[] = {
	{ "product",     FIELD_REF,    REQ, "product", "the product" },
	{ "fingerprint", FIELD_TEXT,   REQ, NULL, "the finding's fingerprint" },
	{ "state",       FIELD_CHOICE, REQ, "issue|false_positive|accepted|fixed", "what was decided" },
	{ "releases[]",  FIELD_REF,    0, "release", "for these releases; absent: all" },
	{ "issue",       FIELD_REF,    0, "issue", "the issue it became" },
	{ "reason",      FIELD_WORDS,  0, NULL, "why" },
	{ "by",          FIELD_PERSON, 0, NULL, "who decided" },
	{ "on",          FIELD_DATE,   0, NULL, "when" },
	{ "until",       FIELD_DATE,   AHEAD, NULL, "last day it holds" },
	END
};

static const struct field surface_fields[] = {
	{ "product",     FIELD_REF,  REQ, "product", "the product" },
	{ "release",     FIELD_REF,  0, "release", "release that ships it" },
	{ "on",          FIELD_DATE, REQ, NULL, "when" },
	{ "interface",   FIELD_TEXT, 0, NULL, "the interface" },
	{ "significant", FIELD_BOOL, 0, NULL, "whether it is significant" },
	{ "by",          FIELD_PERSON, 0, NULL, "who says so" },
	{ "deferral.by",     FIELD_PERSON, 0, NULL, "who deferred the test" },
	{ "deferral.on",     FIELD_DATE,   0, NULL, "when" },
	{ "deferral.reason", FIELD_WORDS,  0, NULL, "why" },
	{ "deferral.until",  FIELD_DATE,   AHEAD, NULL, "last good day" },
	END
};

static const struct field document_fields[] = {
	{ "kind",        FIELD_CHOICE, 0, "procedure|record|report|minutes|letter|sbom|manual|other", "what it is" },
	{ "version",     FIELD_TEXT,   0, NULL, "its version" },
	{ "state",       FIELD_CHOICE, 0, "draft|approved", "draft or approved" },
	{ "author",      FIELD_PERSON, 0, NULL, "who wrote it" },
	{ "approved_by", FIELD_PERSON, 0, NULL, "who approved it" },
	{ "approved_on", FIELD_DATE,   0, NULL, "when" },
	{ "valid_on",    FIELD_DATE,   AHEAD, NULL, "valid from" },
	{ "review_by",   FIELD_DATE,   AHEAD, NULL, "to be reviewed by, last good day" },
	{ "clauses[]",   FIELD_TEXT,   0, NULL, "clauses it speaks to" },
	{ "file",        FIELD_FILE,   0, NULL, "its bytes" },
	END
};

static const struct field attestation_fields[] = {
	{ "document",        FIELD_REF,    REQ, "document", "the document" },
	{ "document_sha256", FIELD_SHA256, REQ, NULL, "its bytes when it was read" },
	{ "signal",          FIELD_TEXT,   REQ, NULL, "6.3-content or 9.5-content" },
	{ "aspect",          FIELD_ANY,    REQ, NULL, "place of the question" },
	{ "answer",          FIELD_CHOICE, REQ, "yes|partly|no", "the answer" },
	{ "location",        FIELD_TEXT,   0, NULL, "where it stands" },
	{ "by",              FIELD_PERSON, REQ, NULL, "who attests" },
	{ "on",              FIELD_DATE,   REQ, NULL, "when" },
	{ "reason",          FIELD_WORDS,  0, NULL, "why" },
	{ "expires_on",      FIELD_DATE,   AHEAD, NULL, "last day it holds" },
	END
};

static const struct field applicability_fields[] = {
	{ "subject",    FIELD_TEXT,   REQ, NULL, "a constraint id, or activity:<kind>" },
	{ "product",    FIELD_REF,    0, "product", "for this product; absent: all" },
	{ "applicable", FIELD_BOOL,   REQ, NULL, "whether it applies" },
	{ "reason",     FIELD_WORDS,  REQ, NULL, "why" },
	{ "by",         FIELD_PERSON, REQ, NULL, "who says so" },
	{ "on",         FIELD_DATE,   REQ, NULL, "when" },
	{ "review_by",  FIELD_DATE,   AHEAD, NULL, "last day it holds" },
	END
};

static const struct field policy_fields[] = {
	{ "product",    FIELD_REF,  0, "product", "for this product; absent: all" },
	{ "valid_from", FIELD_DATE, REQ | AHEAD, NULL, "from this day" },
	{ "notify_days.critical", FIELD_INT, 0, NULL, "days to tell users, critical" },
	{ "notify_days.other",    FIELD_INT, 0, NULL, "days to tell users, all else" },
	{ "sla_days.critical", FIELD_INT, 0, NULL, "days to address, critical" },
	{ "sla_days.high",     FIELD_INT, 0, NULL, "days to address, high" },
	{ "sla_days.medium",   FIELD_INT, 0, NULL, "days to address, medium" },
	{ "sla_days.low",      FIELD_INT, 0, NULL, "days to address, low" },
	{ "triage_days",     FIELD_INT, 0, NULL, "days to triage" },
	{ "decide_days",     FIELD_INT, 0, NULL, "days to decide disclosure and route" },
	{ "inform_days",     FIELD_INT, 0, NULL, "days to send notices" },
	{ "ack_days",        FIELD_INT, 0, NULL, "days to wait for an answer" },
	{ "eval_days",       FIELD_INT, 0, NULL, "days to evaluate an update" },
	{ "scan_days",       FIELD_INT, 0, NULL, "days between SBOM scans" },
	{ "dast_days",       FIELD_INT, 0, NULL, "days between dynamic tests" },
	{ "pentest_days",    FIELD_INT, 0, NULL, "days between penetration tests" },
	{ "sast",            FIELD_ANY, 0, NULL, "each_release, or days" },
	{ "window_days",     FIELD_INT, 0, NULL, "days before a release in which its review is held" },
	{ "max_review_days", FIELD_INT, 0, NULL, "days between reviews" },
	{ "late_days",       FIELD_INT, 0, NULL, "days after which a record is marked late" },
	{ "max_same",        FIELD_INT, 0, NULL, "issues that may share one rationale" },
	{ "retention_years", FIELD_INT, 0, NULL, "years records are kept" },
	{ "process_since",   FIELD_DATE, AHEAD, NULL, "day the process began" },
	{ "by",              FIELD_PERSON, 0, NULL, "who set it" },
	END
};

static const struct field install_base_fields[] = {
	{ "release", FIELD_REF,  REQ, "release", "the release" },
	{ "on",      FIELD_DATE, REQ, NULL, "day of the count" },
	{ "count",   FIELD_INT,  REQ, NULL, "installations" },
	END
};

static const struct field catalog_fields[] = {
	{ "file",     FIELD_FILE, REQ, NULL, "OSCAL catalogue" },
	{ "rules[].name",       FIELD_NAME,   0, NULL, "rule file" },
	{ "rules[].sha256",     FIELD_SHA256, 0, NULL, "SHA-256 of its bytes" },
	{ "rules[].size",       FIELD_INT,    0, NULL, "bytes" },
	{ "rules[].media_type", FIELD_TEXT,   0, NULL, "media type" },
	{ "replaces", FIELD_ANY, 0, NULL, "clauses whose words it brings, catalogues it follows" },
	END
};

static const struct field signer_fields[] = {
	{ "person", FIELD_PERSON, REQ, NULL, "who signs" },
	{ "key",    FIELD_FILE,   REQ, NULL, "public key" },
	{ "may[]",  FIELD_CHOICE, 0, "write|approve|seal", "what the key may sign" },
	{ "from",   FIELD_DATE,   AHEAD, NULL, "first day" },
	{ "until",  FIELD_DATE,   AHEAD, NULL, "last good day" },
	END
};

static const struct field resolution_fields[] = {
	{ "record",   FIELD_REF,    REQ, "*", "record that was in conflict" },
	{ "field",    FIELD_TEXT,   REQ, NULL, "its field" },
	{ "chosen",   FIELD_ANY,    0, NULL, "value that stays" },
	{ "rejected", FIELD_ANY,    0, NULL, "value that went" },
	{ "by",       FIELD_PERSON, REQ, NULL, "who decided" },
	{ "on",       FIELD_DATE,   REQ, NULL, "when" },
	{ "reason",   FIELD_WORDS,  0, NULL, "why" },
	END
};

const struct record_type record_types[] = {
	/* name           prefix folder           year by          what */
	{ "product",      "PRD", "products",      NULL,            "A product of the manufacturer.", product_fields },
	{ "release",      "REL", "releases",      NULL,            "A version of a product that users get.", release_fields },
	{ "item",         "ITM", "items",         NULL,            "A software item in the standard's sense.", item_fields },
	{ "issue",        "ISS", "issues",        "identified_on", "A security issue and what was decided about it.", issue_fields },
	{ "update",       "UPD", "updates",       "available_on",  "An update and how users get and verify it.", update_fields },
	{ "notification", "NTF", "notifications", "sent_on",       "What users were told of updates and issues.", notification_fields },
	{ "change",       "CHG", "changes",       "made_on",       "A change and the review of its impact.", change_fields },
	{ "notice",       "NTC", "notices",       "sent_on",       "What other products, suppliers and authorities were told.", notice_fields },
	{ "review",       "REV", "reviews",       "held_on",       "A review of open issues or of the process.", review_fields },
	{ "activity",     "ACT", "activities",    "performed_on",  "A scan, test or watch that looks for issues.", activity_fields },
	{ "disposition",  "DSP", "dispositions",  NULL,            "What was decided on a finding's fingerprint.", disposition_fields },
	{ "surface",      "SRF", "surfaces",      NULL,            "A change of the attack surface.", surface_fields },
	{ "document",     "DOC", "evidence",      NULL,            "A document and its file: the evidence.", document_fields },
	{ "attestation",  "ATT", "attestations",  NULL,            "A person's word on what a document says.", attestation_fields },
	{ "applicability", "APP", "applicability", NULL,           "Whether a constraint applies, and why.", applicability_fields },
	{ "policy",       "POL", "policies",      NULL,            "The manufacturer's intervals and terms.", policy_fields },
	{ "install_base", "INB", "install-base",  NULL,            "Installations of a release on a day.", install_base_fields },
	{ "catalog",      "CAT", "catalogs",      NULL,            "A catalogue of clauses and rules.", catalog_fields },
	{ "signer",       "SGN", "signers",       NULL,            "A person's public key and what it may sign.", signer_fields },
	{ "resolution",   "RSL", "resolutions",   NULL,            "How a merge conflict was decided.", resolution_fields },
	{ NULL, NULL, NULL, NULL, NULL, NULL },
};
/* clang-format on */
