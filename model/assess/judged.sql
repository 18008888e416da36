-- SPDX-License-Identifier: Apache-2.0
--
-- Verdicts as they are kept in cache.db. A state is a commit, a day and the
-- rules; its verdicts stand in a line: what was judged from nothing, and after
-- it the states that were made from the one before by judging anew what the
-- change or the turn of the day can touch, a generation each. A row counts
-- from one generation to before another.

-- Columns have their types so that what is compared with them finds its index.

-- A line that is being made has no state yet.
create table if not exists cache.judged_line (
	line  integer primary key,
	used  integer not null, -- seconds from 1970
	n     integer not null  -- members: what it weighs
);
create table if not exists cache.judged (
	state      text primary key, -- all that the verdicts depend on
	line       integer not null,
	gen        integer not null,
	commit_id  text not null,
	seq        integer not null,
	as_of      text not null,
	rules      text not null     -- the part of state that is not commit or day
);
-- What judging cannot see makes another state of the same generation.
create index if not exists cache.judged_generation on judged (line, gen);
create table if not exists cache.judged_verdict (
	line integer, gen integer, constraint_id text, place integer,
	clause text, verdict text, rule text, why text,
	met integer, partly integer, not_met integer, unknown integer,
	not_applicable integer, waiting integer,
	primary key (line, gen, constraint_id)
) without rowid;
create table if not exists cache.judged_member (
	line integer, constraint_id text, id text, verdict text, why text,
	until text, since text, product text, record text, type text,
	from_gen integer, to_gen integer
);
create index if not exists cache.judged_member_of
	on judged_member (line, constraint_id, id);
-- All that subjects and standings are found by (subject.c, standing.c).
create index if not exists cache.judged_member_record
	on judged_member (line, record, constraint_id, type, verdict);
create index if not exists cache.judged_member_verdict
	on judged_member (line, constraint_id, verdict, id);
create index if not exists cache.judged_member_until
	on judged_member (line, constraint_id, until) where until is not null;
create index if not exists cache.judged_member_past
	on judged_member (line, to_gen) where to_gen < 9223372036854775807;
create index if not exists cache.judged_member_new
	on judged_member (line, from_gen) where from_gen > 1;
create table if not exists cache.judged_reported (
	line integer, constraint_id text, id text, what text, product text,
	folded integer, from_gen integer, to_gen integer
);
create index if not exists cache.judged_reported_of
	on judged_reported (line, constraint_id, id);
create index if not exists cache.judged_reported_folded
	on judged_reported (line, constraint_id) where folded;
create table if not exists cache.judged_gap (
	line integer, gen integer, clause text, file text,
	constraint_id text, title text, why text, mend text, command text
);
create index if not exists cache.judged_gap_of on judged_gap (line, gen);
create table if not exists cache.judged_signal (
	line integer, clause text, document text, name text, result text,
	near integer, from_gen integer, to_gen integer
);
create index if not exists cache.judged_signal_of
	on judged_signal (line, document);
-- The clauses for which a procedure is asked.
create table if not exists cache.judged_asked (line integer, clause text);
create index if not exists cache.judged_asked_of on judged_asked (line);
-- The first link that lacks in the chain of each issue (chain.sql); null: none.
create table if not exists cache.judged_link (
	line integer, id text, product text, identified_on text,
	step integer, from_gen integer, to_gen integer
);
create index if not exists cache.judged_link_of on judged_link (line, id);
create index if not exists cache.judged_link_new
	on judged_link (line, from_gen) where from_gen > 1;
-- The records that the verdicts of a clause judge, filed as the tree shows
-- them, and the documents that those name.
create table if not exists cache.judged_subject (
	line integer, clause text, folder text, id text,
	from_gen integer, to_gen integer,
	primary key (line, clause, folder, id, from_gen)
) without rowid;
create index if not exists cache.judged_subject_of
	on judged_subject (line, id);
create index if not exists cache.judged_subject_past
	on judged_subject (line, to_gen) where to_gen < 9223372036854775807;
create index if not exists cache.judged_subject_new
	on judged_subject (line, from_gen) where from_gen > 1;
-- verdict=… the worst over each issue that no member says is not met, state=…
-- of each that is not closed.
create table if not exists cache.judged_standing (
	line integer, name text, id text, from_gen integer, to_gen integer
);
create index if not exists cache.judged_standing_of
	on judged_standing (line, id);
create index if not exists cache.judged_standing_name
	on judged_standing (line, name, id);
