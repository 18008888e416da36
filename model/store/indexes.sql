-- SPDX-License-Identifier: Apache-2.0
--
-- Indexes by what records say, over the tables d_<type> for rules that count
-- who says the same, and over versions: a dossier that lacks them gets them when
-- it is opened, and is read without them where it cannot be written.

drop index if exists issue_rejection;
create index issue_rejection on d_issue (product, rejected_reason)
	where rejected_reason is not null;
drop index if exists issue_route;
create index issue_route on d_issue (product, route_reason)
	where route_reason is not null;
drop index if exists issue_disclosure;
create index issue_disclosure on d_issue (product, disclosure_reason)
	where disclosure_reason is not null;
drop index if exists issue_silent;
create index issue_silent on d_issue (product, origin_kind)
	where origin_kind is null;

-- For by/, which asks for the values there are and for the issues of one. What
-- is indexed is written as by/ names it: no rule asks so, and none is led here.
drop index if exists issue_by_level;
create index issue_by_level on d_issue ('level=' || severity_level)
	where severity_level is not null;
drop index if exists issue_by_origin;
create index issue_by_origin on d_issue ('origin=' || origin_kind)
	where origin_kind is not null;
drop index if exists issue_by_owner;
create index issue_by_owner on d_issue ('owner=' || owner_key)
	where owner_key is not null;
drop index if exists issue_by_state;
create index issue_by_state on d_issue ('state=' || state)
	where state is not null;

-- With all that tells whether a version counts, and what of: who comes from a
-- table of versions asks that of many that do not.
drop index if exists span_version;
create index span_version on span
	(version, from_seq, to_seq, withdrawn, type, id);
delete from sqlite_stat1 where idx = 'span_version';
insert into sqlite_stat1 (tbl, idx, stat) values
	('span', 'span_version', '300000 1 1 1 1 1 1');

-- What the files in blobs/ take up, for df. With body, which is null in all of
-- them, SQLite needs no look at the table.
drop index if exists version_size;
create index version_size on version (size, body) where body is null;

-- For an import, which asks whether a document has the file already.
drop index if exists document_file;
create index document_file on d_document (file_sha256)
	where file_sha256 is not null;
