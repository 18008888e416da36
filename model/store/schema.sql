-- SPDX-License-Identifier: Apache-2.0
--
-- dossier.db: every version of every record, append-only. What is derived from
-- these tables stands in derived.sql.

create table meta (
	key    text primary key, -- 'derived': digest of the derived tables' schema;
	                         -- 'number': random, of this file's numbers of versions
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
