-- SPDX-License-Identifier: Apache-2.0
--
-- The tables of scope-hit.sql, scope-frame.sql and scope.sql.
create temp table if not exists turn (from_seq integer, to_seq integer);
create temp table if not exists hit (id text primary key, type text) without rowid;
-- One row: too much is touched to judge a part alone.
create temp table if not exists everything (yes integer);
-- Products, releases and items of which others may read another thing than
-- before; and the days from which on releases have other SBOMs.
create temp table if not exists frame (id text primary key, type text) without rowid;
create temp table if not exists otherwise (day text);
-- Records whose members are judged anew.
create temp table if not exists again (id text primary key) without rowid;
-- Products whose members are, and the rules that look at a product as a whole.
create temp table if not exists whole (
	product text, part integer, primary key (product, part)) without rowid;
-- Releases whose reviews are, for issues that were open when they were held.
create temp table if not exists reviewed_again (release text primary key)
	without rowid;
-- Since which day an issue is another.
create temp table if not exists since (id text primary key, day text) without rowid;
-- Issues that changed in what reviews report of an issue: its level.
create temp table if not exists graded (id text primary key) without rowid;
-- By how many more, or fewer, issues of a product a reason is given.
create temp table if not exists alike (
	product text, what text, reason text, gain integer);
-- What is read for the one and for the others; deep: findings as well, and less
-- than 0: of what a review lists no more than is read itself.
create temp table if not exists seen (
	id text primary key, deep integer not null default 0) without rowid;
create temp table if not exists seen_whole (
	id text primary key, deep integer not null default 0) without rowid;
create temp table if not exists seen_reviews (
	id text primary key, deep integer not null default 0) without rowid;
delete from turn;
delete from hit;
delete from everything;
delete from frame;
delete from otherwise;
delete from again;
delete from whole;
delete from reviewed_again;
delete from since;
delete from graded;
delete from alike;
delete from seen;
delete from seen_whole;
delete from seen_reviews;
