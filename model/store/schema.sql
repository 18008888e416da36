-- SPDX-License-Identifier: Apache-2.0
--
-- dossier.db: every version of every record, append-only. The tables of what
-- is true come first; below the line stands what is derived from them and
-- can be made anew. The tables d_<type> are made from the record types
-- (model/record/types.c) when a dossier is made.

create table meta (
	key    text primary key, -- 'derived': digest of the derived tables' schema
	value  text not null
) strict;

-- One change-set is one transaction and one git commit.
create table changeset (
	n            integer primary key,   -- order of arrival: parents come first
	commit_id    text not null unique,  -- git's name for it, 40 hex digits
	hash         text not null,         -- SHA-256 over the parents' hashes and the versions
	parent1      integer references changeset (n),
	parent2      integer references changeset (n),
	seq          integer not null,      -- number of its ancestors
	mainline     integer not null check (mainline in (0, 1)), -- on main's first-parent line
	main_seq     integer,               -- seq of the commit of that line that brought it; null: none yet
	author       text not null,
	mail         text not null,
	recorded     integer not null,      -- seconds from 1970, UTC; never before a parent's
	recorded_on  text not null,         -- its day, YYYY-MM-DD
	reason       text not null,
	raw          blob not null          -- the git commit object
) strict;

create unique index changeset_seq on changeset (seq) where mainline = 1;
create index changeset_recorded on changeset (recorded, seq) where mainline = 1;

-- What has versions: a record, or another file of git that we keep. Files
-- claim by their path what they are; entries of one claim are rivals.
create table entry (
	entry  integer primary key,
	type   text not null, -- a record type; or findings, evidence, foreign, defect
	id     text not null, -- a record's id; findings: the activity's; evidence: <record>/<file>; else the path
	claim  text not null, -- record/<id folded>, evidence/<id folded>, …; foreign/<path>
	unique (type, id)
) strict;

create index entry_claim on entry (claim);

-- One path of git set or removed by one change-set.
create table version (
	version      integer primary key,
	changeset    integer not null references changeset (n) deferrable initially deferred,
	entry        integer not null references entry (entry),
	path         text not null,  -- in git
	mode         integer not null,
	oid          text,           -- git's name for the bytes; null: removed
	sha256       text,           -- of the bytes in git; null: removed
	size         integer,        -- of the bytes in git
	canonical    integer not null check (canonical in (0, 1)), -- git holds body itself; else the bytes in git are in blobs/
	body_sha256  text,           -- of body where git holds other bytes
	defect       text,           -- what is wrong with it by itself, one line a defect: pointer, tab, expectation
	body         text            -- a record as canonical JSON; else null: the bytes are in blobs/
) strict;

create unique index version_changeset on version (changeset, path);
create index version_entry on version (entry, changeset);
create index version_blob on version (sha256) where body is null;

-- Derived ------------------------------------------------------------------

-- What counts for which states of main: one row a version and while.
create table span (
	span            integer primary key,
	version         integer not null references version (version),
	entry           integer not null references entry (entry),
	type            text not null,    -- a record type; or findings, evidence, defect
	id              text not null,    -- as the entry's; a defect's is its path
	owner           text,             -- evidence: the record's id
	safe            text,             -- evidence: the file's name in the tree
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
create index span_version on span (version);
create index span_entry on span (entry, to_seq);
create index span_from on span (from_seq);

-- What every record has.
create table d_record (
	version  integer primary key references version (version),
	title    text,             -- the id where it has none
	year     text,             -- the folder in the tree; null: not by year
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
insert into sqlite_stat1 (tbl, idx, stat) values
	('changeset', 'changeset_seq', '10000 1'),
	('changeset', 'changeset_recorded', '10000 2 1'),
	('entry', 'entry_claim', '200000 1'),
	('version', 'version_changeset', '300000 100 1'),
	('version', 'version_entry', '300000 3 1'),
	('version', 'version_blob', '100000 2'),
	('span', 'span_type', '300000 30000 3 2 2 2 1'),
	('span', 'span_id', '300000 3 2 2 2 2 1'),
	('span', 'span_owner', '100000 3 2'),
	('span', 'span_version', '300000 1'),
	('span', 'span_entry', '300000 3 2'),
	('span', 'span_from', '300000 100');
