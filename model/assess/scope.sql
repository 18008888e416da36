-- SPDX-License-Identifier: Apache-2.0
--
-- What a change, or the turn of a day, can touch: from the records that
-- changed to the members that are judged anew and all that these read. Rather
-- too much than too little, for a verdict that should have moved and did not
-- is a lie. References count in both directions and by every version there
-- ever was, so that what a record pointed at before is reached, too.
--
-- Filled before: turn (from_seq, to_seq), the states between which is asked;
-- hit, with the records that a day woke or that changed (scope-hit.sql); what
-- products, releases, items and policies among them touch (scope-frame.sql).

-- Findings are disposed of in every run that has them.
insert or ignore into hit
select s.id, 'activity'
  from hit h
 cross join dossier.span own on own.id = h.id
 cross join dossier.d_disposition d on d.version = own.version
 cross join dossier.d_finding f on f.fingerprint = d.fingerprint
 cross join dossier.version v on v.sha256 = f.sha256 and v.body is null
 cross join dossier.span s on s.version = v.version and s.type = 'findings'
 where h.type = 'disposition';

-- Members --------------------------------------------------------------------

insert or ignore into again
select id from hit
 where type in ('issue', 'update', 'notification', 'change', 'activity');

-- One step on, in both directions.
insert or ignore into again
select t.id
  from hit h
 cross join dossier.span own on own.id = h.id
 cross join dossier.d_reference r on r.version = own.version
 cross join dossier.span t on t.id = r.target
 where h.type in ('issue', 'update', 'notification', 'notice', 'change')
   and t.type in ('issue', 'update', 'notification', 'change');
insert or ignore into again
select s.id
  from hit h
 cross join dossier.d_reference r on r.target = h.id
 cross join dossier.span s on s.version = r.version
 where h.type in ('issue', 'update', 'notification', 'notice', 'change')
   and s.type in ('issue', 'update', 'notification', 'change');

-- What an update replaced is served by it, and so are the issues which that
-- one fixes.
insert or ignore into again
with recursive before (id) as (
	select id from hit where type = 'update'
	union
	select s.id
	  from before b
	  join dossier.d_update_availability a on a.successor = b.id
	  join dossier.span s on s.version = a.version
)
select t.id
  from before b
 cross join dossier.span own on own.id = b.id
 cross join dossier.d_update_fixes f on f.version = own.version
 cross join dossier.span t on t.id = f.value;

-- Who was told of an update was told of what it fixes.
insert or ignore into again
select t.id
  from (select id from again) h
 cross join dossier.span own on own.id = h.id and own.type = 'update'
 cross join dossier.d_update_fixes f on f.version = own.version
 cross join dossier.span t on t.id = f.value and t.type = 'issue';

-- A reason that stands in too many issues of a product is said of each of them.
insert into alike
with said (product, what, reason, n) as (
	select i.product, w.what,
	       case w.what when 'route' then i.route_reason
	            when 'disclosure' then i.disclosure_reason
	            when 'rejection' then iif(i.state = 'rejected', i.rejected_reason, null) end,
	       (s.from_seq <= turn.to_seq and s.to_seq > turn.to_seq)
	               - (s.from_seq <= turn.from_seq and s.to_seq > turn.from_seq)
	  from turn
	 cross join hit h
	 cross join dossier.span s on s.id = h.id and s.withdrawn = 0
	       and s.to_seq > turn.from_seq and s.from_seq <= turn.to_seq
	 cross join dossier.d_issue i on i.version = s.version
	 cross join (select 'route' as what union all select 'disclosure'
	             union all select 'rejection') w
	 where h.type = 'issue' and i.product is not null
)
select product, what, reason, sum(n)
  from said
 where reason is not null
 group by product, what, reason
