-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-2 v1: for each confirmed issue it is decided whether it is disclosed.
--
-- A member is every issue identified by the day judged for that is confirmed
-- (resolved, accepted, closed); one rejected with a reason is not-applicable.
-- Duplicates are members of 9.5-1 only.
--
-- met      a decision with impact, residual risk, score or level, by, on
--          within decide_days of confirmation. To disclose: the advisory is
--          published, and the issue has description, severity, affected
--          releases and a resolution. Not to, or to defer: a reason. To
--          defer: until a day that is not past
-- partly   one of these lacks, or the first decision was late
-- not-met  no decision and the term is over; the day deferred to is past; the
--          document of the route is broken evidence
-- unknown  no decision and the term runs
--
-- A resolution is a release with the fix, an update that fixes the issue, or
-- a route with a document. decide_days is the policy's on the day of
-- confirmation.
with member as materialized (
	select s.id, s.product, s.defect, s.state, s.confirmed_on, s.score,
	       s.severity_level, i.description,
	       i.disclosure_decision as decision, i.disclosure_until as until_day,
	       i.disclosure_impact as impact, i.disclosure_residual_risk as residual_risk,
	       i.disclosure_by as by_whom, i.disclosure_on as on_day,
	       i.disclosure_reason as reason,
	       i.disclosure_advisory_published_on as published_on,
	       coalesce(f.on_day, i.disclosure_on) as first_on,
	       date(s.confirmed_on, t.value || ' days') as last_day,
	       exists (select 1 from issue_affected a where a.id = s.id) as affected,
	       exists (select 1 from issue_fixed_in x where x.id = s.id)
	               or exists (select 1 from fixing x where x.issue = s.id)
	               or coalesce(p.state = 'whole', 0) as resolution,
	       case when p.state = 'broken' then p.why end as broken
	  from standing s
	  join judged j
	  join issue i on i.id = s.id
	  left join first_decision f on f.id = s.id
	  left join proof p on p.document = i.route_document
	  left join policy_term t
	    on t.product = s.product and t.field = 'decide_days'
	   and t.from_day <= s.confirmed_on and s.confirmed_on < t.to_day
	 where s.duplicate_of is null
	   and (s.identified_on <= j.as_of or s.defect is not null)
	   and (coalesce(s.state, '') <> 'new' or s.defect like '%/state%')
),
seen as materialized (
	select m.*,
	       case when m.decision = 'disclose' and m.published_on is null
	            then ', the advisory is not published'
	            when m.decision = 'disclose' and m.published_on > j.as_of
	            then printf(', the advisory is published on %s only', m.published_on)
	            else '' end
	       || case when m.decision = 'disclose' and m.description is null then ', no description' else '' end
	       || case when m.decision = 'disclose' and not m.affected then ', no affected releases' else '' end
	       || case when m.decision = 'disclose' and not m.resolution then ', no resolution' else '' end
	       || case when m.decision in ('no', 'defer') and m.reason is null then ', no reason' else '' end
	       || case when m.decision = 'defer' and m.until_day is null then ', deferred without end' else '' end
	       || case when m.impact is null then ', no impact' else '' end
	       || case when m.residual_risk is null then ', no residual risk' else '' end
	       || case when m.score is null and m.severity_level is null then ', no score or level' else '' end
	       || case when m.by_whom is null then ', nobody named who decided' else '' end
	       || case when m.on_day is null then ', no day' else '' end
	       || case when m.first_on > m.last_day
	               then printf(', first decided on %s, after the term ended on %s', m.first_on, m.last_day)
	               else '' end as lacks
	  from member m
	  join judged j
)
select s.id,
       case when s.defect is not null then 'unknown'
            when s.state = 'rejected' then 'not-applicable'
            when s.decision is null and j.as_of <= s.last_day then 'unknown'
            when s.decision is null then 'not-met'
            when s.decision = 'defer' and s.until_day < j.as_of then 'not-met'
            when s.decision = 'disclose' and s.broken is not null then 'not-met'
            when s.lacks <> '' then 'partly'
            else 'met' end as verdict,
       case when s.defect is not null then printf('defective: %s', s.defect)
            when s.state = 'rejected' then 'rejected, there is nothing to disclose'
            when s.decision is null and j.as_of <= s.last_day
            then printf('confirmed on %s, not yet decided; the term ends on %s', s.confirmed_on, s.last_day)
            when s.decision is null
            then printf('confirmed on %s, not decided, and the term ended on %s', s.confirmed_on, s.last_day)
            when s.decision = 'defer' and s.until_day < j.as_of
            then printf('deferred until %s, which is past', s.until_day)
            when s.decision = 'disclose' and s.broken is not null
            then printf('the document of its route is broken evidence: %s', s.broken)
            else printf('decided%s%s: %s%s', coalesce(' by ' || s.by_whom, ''), coalesce(' on ' || s.on_day, ''),
                        case s.decision when 'no' then 'not to disclose'
                             when 'defer' then printf('to defer%s', coalesce(' until ' || s.until_day, ''))
                             else printf('to disclose%s', coalesce(', advisory of ' || s.published_on, '')) end,
                        s.lacks)
            end as why,
       case when s.defect is null and s.state <> 'rejected' and s.decision is null
                 and j.as_of <= s.last_day
            then s.last_day end as until,
       s.product, s.id as record, 'issue' as type,
       case when s.defect is not null or s.state = 'rejected' then null
            when s.decision is null then case when j.as_of > s.last_day then date(s.last_day, '1 day') end
            when s.decision = 'disclose' and s.broken is not null then null
            when s.decision = 'defer' and s.until_day < j.as_of then date(s.until_day, '1 day')
            when s.first_on > s.last_day then date(s.last_day, '1 day')
            when s.lacks <> '' then coalesce(s.on_day, s.confirmed_on) end as since
  from seen s
  join judged j
union all
select w.id, 'unknown', printf('withdrawn on %s while %s', w.withdrawn_on, w.state), null,
       w.product, w.id, 'issue', w.withdrawn_on
  from withdrawn_issue w
 where w.state <> 'new' and w.duplicate_of is null;

-- Reported: decisions entered long after the day they name, and reasons that
-- stand word for word in more issues than max_same.
with said as materialized (
	select id, product, reason from issue_reason where what = 'disclosure'
)
select e.id, printf('late: decided on %s, recorded on %s', e.decided_on, e.recorded_on) as what, e.product
  from (select i.id, i.product, i.disclosure_on as decided_on, p.value as late_days,
               (select min(h.from_on) from issue_history h
                 where h.id = i.id and h.disclosure_on = i.disclosure_on) as recorded_on
          from issue i join policy_now p on p.product = i.product and p.field = 'late_days'
         where i.recorded_on > date(i.disclosure_on, p.value || ' days')) e
 where e.recorded_on > date(e.decided_on, e.late_days || ' days')
union all
select b.id, 'the reason for its disclosure decision stands word for word in more than max_same issues', b.product
  from (select product, reason, count(*) as same from said group by product, reason) o
  join policy_now p on p.product = o.product and p.field = 'max_same'
  join said b on b.product = o.product and b.reason = o.reason
 where o.same > p.value;
