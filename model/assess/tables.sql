-- SPDX-License-Identifier: Apache-2.0
--
-- What judging leaves: temporary views of the connection, which pages and
-- commands query (include/dossierfs/assess.h), over what judged.sql keeps.

-- The state that the views show: one row, or none.
create temp table if not exists judged_for (
	state  text not null,
	line   integer not null,
	gen    integer not null,
	asked  text not null,    -- what was asked for, and when
	looked integer not null
);

create temp view if not exists verdict as
select v.constraint_id, v.place, v.clause, v.verdict, v.rule, v.why, v.met,
       v.partly, v.not_met, v.unknown, v.not_applicable, v.waiting
  from cache.judged_verdict v
 where v.line = (select line from judged_for)
   and v.gen = (select gen from judged_for);

create temp view if not exists member as
select m.constraint_id, m.id, m.verdict, m.why, m.until, m.since, m.product,
       m.record, m.type
  from cache.judged_member m
 where m.line = (select line from judged_for)
   and m.from_gen <= (select gen from judged_for)
   and m.to_gen > (select gen from judged_for);

create temp view if not exists reported as
select r.constraint_id, r.id, r.what
  from cache.judged_reported r
 where r.line = (select line from judged_for)
   and r.from_gen <= (select gen from judged_for)
   and r.to_gen > (select gen from judged_for);

create temp view if not exists gap as
select g.clause, g.file, g.constraint_id, g.title, g.why, g.mend, g.command
  from cache.judged_gap g
 where g.line = (select line from judged_for)
   and g.gen = (select gen from judged_for);

-- Documents whose file name or title the pattern of a clause finds; near: only
-- when blanks, dots, dashes and underscores are treated alike.
create temp view if not exists signal as
select s.clause, s.document, s.name, s.result, s.near
  from cache.judged_signal s
 where s.line = (select line from judged_for)
   and s.from_gen <= (select gen from judged_for)
   and s.to_gen > (select gen from judged_for);

create temp view if not exists signal_asked as
select a.clause
  from cache.judged_asked a
 where a.line = (select line from judged_for);

-- first_missing of chain.sql, as it was when the state was judged.
create temp view if not exists missing_link as
select l.id, l.product, l.identified_on, l.step
  from cache.judged_link l
 where l.line = (select line from judged_for)
   and l.from_gen <= (select gen from judged_for)
   and l.to_gen > (select gen from judged_for);

create temp view if not exists judged_record as
select s.clause, s.folder, s.id
  from cache.judged_subject s
 where s.line = (select line from judged_for)
   and s.from_gen <= (select gen from judged_for)
   and s.to_gen > (select gen from judged_for);

-- The same, to be looked up by id.
create temp view if not exists judged_record_of as
select s.id, s.clause, s.folder
  from cache.judged_subject s indexed by judged_subject_of
 where s.line = (select line from judged_for)
   and s.from_gen <= (select gen from judged_for)
   and s.to_gen > (select gen from judged_for);

create temp view if not exists standing as
select s.name, s.id
  from cache.judged_standing s
 where s.line = (select line from judged_for)
   and s.from_gen <= (select gen from judged_for)
   and s.to_gen > (select gen from judged_for);

-- The folder of each type of record in the tree.
create temp table if not exists type_folder (
	type    text primary key,
	folder  text not null
) without rowid;

-- Records whose subjects are looked for again, and what they are now.
create temp table if not exists subject_near (
	id  text primary key
) without rowid;
create temp table if not exists fresh_subject (
	clause text, folder text, id text,
	primary key (id, folder, clause)
) without rowid;

create temp table if not exists fresh_standing (
	name text, id text, primary key (id, name)
) without rowid;

-- Rules from outside that could not be run; not kept, the verdict says it.
create temp table if not exists rule_fault (
	constraint_id  text primary key,
	why            text not null
);

-- What was judged anew of a part, before it takes the place of what was.
create temp table if not exists fresh_member (
	constraint_id text, id text, verdict text, why text, until text,
	since text, product text, record text, type text
);
create index if not exists temp.fresh_member_of
	on fresh_member (constraint_id, id);
create temp table if not exists fresh_reported (
	constraint_id text, id text, what text, product text
);
create index if not exists temp.fresh_reported_of
	on fresh_reported (constraint_id, id);
