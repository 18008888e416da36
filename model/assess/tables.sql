-- SPDX-License-Identifier: Apache-2.0
--
-- What judging leaves: temporary tables of the connection, which pages and
-- commands query (include/dossierfs/assess.h).

-- The state that the tables hold: one row, or none.
create temp table if not exists judged_for (state text not null);

create temp table if not exists verdict (
	constraint_id   text primary key,
	place           integer not null, -- in the catalogue
	clause          text not null,
	verdict         text not null,
	rule            text not null,
	why             text not null,
	met             integer not null,
	partly          integer not null,
	not_met         integer not null,
	unknown         integer not null,
	not_applicable  integer not null
);

create temp table if not exists member (
	constraint_id  text not null,
	id             text not null,
	verdict        text not null,
	why            text not null,
	until          text,
	product        text,
	record         text,
	type           text,
	since          text
);
create index if not exists temp.member_of on member (constraint_id, id);
create index if not exists temp.member_record on member (record);

-- Rules from outside that could not be run; not kept, the verdict says it.
-- here: 1 where they might be on another machine.
create temp table if not exists rule_fault (
	constraint_id  text primary key,
	why            text not null,
	here           integer not null
);

-- Signatures that a program would verify which this machine has not.
create temp table if not exists signature_unable (
	id  text not null,
	n   integer not null
);

create temp table if not exists reported (
	constraint_id  text not null,
	id             text not null,
	what           text not null
);

create temp table if not exists gap (
	clause         text not null,
	file           text not null,
	constraint_id  text,
	title          text not null,
	why            text not null,
	mend           text not null,
	command        text not null
);

-- Documents whose file name or title the pattern of a clause finds; near: only
-- when blanks, dots, dashes and underscores are treated alike.
create temp table if not exists signal (
	clause    text not null,
	document  text not null,
	name      text not null,
	result    text not null,
	near      integer not null
);