having sum(n) <> 0;
insert or ignore into again
with most (n) as ( -- max_same, whichever policy counts
	select 5 union select min(max(max_same, 0), 100000) from dossier.d_policy
),
found (product, what, reason, gain, version) as (
	select a.*, i.version
	  from alike a
	 cross join dossier.d_issue i on i.product = a.product and i.rejected_reason = a.reason
	 where a.what = 'rejection' and i.state = 'rejected'
	union all
	select a.*, i.version
	  from alike a
	 cross join dossier.d_issue i on i.product = a.product and i.route_reason = a.reason
	 where a.what = 'route'
	union all
	select a.*, i.version
	  from alike a
	 cross join dossier.d_issue i on i.product = a.product and i.disclosure_reason = a.reason
	 where a.what = 'disclosure'
),
now as materialized (
	select f.*, s.id
	  from turn
	 cross join found f
	 cross join dossier.span s on s.version = f.version and s.withdrawn = 0
	       and s.type = 'issue' and s.from_seq <= turn.to_seq and s.to_seq > turn.to_seq
),
tally as (
	select product, what, reason, gain, count(*) as n
	  from now
	 group by product, what, reason, gain
)
select now.id
  from tally t
  join now on now.product = t.product and now.what = t.what and now.reason = t.reason
 where exists (select 1 from most m where (m.n < t.n) <> (m.n < t.n - t.gain));

-- Duplicates follow what they repeat.
insert or ignore into again
with recursive duplicate (id) as (
	select id from again
	union
	select s.id
	  from duplicate d
	  join dossier.d_issue i on i.duplicate_of = d.id
	  join dossier.span s on s.version = i.version
)
select id from duplicate;

-- What they read -------------------------------------------------------------

insert or ignore into seen (id) select id from again;
insert or ignore into seen (id)
select t.id
  from again h
 cross join dossier.span own on own.id = h.id
 cross join dossier.d_reference r on r.version = own.version
 cross join dossier.span t on t.id = r.target
 where t.type in ('issue', 'update', 'notification', 'notice', 'change', 'document');
insert or ignore into seen (id)
select s.id
  from again h
 cross join dossier.d_reference r on r.target = h.id
 cross join dossier.span s on s.version = r.version
 where s.type in ('issue', 'update', 'notification', 'notice', 'change');
insert or ignore into seen (id)
select s.id
  from (select id from seen) h
 cross join dossier.d_notification_updates r on r.value = h.id
 cross join dossier.span s on s.version = r.version;
insert or ignore into seen (id)
select t.id
  from (select id from seen) h
 cross join dossier.span own on own.id = h.id
 cross join dossier.d_reference r on r.version = own.version
 cross join dossier.span t on t.id = r.target
 where t.type in ('issue', 'update', 'notification', 'notice', 'change', 'document');
insert or ignore into seen (id)
with recursive ahead (id) as (
	select id from seen
	union
	select coalesce(a.successor, i.duplicate_of)
	  from ahead h
	  join dossier.span own on own.id = h.id
	  left join dossier.d_update_availability a on a.version = own.version
	  left join dossier.d_issue i on i.version = own.version
	 where coalesce(a.successor, i.duplicate_of) is not null
)
select id from ahead;
-- The findings of a run with what was decided on them.
update seen set deep = 1
 where id in (select s.id from dossier.span s
               where s.id in (select id from again) and s.type = 'findings');
insert or ignore into seen (id)
select s.id
  from (select distinct f.fingerprint
          from again h
         cross join dossier.span own on own.id = h.id and own.type = 'findings'
         cross join dossier.version v on v.version = own.version
         cross join dossier.d_finding f on f.sha256 = v.sha256) f
 cross join dossier.d_disposition d on d.fingerprint = f.fingerprint
 cross join dossier.span s on s.version = d.version;

-- Of an issue a review reads what was recorded by the day it was held: what is
-- recorded since changes no review of before.
insert into since
select h.id, min(s.recorded_on)
  from turn
 cross join hit h
 cross join dossier.span s on s.id = h.id
       and s.from_seq > turn.from_seq and s.from_seq <= turn.to_seq
 where h.type = 'issue'
 group by h.id;

