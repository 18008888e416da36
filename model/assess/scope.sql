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

-- What is judged of a product as a whole ---------------------------------------

-- 1: its issues and their reviews; 2: its scans and tests. An issue that says
-- the same as before in what is read there touches neither; one that did not
-- change itself may have become defective.
insert into same_issue
with counts (id, version, text) as (
	select h.id, s.version,
	       json_array(i.product, i.identified_on, i.duplicate_of, i.state,
	                  i.severity_level, i.severity_score, i.severity_cvss,
	                  i.origin_kind, i.rejected_reason, i.confirmed_on,
	                  i.disclosure_on, i.disclosure_reason, i.route_on,
	                  i.route_reason, i.verification_on, i.acceptance_on,
	                  i.acceptance_residual_risk, i.acceptance_criterion,
	                  i.acceptance_by, i.acceptance_expires_on, i.closed_on,
	                  (select v.defect from dossier.version v
	                    where v.version = s.version),
	                  (select json_group_array(r.target) from dossier.d_reference r
	                    where r.version = s.version))
	  from hit h
	 cross join dossier.span s on s.id = h.id and s.withdrawn = 0
	 cross join dossier.d_issue i on i.version = s.version
	 where h.type = 'issue'
)
select h.id
  from turn
 cross join hit h
 cross join dossier.span o on o.id = h.id
       and o.from_seq <= turn.from_seq and o.to_seq > turn.from_seq
 cross join dossier.span n on n.id = h.id
       and n.from_seq <= turn.to_seq and n.to_seq > turn.to_seq
  join counts a on a.version = o.version
  join counts b on b.version = n.version
 where h.type = 'issue' and n.from_seq > turn.from_seq and a.text = b.text;
insert or ignore into whole
select distinct i.product, 1
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_issue i on i.version = s.version
 where h.type = 'issue' and h.id not in (select id from same_issue);
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
-- What names a release is read for that one's product, too, whosever it is;
-- and an issue for the reviews that list it.
insert or ignore into whole
select distinct l.product, iif(h.type = 'review', 1, 2)
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_reference r on r.version = s.version and r.type = 'release'
 cross join dossier.span t on t.id = r.target
 cross join dossier.d_release l on l.version = t.version
 where h.type in ('review', 'activity', 'surface');
insert or ignore into whole
select distinct v.product, 1
  from hit h
 cross join dossier.d_review_issues i on i.issue = h.id
 cross join dossier.d_review v on v.version = i.version
 where h.type = 'issue' and h.id not in (select id from same_issue);
-- An exemption that names no product is every product's.
insert or ignore into whole
select distinct coalesce(a.product, p.id), 2
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_applicability a on a.version = s.version
 cross join dossier.span p on p.type = 'product'
 where h.type = 'applicability' and a.subject glob 'activity:*';
delete from whole where product is null;

insert or ignore into seen_whole (id)
select s.id
  from whole w
 cross join dossier.d_issue i on i.product = w.product
 cross join dossier.span s on s.version = i.version;
insert or ignore into seen_whole (id)
select s.id
  from whole w
 cross join dossier.d_review v on v.product = w.product
 cross join dossier.span s on s.version = v.version;
insert or ignore into seen_whole (id)
select t.id
  from whole w
 cross join dossier.d_review v on v.product = w.product
 cross join dossier.span t on t.id = v.minutes;
insert or ignore into seen_whole (id, deep)
select s.id, w.part = 2
  from (select product, max(part) as part from whole group by product) w
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
 cross join dossier.span s on s.version = v.version;
insert or ignore into seen_whole (id)
select s.id
  from whole w
 cross join dossier.d_release l on l.product = w.product
 cross join dossier.span t on t.version = l.version
 cross join dossier.d_surface f on f.release = t.id
 cross join dossier.span s on s.version = f.version
 where w.part = 2;
insert into seen_whole (id, deep)
select s.id, max(w.part = 2)
  from whole w
 cross join dossier.d_release l on l.product = w.product
 cross join dossier.span t on t.version = l.version
 cross join dossier.d_activity a on a.release = t.id
 cross join dossier.span s on s.version = a.version
 group by s.id
    on conflict (id) do update set deep = max(deep, excluded.deep);
