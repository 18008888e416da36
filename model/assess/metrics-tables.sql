-- SPDX-License-Identifier: Apache-2.0
--
-- Metrics: what a connection needs to count, and where pages find what it
-- comes to (include/dossierfs/metrics.h). What is counted of each issue and
-- the sums stay in cache.db (metrics-kept.sql).

-- The state that the tables show: one row, or none.
create temp table if not exists metric_state (seq integer, day integer);
-- The line that is read or written; the state from which it moves on.
create temp table if not exists metric_now (line integer);
create temp table if not exists metric_base
	(seq integer, day text, of_line integer, of_gen integer);

create temp table if not exists metric_scope
	(product text, release text, primary key (product, release)) without rowid;
create temp table if not exists metric_share
	(product text, release text, of, fixed, otherwise, open, unknown,
	 primary key (product, release)) without rowid;
create temp table if not exists metric_chain
	(product text, release text, of, whole, unknown,
	 primary key (product, release)) without rowid;
create temp table if not exists metric_time
	(product text, release text, name text, of, measured, median, ninth,
	 longest, primary key (product, release, name)) without rowid;
create temp table if not exists metric_open
	(product text, release text, level text, of, to_30, to_90, to_365,
	 over_365, unknown, primary key (product, release, level)) without rowid;

-- The records that changed, and the issues that are counted again.
create temp table if not exists metric_hit (id text primary key) without rowid;
create temp table if not exists metric_again (id text primary key) without rowid;

-- Scores of vectors of issues that name neither level nor score.
create temp table if not exists metric_vector
	(vector text primary key, score real) without rowid;

create temp table if not exists metric_issue
	(id text primary key, version integer, product text, identified_on text,
	 lost integer, state text, level text, confirmed_on text, whole integer);
create temp table if not exists metric_fix
	(issue text, day text, release text, applies text);
create index if not exists temp.metric_fix_of on metric_fix (issue);
create temp table if not exists metric_scoped
	(issue text, product text, release text, fixed_on text,
	 primary key (issue, product, release)) without rowid;
create temp table if not exists metric_case
	(issue text, product text, release text, class text, is_open integer,
	 level text, identified integer, to_triage integer, to_fix integer,
	 to_deployed integer, lost integer, whole integer);
create temp table if not exists metric_change
	(product text, release text, what text, k integer, n integer,
	 primary key (product, release, what, k)) without rowid;
create temp table if not exists metric_turned
	(product text, release text, primary key (product, release)) without rowid;
create temp table if not exists metric_days
	(product text, release text, name text, days integer, n integer);
