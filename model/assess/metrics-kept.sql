-- SPDX-License-Identifier: Apache-2.0
--
-- Metrics as they are kept in cache.db. A line holds those of one state and
-- goes on to a later one by counting again what has changed in between.

drop table if exists cache.metric_line;
drop table if exists cache.metric_case;
drop table if exists cache.metric_sum;
drop table if exists cache.metric_share;
drop table if exists cache.metric_chain;
drop table if exists cache.metric_time;
drop table if exists cache.metric_open;

create table cache.metric_line (
	line      integer primary key,
	version   text not null,    -- of the way to count
	commit_id text not null,
	seq       integer not null,
	day       text not null,
	of_line   integer not null, -- where the verdicts stand (judged.sql)
	of_gen    integer not null,
	used      integer not null  -- the greater the later
);
-- An issue in each scope that it is in: of all, of a product, of a release.
-- A rejected one has no class; what is not known is null.
create table cache.metric_case (
	line integer, issue text, product text, release text, class text,
	is_open integer, level text, identified integer, to_triage integer,
	to_fix integer, to_deployed integer, lost integer, whole integer,
	primary key (line, issue, product, release)
) without rowid;
-- How many of a scope are alike; k is a number of days, or -1.
create table cache.metric_sum (
	line integer, product text, release text, what text, k integer,
	n integer not null,
	primary key (line, product, release, what, k)
) without rowid;
create table cache.metric_share (
	line integer, product text, release text, of integer, fixed integer,
	otherwise integer, open integer, unknown integer,
	primary key (line, product, release)
) without rowid;
create table cache.metric_chain (
	line integer, product text, release text, of integer, whole integer,
	unknown integer,
	primary key (line, product, release)
) without rowid;
create table cache.metric_time (
	line integer, product text, release text, name text, of integer,
	measured integer, median integer, ninth integer, longest integer,
	primary key (line, product, release, name)
) without rowid;
create table cache.metric_open (
	line integer, product text, release text, level text, of integer,
	to_30 integer, to_90 integer, to_365 integer, over_365 integer,
	unknown integer,
	primary key (line, product, release, level)
) without rowid;
