-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-7 v1: open issues are reviewed at each release.
--
-- A member is every release out by the day judged for, and every span of
-- more than max_review_days without a review of the product's open issues;
-- neither before the day that the policy names as process_since.
--
-- met      an open_issues review for that release, held on or before it, and
--          within window_days before it or since the previous release; at
--          least two attendees with roles; minutes; exactly the issues that
--          were open on that day, each with decision and rationale; recorded
--          by the release
-- partly   no critical or high issue and under a tenth of the others missing;
--          recorded after the release; attendees, minutes, decisions,
--          rationales or the list of issues lack
-- not-met  no such review; a critical or high issue or a tenth of the others
--          missing; minutes that are broken; a span too long
--
-- Open on the day of the review are issues of the product identified and
-- recorded by then, no duplicates, whose version of that day's end was new,
-- confirmed, resolved, accepted, or rejected without a reason. Levels are
-- those of that version. Of several reviews the best counts.
with since as materialized (
	select product, value as day from policy_now
	 where field = 'process_since' and value is not null
),
released as materialized (
	select r.id, r.product, r.released_on, r.defect,
	       (select max(o.released_on) from release o
	         where o.product = r.product and o.released_on < r.released_on) as previous_on,
	       date(r.released_on, '-' || t.value || ' days') as window_from
	  from release r
	  join judged j
	  left join policy_term t
	    on t.product = r.product and t.field = 'window_days'
	   and t.from_day <= r.released_on and r.released_on < t.to_day
	  left join since s on s.product = r.product
	 where (r.released_on <= j.as_of or (r.released_on is null and (r.defect like '%/released_on%' or r.defect like '/:%')))
	   and (r.released_on is null or s.day is null or r.released_on >= s.day)
),
review_open as materialized (
	select v.id, v.version, v.product, v.release, v.held_on, v.minutes, v.issues_listed
	  from review v
	  join judged j
	 where v.kind = 'open_issues' and v.defect is null and v.held_on <= j.as_of
),
-- Everything that this rule reads of a review, version by version, and the
-- day since which it has been as it is now.
reading as materialized (
	select h.id, h.seq, h.learned_on,
	       case when not h.withdrawn then json_array(h.kind, h.product, h.release, h.held_on, h.minutes, h.issues_listed,
	        (select json_group_array(json_array(a.value, a.value_role))
	           from (select value, value_role from review_attendees_history x
	                  where x.version = h.version order by x.n) a),
	        (select json_group_array(json_array(i.issue, i.decision, i.rationale))
	           from (select issue, decision, rationale from reviewed_history x
	                  where x.version = h.version order by x.n) i)) end as text
	  from review_history h
	 where h.id in (select id from review_open)
),
settled as materialized (
	select id, max(learned_on) as since_on
	  from (select id, learned_on, text, lag(text) over (partition by id order by seq) as before
	          from reading)
	 where text is not before
	 group by id
),
candidate as materialized (
	select r.id as release, v.id as review, v.version, v.product, v.held_on, v.minutes,
	       v.issues_listed, r.released_on, s.since_on
	  from released r
	  join review_open v
	    on v.release = r.id and v.product = r.product
	   and v.held_on <= r.released_on
	   and (v.held_on >= r.window_from or v.held_on >= r.previous_on)
	  left join settled s on s.id = v.id
	 where r.defect is null
),
listed as materialized (
	select l.version, l.issue,
	       max(l.decision is null or l.rationale is null) as wordless
	  from (select distinct version from candidate) c
	  join reviewed l on l.version = c.version
	 group by l.version, l.issue
),
open_issue as materialized (
	select c.review, i.id, i.level in ('critical', 'high') as grave,
	       l.issue is null as missing, coalesce(l.wordless, 0) as wordless
	  from candidate c
	  join issue_version i
	    on i.product = c.product and i.withdrawn = 0
	   and i.state in ('new', 'confirmed', 'resolved', 'accepted')
	   and i.duplicate_of is null and i.identified_on <= c.held_on
	   and i.from_on <= c.held_on and coalesce(i.to_on, '9999-12-31') > c.held_on
	  left join listed l
	    on l.version = c.version and l.issue = i.id
),
counted as materialized (
	select review, count(*) as n_open,
	       sum(grave and missing) as grave_missing, sum(not grave) as others,
	       sum(missing and not grave) as others_missing, sum(wordless) as wordless,
	       min(case when grave and missing then id end) as first_grave,
	       min(case when missing then id end) as first_missing
	  from open_issue group by review
),
-- What each review that may count lacks.
held as materialized (
	select c.*, coalesce(o.n_open, 0) as n_open,
	       p.state as minutes_state, p.why as minutes_why,
	       c.issues_listed and coalesce(o.grave_missing, 0) > 0 as misses_grave, o.first_grave, o.first_missing,
	       c.issues_listed and coalesce(o.others_missing, 0) > 0
	               and o.others_missing * 10 >= o.others as misses_tenth,
	       coalesce(o.others_missing, 0) as others_missing,
	       (select count(distinct a.value_key) from review_attendees a
	         where a.id = c.review and a.value is not null and a.value_role is not null) as attendees,
	       coalesce(o.wordless, 0) as wordless,
	       c.since_on > c.released_on as late
	  from candidate c
	  left join counted o on o.review = c.review
	  left join proof p on p.document = c.minutes
),
ranked as materialized (
	select h.*,
	       case when minutes_state = 'broken' or misses_grave or misses_tenth then 0
	            when late or attendees < 2 or coalesce(minutes_state, '') <> 'whole'
	                 or issues_listed is not 1 or others_missing > 0 or wordless > 0 then 1
	            else 2 end as rank
	  from held h
),
best as materialized (
	select r.*, row_number() over (partition by r.release
	                               order by r.rank desc, r.held_on desc, r.review) as place
	  from ranked r
),
-- Spans without a review: from the first release to the first review, between
-- reviews, from the last to the day judged for or the end of support.
bounds as materialized (
	select p.id as product, min(r.released_on) as first_on,
	       min(coalesce(p.supported_until, j.as_of), j.as_of) as end_on
	  from product p
	  join judged j
	  join release r on r.product = p.id and r.released_on <= j.as_of
	 group by p.id
),
review_day as materialized (
	select distinct v.product, v.held_on as day from review_open v
),
mark as materialized (
	select product, day from review_day
	union
	select b.product, b.end_on from bounds b
	union
	select b.product, b.first_on from bounds b
	 where not exists (select 1 from review_day d
	                    where d.product = b.product and d.day < b.first_on)
),
span as materialized (
	select m.product, max(m.day, coalesce(s.day, m.day)) as from_day,
	       min(lead(m.day) over (partition by m.product order by m.day), b.end_on) as to_day
	  from mark m
	  join bounds b on b.product = m.product
	  left join since s on s.product = m.product
),
too_long as materialized (
	select s.*, t.value as days
	  from span s
	  join policy_term t
	    on t.product = s.product and t.field = 'max_review_days'
	   and t.from_day <= s.from_day and s.from_day < t.to_day
	 where s.to_day > date(s.from_day, t.value || ' days')
)
select r.id,
       case when r.defect is not null then 'unknown'
            when b.rank = 2 then 'met' when b.rank = 1 then 'partly'
            else 'not-met' end as verdict,
       case when r.defect is not null then printf('defective: %s', r.defect)
            when b.review is null
            then printf('released on %s without a review of its open issues%s', r.released_on,
                 case when d.id is null then ''
                      else printf('; review %s is defective: %s', d.id, d.defect) end)
            when b.minutes_state = 'broken'
            then printf('the minutes of review %s are broken evidence: %s', b.review, b.minutes_why)
            when b.misses_grave
            then printf('review %s of %s misses %s, a critical or high issue open on that day', b.review, b.held_on, b.first_grave)
            when b.misses_tenth
            then printf('review %s of %s misses %d of the issues open on that day, a tenth or more of those below high; the first is %s',
                        b.review, b.held_on, b.others_missing, b.first_missing)
            when b.rank = 2
            then printf('review %s of %s by %d attendees lists exactly the %d issues open on that day', b.review, b.held_on, b.attendees, b.n_open)
            else printf('review %s of %s', b.review, b.held_on)
                 || case when b.late then printf(' was recorded as it is on %s, after the release of %s', b.since_on, b.released_on) else '' end
                 || case when b.attendees < 2 then ' names fewer than two attendees with roles' else '' end
                 || case when coalesce(b.minutes_state, '') <> 'whole' then ' has no minutes' else '' end
                 || case when b.issues_listed is not 1 then ' has no list of issues'
                         when b.others_missing > 0
                         then printf(' misses %d of the open issues, the first is %s', b.others_missing, b.first_missing)
                         else '' end
                 || case when b.wordless > 0 then printf(' lacks decision or rationale on %d issues', b.wordless) else '' end
            end as why,
       null as until, r.product, r.id as record, 'release' as type,
       case when r.defect is null and b.rank is not 2
                 and b.minutes_state is not 'broken' then r.released_on end as since
  from released r
  left join best b on b.release = r.id and b.place = 1
  left join (select release, min(id) as id, defect from review
              where kind = 'open_issues' and defect is not null group by release) d
    on d.release = r.id
