-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-11 v1: the SBOM of what is in the field is scanned.
--
-- A member is every release out by the day judged for and not retired.
--
-- met      it has an SBOM; the database dates of its sbom_scan activities
--          leave no gap over scan_days from its release to the day judged
--          for; every match disposed of within triage_days
-- partly   gaps, none over four times scan_days now; matches disposed of late
--          or not at all
-- not-met  no SBOM; no scan past scan_days; or the last one longer ago than
--          four times scan_days
-- unknown  no scan yet, or matches not disposed of, and the term runs
--
-- The date of a scan is the older of database_on and performed_on; one without
-- database_on is none. A match is first seen when the first scan of the
-- release with its fingerprint was performed. Terms are the policy's on the
-- day on which a gap began or a match was first seen.
with member as materialized (
	select r.id, r.product, r.released_on, r.defect, r.sbom, p.state as bill_state, p.why as bill_why
	  from release r
	  join judged j
	  left join proof p on p.document = r.sbom
	 where (r.released_on <= j.as_of or (r.released_on is null and (r.defect like '%/released_on%' or r.defect like '/:%')))
	   and coalesce(r.retired_on, '9999-12-31') > j.as_of
),
scan as materialized (
	select a.id, a.release, a.performed_on, min(a.database_on, a.performed_on) as day
	  from activity a join judged j
	 where a.kind = 'sbom_scan' and a.defect is null and a.database_on is not null
	   and a.release is not null and a.performed_on <= j.as_of
),
mark as materialized (
	select id as release, released_on as day from member where defect is null
	union
	select m.id, max(s.day, m.released_on)
	  from member m join scan s on s.release = m.id
	 where m.defect is null
	union
	select m.id, j.as_of from member m join judged j where m.defect is null
),
gap_between as materialized (
	select m.release, m.day as from_day,
	       lead(m.day) over (partition by m.release order by m.day) as to_day
	  from mark m
),
gap_long as materialized (
	select g.release, count(*) as gaps, min(g.from_day) as first_from, min(g.to_day) as first_to,
	       min(date(g.from_day, (t.value + 1) || ' days')) as since
	  from gap_between g
	  join member m on m.id = g.release
	  join policy_term t
	    on t.product = m.product and t.field = 'scan_days'
	   and t.from_day <= g.from_day and g.from_day < t.to_day
	 where g.to_day > date(g.from_day, t.value || ' days')
	 group by g.release
),
last_scan as materialized (
	select m.id, max(s.day) as day, max(m.released_on, coalesce(max(s.day), m.released_on)) as from_day
	  from member m left join scan s on s.release = m.id
	 where m.defect is null
	 group by m.id
),
match as materialized (
	select s.release, f.fingerprint, min(s.performed_on) as seen_on, min(f.on_day) as on_day
	  from scan s
	  join finding_disposed f on f.activity = s.id
	 where coalesce(f.class, 'vulnerability') = 'vulnerability'
	 group by s.release, coalesce(f.fingerprint, s.id || '#' || f.line)
),
matched as materialized (
	select x.release,
	       sum(coalesce(x.on_day <= j.as_of, 0) = 0 and j.as_of <= x.last_day) as waiting,
	       min(case when coalesce(x.on_day <= j.as_of, 0) = 0 and j.as_of <= x.last_day
	                then x.last_day end) as until,
	       sum(coalesce(x.on_day <= j.as_of, 0) = 0 and j.as_of > x.last_day) as open_late,
	       sum(x.on_day > x.last_day and x.on_day <= j.as_of) as disposed_late,
	       min(case when x.on_day > x.last_day or (x.on_day is null and j.as_of > x.last_day)
	                then date(x.last_day, '1 day') end) as since
	  from (select m.*, date(m.seen_on, t.value || ' days') as last_day
	          from match m
	          join member r on r.id = m.release
	          join policy_term t
	            on t.product = r.product and t.field = 'triage_days'
	           and t.from_day <= m.seen_on and m.seen_on < t.to_day) x
	  join judged j
	 group by x.release
),
seen as materialized (
	select m.*, l.day as last_on, g.gaps, g.first_from, g.first_to,
	       x.waiting, x.until, x.open_late, x.disposed_late,
	       nullif(min(coalesce(g.since, '9'), coalesce(x.since, '9')), '9') as late_on,
	       date(l.from_day, t.value || ' days') as next_day,
	       case when m.defect is not null then 'defective'
	            when m.sbom is null or coalesce(m.bill_state, '') <> 'whole' then 'no-bill'
	            when l.day is null and j.as_of <= date(m.released_on, t.value || ' days') then 'not-yet'
	            when l.day is null then 'never'
	            when j.as_of > date(l.from_day, (4 * t.value) || ' days') then 'long-ago'
	            when g.gaps > 0 or x.open_late > 0 or x.disposed_late > 0 then 'some'
	            when x.waiting > 0 then 'waits'
	            else 'met' end as what
	  from member m
	  join judged j
	  left join last_scan l on l.id = m.id
	  left join gap_long g on g.release = m.id
	  left join matched x on x.release = m.id
	  left join policy_term t
	    on t.product = m.product and t.field = 'scan_days'
	   and t.from_day <= l.from_day and l.from_day < t.to_day
)
select s.id,
       case s.what when 'met' then 'met' when 'some' then 'partly'
            when 'defective' then 'unknown' when 'not-yet' then 'unknown' when 'waits' then 'unknown'
            else 'not-met' end as verdict,
       case s.what
            when 'defective' then printf('defective: %s', s.defect)
            when 'no-bill' then coalesce('no SBOM: ' || case when s.bill_state <> 'whole' then s.bill_why end, 'no SBOM')
            when 'not-yet' then printf('released on %s, not scanned yet; the term ends on %s', s.released_on, s.next_day)
            when 'never' then printf('released on %s and never scanned with a dated database', s.released_on)
            when 'long-ago' then printf('last scanned with a database of %s', s.last_on)
            when 'waits' then printf('%d matches not disposed of yet; the first term ends on %s', s.waiting, s.until)
            when 'met' then printf('scanned without a gap, last with a database of %s', s.last_on)
            else printf('last scanned with a database of %s', s.last_on)
                 || case when s.gaps > 0 then printf(', %d gaps, the first from %s to %s', s.gaps, s.first_from, s.first_to) else '' end
                 || case when s.open_late > 0 then printf(', %d matches not disposed of in time', s.open_late) else '' end
                 || case when s.disposed_late > 0 then printf(', %d matches disposed of late', s.disposed_late) else '' end
            end as why,
       case s.what when 'not-yet' then s.next_day when 'waits' then s.until end as until,
       s.product, s.id as record, 'release' as type,
       case when s.what in ('never', 'long-ago', 'some') then s.late_on
            when s.what = 'no-bill' and s.bill_state is not 'broken' then s.released_on end as since
  from seen s;
