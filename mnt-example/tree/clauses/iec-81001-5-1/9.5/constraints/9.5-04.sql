-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-4 v1: changes are reviewed for their impact.
--
-- A member is every change in a release that is out by the day judged for.
--
-- met      texts on safety, security and effectiveness; a reviewer who is not
--          the author; reviewed, and recorded as it is, on or before the day
--          of release; a risk file or a reason for none; an answer whether the
--          change is significant
-- partly   one of these lacks
-- not-met  none of the three texts: no review; or the risk file is broken
with member as materialized (
	select c.*, r.product, r.released_on
	  from change c
	  join judged j
	  left join release_now r on r.id = c.release
	 where r.released_on <= j.as_of
	    or (c.defect is not null and c.release is not null and r.id is null)
	    or c.defect like '/release:%' or c.defect like '/:%'
),
-- What this rule reads of a change, version by version, and the day since
-- which it has been as it is now.
reading as materialized (
	select h.id, h.seq, h.learned_on,
	       case when not h.withdrawn then json_array(h.release, h.author_key, h.impact_safety, h.impact_security,
	                  h.impact_effectiveness, h.impact_reviewer_key, h.impact_reviewed_on,
	                  h.impact_risk_file, h.impact_risk_reason,
	                  h.impact_significant_change) end as text
	  from change_history h
	 where h.id in (select id from member)
),
settled as materialized (
	select id, max(learned_on) as since_on
	  from (select id, learned_on, text, lag(text) over (partition by id order by seq) as before
	          from reading)
	 where text is not before
	 group by id
),
seen as materialized (
	select m.*, p.state as risk_state, p.why as risk_why,
	       (m.impact_safety is not null) + (m.impact_security is not null)
	       + (m.impact_effectiveness is not null) as texts,
	       case when m.impact_safety is null then ', no text on safety' else '' end
	       || case when m.impact_security is null then ', no text on security' else '' end
	       || case when m.impact_effectiveness is null then ', no text on effectiveness' else '' end
	       || case when m.impact_reviewer is null then ', no reviewer'
	               when m.impact_reviewer_key = m.author_key then ', reviewed by its author' else '' end
	       || case when m.impact_reviewed_on is null then ', no day of review'
	               when m.impact_reviewed_on > m.released_on
	               then printf(', reviewed on %s, after the release of %s', m.impact_reviewed_on, m.released_on)
	               when s.since_on > m.released_on
	               then printf(', recorded as it is on %s, after the release of %s', s.since_on, m.released_on)
	               else '' end
	       || case when coalesce(p.state, '') <> 'whole' and m.impact_risk_reason is null
	               then ', no risk file and no reason for none' else '' end
	       || case when m.impact_significant_change is null
	               then ', no answer whether it is significant' else '' end as lacks
	  from member m
	  left join settled s on s.id = m.id
	  left join proof p on p.document = m.impact_risk_file
)
select s.id,
       case when s.defect is not null then 'unknown'
            when s.texts = 0 or s.risk_state = 'broken' then 'not-met'
            when s.lacks <> '' then 'partly'
            else 'met' end as verdict,
       case when s.defect is not null then printf('defective: %s', s.defect)
            when s.texts = 0 then printf('in release %s of %s without a review of its impact', s.release, s.released_on)
            when s.risk_state = 'broken' then printf('the risk file is broken evidence: %s', s.risk_why)
            else printf('reviewed%s%s%s', coalesce(' by ' || s.impact_reviewer, ''),
                        coalesce(' on ' || s.impact_reviewed_on, ''), s.lacks)
            end as why,
       null as until, s.product, s.id as record, 'change' as type,
       case when s.defect is null and (s.texts = 0 or (s.risk_state is not 'broken' and s.lacks <> ''))
            then s.released_on end as since
  from seen s;

-- Reported: reviews entered long after the day they name.
select e.id, printf('late: reviewed on %s, recorded on %s', e.reviewed_on, e.recorded_on) as what, e.product
  from (select c.id, r.product, c.impact_reviewed_on as reviewed_on, p.value as late_days,
               (select min(h.from_on) from change_history h
                 where h.id = c.id and h.impact_reviewed_on = c.impact_reviewed_on) as recorded_on
          from change c
          join release_now r on r.id = c.release
          join policy_now p on p.product = r.product and p.field = 'late_days'
         where c.recorded_on > date(c.impact_reviewed_on, p.value || ' days')) e
 where e.recorded_on > date(e.reviewed_on, e.late_days || ' days');