-- What is reported by issue where reviews are judged: its levels, and that
-- reviews list it.
insert into graded
select h.id
  from turn
 cross join hit h
 cross join dossier.span s on s.id = h.id
       and s.to_seq > turn.from_seq and s.from_seq <= turn.to_seq
  left join dossier.d_issue i on i.version = s.version
 where h.type = 'issue'
 group by h.id
having min(s.from_seq) > turn.from_seq
    or count(distinct json_array(s.withdrawn, i.product, i.severity_level,
             i.severity_score, i.severity_cvss)) > 1;
insert or ignore into graded
select c.id
  from turn
 cross join since c
 cross join dossier.d_review_issues l on l.issue = c.id
 cross join dossier.d_review v on v.version = l.version and v.held_on >= c.day
 cross join dossier.span s on s.version = v.version and s.withdrawn = 0
       and s.from_seq <= turn.to_seq and s.to_seq > turn.to_seq;
insert or ignore into seen (id, deep)
select s.id, -1
  from (select id from again where exists (select 1 from graded)) h
 cross join dossier.d_review_issues l on l.issue = h.id
 cross join dossier.span s on s.version = l.version;

-- What is judged of a product as a whole ---------------------------------------

-- 1: its reviews, and the issues that were open then; 2: its scans and tests;
-- 4: the issues that do not say how they were found.

-- One that is as it was counts from another day on, perhaps.
insert or ignore into whole
with silent (id, product, text) as (
	select h.id, i.product, json_array(i.product, i.identified_on)
	  from turn
	 cross join hit h
	 cross join dossier.span s on s.id = h.id and s.withdrawn = 0
	       and (s.from_seq <= turn.to_seq and s.to_seq > turn.to_seq
	            or s.from_seq <= turn.from_seq and s.to_seq > turn.from_seq)
	 cross join dossier.d_issue i on i.version = s.version
	 where h.type = 'issue' and i.origin_kind is null
)
select product, 4 from silent group by id, text having count(*) = 1;
insert or ignore into whole
select distinct v.product, 1
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_review v on v.version = s.version
 where h.type = 'review';
insert or ignore into whole
select distinct a.product, 2
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_activity a on a.version = s.version
 where h.type = 'activity';
insert or ignore into whole
select distinct d.product, 2
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_disposition d on d.version = s.version
 where h.type = 'disposition';
insert or ignore into whole
select distinct f.product, 2
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_surface f on f.version = s.version
 where h.type = 'surface';
-- What names a release is read for that one's product, too, whosever it is.
insert or ignore into whole
select distinct l.product, iif(h.type = 'review', 1, 2)
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_reference r on r.version = s.version and r.type = 'release'
 cross join dossier.span t on t.id = r.target
 cross join dossier.d_release l on l.version = t.version
 where h.type in ('review', 'activity', 'surface');
-- An exemption that names no product is every product's.
insert or ignore into whole
select distinct coalesce(a.product, p.id), 2
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_applicability a on a.version = s.version
 cross join dossier.span p on p.type = 'product'
 where h.type = 'applicability' and a.subject glob 'activity:*';
delete from whole where product is null;

-- Who sees a product sees all of its issues that are silent.
insert or ignore into seen_whole (id) select product from whole;
insert or ignore into seen_whole (id)
select s.id
  from whole w
 cross join dossier.d_issue i on i.product = w.product
 cross join dossier.span s on s.version = i.version
 where w.part = 1;
insert or ignore into seen_whole (id)
select s.id
  from whole w
 cross join dossier.d_review v on v.product = w.product
 cross join dossier.span s on s.version = v.version
 where w.part = 1;
insert or ignore into seen_whole (id)
select t.id
  from whole w
 cross join dossier.d_review v on v.product = w.product
 cross join dossier.span t on t.id = v.minutes
 where w.part = 1;
