-- SPDX-License-Identifier: Apache-2.0
--
-- The tables that the program fills, because SQL cannot say them: terms.sql
-- says what they hold.
create temp table cvss_score (vector text primary key, score real not null);
create temp table bill (sha256 text primary key, readable integer not null);
create temp table component (sha256 text, purl text, name text, version text);
create temp table signature_check (
	id text not null, n integer not null, answer text not null,
	why text not null, primary key (id, n));