union all
select printf('%s:%s..%s', t.product, t.from_day, t.to_day), 'not-met',
       printf('no review of open issues from %s to %s, more than %d days', t.from_day, t.to_day, t.days),
       null, t.product, t.product, 'product', date(t.from_day, (t.days + 1) || ' days')
  from too_long t;

-- Reported: what was listed though not open, releases before the process,
-- levels lowered, reviews entered late, a rationale given too often.
select l.issue as id, printf('listed by review %s of %s, but not open on that day', v.id, v.held_on) as what, v.product
  from review v
  join reviewed l on l.version = v.version
 where v.kind = 'open_issues' and v.defect is null and l.issue is not null
   and not exists (select 1 from issue_version i
                    where i.id = l.issue and +i.product = v.product and i.withdrawn = 0
                      and +i.state in ('new', 'confirmed', 'resolved', 'accepted')
                      and i.duplicate_of is null and i.identified_on <= v.held_on
                      and i.from_on <= v.held_on and coalesce(i.to_on, '9999-12-31') > v.held_on)
union all
select r.id, printf('released on %s, before the process of %s%s', r.released_on, p.value,
                    coalesce(', set by ' || q.by, '')
                    || coalesce(' on ' || q.recorded_on, '')), r.product
  from release r
  join judged j
  join policy_now p on p.product = r.product and p.field = 'process_since'
  left join policy q
    on q.id = (select s.id from policy_said s
                where s.field = 'process_since' and s.value = p.value
                  and coalesce(s.product, r.product) = r.product
                order by s.product is null, s.starts desc limit 1)
 where r.released_on < p.value and r.released_on <= j.as_of
union all
select v.id, printf('level lowered on %s, from %s to %s', v.from_on, b.level, v.level), s.product
  from issue_version v
  join issue_version b
    on b.id = v.id
   and b.seq = (select max(x.seq) from issue_version x
                 where x.id = v.id and x.seq < v.seq and x.withdrawn = 0)
  join standing s on s.id = v.id
 where v.withdrawn = 0
   and instr('none low medium high critical', v.level) < instr('none low medium high critical', b.level)
union all
select v.id, printf('late: held on %s, recorded on %s', v.held_on, v.first_on), v.product
  from review v
  join policy_now p on p.product = v.product and p.field = 'late_days'
 where v.kind = 'open_issues' and v.defect is null
   and v.first_on > date(v.held_on, p.value || ' days')
union all
select b.review, printf('one rationale stands word for word on %d issues, more than max_same', b.same), b.product
  from (select min(v.id) as review, v.product, count(distinct l.issue) as same
          from review v
          join reviewed l on l.version = v.version
         where v.kind = 'open_issues' and v.defect is null and l.rationale is not null
         group by v.product, l.rationale) b
  join policy_now p on p.product = b.product and p.field = 'max_same'
 where b.same > p.value;