insert or ignore into seen_whole (id, deep)
select s.id, w.deep
  from (select product, max(part = 2) as deep from whole
         where part in (2, 4) group by product) w
 cross join dossier.d_activity a on a.product = w.product
 cross join dossier.span s on s.version = a.version;
insert or ignore into seen_whole (id)
select s.id
  from whole w
 cross join dossier.d_disposition d on d.product = w.product
 cross join dossier.span s on s.version = d.version
 where w.part = 2;
insert or ignore into seen_whole (id)
select s.id
  from whole w
 cross join dossier.d_surface f on f.product = w.product
 cross join dossier.span s on s.version = f.version
 where w.part = 2;
insert or ignore into seen_whole (id)
select r.sbom
  from whole w
 cross join dossier.d_release r on r.product = w.product
 where w.part = 2 and r.sbom is not null;
insert or ignore into seen_whole (id)
select s.id
  from whole w
 cross join dossier.d_release l on l.product = w.product
 cross join dossier.span t on t.version = l.version
 cross join dossier.d_review v on v.release = t.id
 cross join dossier.span s on s.version = v.version
 where w.part = 1;
insert or ignore into seen_whole (id)
select s.id
  from whole w
 cross join dossier.d_release l on l.product = w.product
 cross join dossier.span t on t.version = l.version
 cross join dossier.d_surface f on f.release = t.id
 cross join dossier.span s on s.version = f.version
 where w.part = 2;
insert into seen_whole (id, deep)
select s.id, 1
  from whole w
 cross join dossier.d_release l on l.product = w.product
 cross join dossier.span t on t.version = l.version
 cross join dossier.d_activity a on a.release = t.id
 cross join dossier.span s on s.version = a.version
 where w.part = 2
    on conflict (id) do update set deep = 1;

-- What is judged of a release's reviews ----------------------------------------

-- Which issues were open counts in the reviews of a release that came with or
-- after them.
insert or ignore into reviewed_again
with concerned (product, day) as (
	select distinct i.product, c.day
	  from since c
	 cross join dossier.span s on s.id = c.id
	 cross join dossier.d_issue i on i.version = s.version
)
select t.id
  from turn
 cross join concerned c
 cross join dossier.d_review v on v.product = c.product and v.held_on >= c.day
 cross join dossier.span s on s.version = v.version and s.withdrawn = 0
       and s.from_seq <= turn.to_seq and s.to_seq > turn.to_seq
 cross join dossier.span t on t.id = v.release
 cross join dossier.d_release l on l.version = t.version
       and l.released_on >= v.held_on
 where c.product not in (select product from whole where part = 1);

-- Of several reviews the best counts; each has the issues of its own day.
insert or ignore into seen_reviews (id)
select s.id
  from reviewed_again r
 cross join dossier.d_review v on v.release = r.release
 cross join dossier.span s on s.version = v.version;
insert or ignore into seen_reviews (id)
select v.minutes
  from reviewed_again r
 cross join dossier.d_review v on v.release = r.release
 where v.minutes is not null;
insert or ignore into seen_reviews (id)
with held (seq, product, day) as materialized (
	select distinct turn.to_seq, v.product, v.held_on
	  from turn
	 cross join reviewed_again r
	 cross join dossier.d_review v on v.release = r.release
	 cross join dossier.span s on s.version = v.version and s.withdrawn = 0
	       and s.from_seq <= turn.to_seq and s.to_seq > turn.to_seq
)
select s.id
  from held h
 cross join dossier.d_issue p on p.product = h.product -- its index alone
 cross join dossier.span s on s.version = p.version and s.withdrawn = 0
       and s.recorded_on <= h.day
       and (s.to_seq > h.seq
            or coalesce((select c.recorded_on from dossier.changeset c
                          where c.seq = s.to_seq and c.mainline = 1),
                        '9999-12-31') > h.day)
 cross join dossier.d_issue i on i.version = s.version
 where i.state in ('new', 'confirmed', 'resolved', 'accepted')
    or i.state = 'rejected' and i.rejected_reason is null;
