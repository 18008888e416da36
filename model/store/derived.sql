-- SPDX-License-Identifier: Apache-2.0
--
-- What is derived from the tables of schema.sql and can be made anew, with the
-- tables d_<type> that are made from the record types (model/record/types.c).
-- A statement begins in the first column, and nothing else does.

-- What counts for which states of main: one row a version and while.
create table span (
	span            integer primary key,
	version         integer not null references version (version),
	entry           integer not null references entry (entry),
	type            text not null,    -- a record type; or findings, evidence, defect
	id              text not null,    -- as the entry's; a defect's is its path
	owner           text,             -- evidence: the record's id
	safe            text,             -- evidence: the file's name in the tree
	kind             text,             -- a record's folders in the tree: an activity's kind,
	year             text,             -- and the year of what is filed by years
	withdrawn       integer not null check (withdrawn in (0, 1)), -- nothing counts any more
	defect          text,             -- why a file that could be a record is none in this state
	recorded        integer not null, -- when the version was
	recorded_on     text not null,
	first_recorded  integer not null, -- when the first version was
	first_on        text not null,
	from_seq        integer not null,
	to_seq          integer not null  -- first seq that no longer sees it; 9223372036854775807: none
) strict;

create index span_type on span (type, id, from_seq, to_seq, withdrawn, version);
create index span_id on span (id, from_seq, to_seq, withdrawn, type, version);
create index span_owner on span (owner, from_seq) where owner is not null;
create index span_entry on span (entry, to_seq);
create index span_from on span (from_seq);
create index span_filed on span (type, kind, year, from_seq) where withdrawn = 0;

-- What is wrong with a version is derived, too; little mostly is.
drop index if exists version_defect;
create index version_defect on version (version) where defect is not null;

-- What every record has.
create table d_record (
	version  integer primary key references version (version),
	title    text,             -- the id where it has none
	kind     text,             -- the folders in the tree; null where there are none
	year     text,
	fits     integer not null check (fits in (0, 1)) -- id and type are as path says
) strict;

-- References of a record's version to other records.
create table d_reference (
	version  integer not null references version (version),
	pointer  text not null,
	type     text not null, -- wanted; '*' is any
	target   text not null, -- id as written
	primary key (version, pointer)
) strict, without rowid;

create index d_reference_target on d_reference (target);

-- Lines of a findings file, by the file's digest.
create table d_finding (
	sha256         text not null,
	line           integer not null,
	fingerprint    text,
	class          text,
	rule           text,
	level          text,
	message        text,
	location       text,
	purl           text,
	vulnerability  text,
	cvss           text,
	suppressed     text,
	primary key (sha256, line)
) strict, without rowid;

create index d_finding_fingerprint on d_finding (fingerprint);

-- What the planner is to think of the tables: always the same, so that a query
-- takes the same way in every dossier. First the rows, then how many are alike
-- in the first, the first two … columns of the index.
analyze sqlite_schema;
delete from sqlite_stat1;
insert into sqlite_stat1 (tbl, idx, stat) values
	('changeset', 'changeset_seq', '10000 1'),
	('changeset', 'changeset_recorded', '10000 2 1'),
	('entry', 'entry_claim', '200000 1'),
	('version', 'version_changeset', '300000 100 1'),
	('version', 'version_entry', '300000 3 1'),
	('version', 'version_blob', '100000 2'),
	('version', 'version_defect', '1000 1'),
	('span', 'span_type', '300000 30000 3 2 2 2 1'),
	('span', 'span_id', '300000 3 2 2 2 2 1'),
	('span', 'span_owner', '100000 3 2'),
	('span', 'span_entry', '300000 3 2'),
	('span', 'span_from', '300000 100'),
	('span', 'span_filed', '300000 30000 10000 3000 1');
