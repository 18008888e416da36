-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-1 v1: security-related issues are addressed.
--
-- A member is every issue identified by the day judged for. A duplicate takes
-- the verdict of the end of its chain; a chain that ends nowhere, or in a
-- circle, is not-met. One that ends in an issue withdrawn while open is as
-- unknown as that.
--
-- met      closed with a passing verification (by, on, evidence); or accepted
--          with residual risk, criterion and approver, not expired; or
--          rejected with a reason
-- partly   closed without a whole verification; closed by way of resolution
--          and not every affected release in support has the fix; closed
--          without a way and only some have it; accepted by its own owner
-- not-met  open after sla_days from identification; open without owner, or
--          still new, after triage_days; verification failed, or its evidence
--          is broken
-- unknown  open inside its terms; or withdrawn without an end
--
-- sla_days follows the level as of the day judged for; both terms are those
-- of the policy on the day of identification.
with verified as materialized (
	select v.id, sum(p.state = 'whole') as whole,
	       max(case when p.state = 'broken' then p.why end) as broken
	  from standing s
	 cross join issue_verification_evidence v on v.id = s.id
	  join proof p on p.document = v.value
	 group by v.id
),
routed as materialized (
	select id, max(value = 'resolution') as resolution
	  from issue_route_way group by id
),
served as materialized (
	select issue, sum(served) as served, count(*) as releases
	  from affected_release group by issue
),
member as materialized (
	select s.*, i.verification_by, i.verification_on, i.verification_result,
	       i.acceptance_by, i.acceptance_by_key, i.acceptance_on, i.acceptance_expires_on,
	       case when s.said = 'accepted' and i.acceptance_by is not null
	                 and i.acceptance_residual_risk is not null
	                 and i.acceptance_criterion is not null
	            then i.acceptance_expires_on end as held_until,
	       i.rejected_reason, i.closed_on,
	       coalesce(v.whole, 0) > 0 as evidenced, v.broken,
	       date(s.identified_on, sla.value || ' days') as sla_end,
	       date(s.identified_on, triage.value || ' days') as triage_end,
	       case when r.resolution = 0 then null
	            when exists (select 1 from fixing f where f.issue = s.id)
	            then case when a.served < a.releases and (r.resolution or a.served > 0)
	                      then printf('the fix is for %d of %d affected releases in support', a.served, a.releases) end
	            when r.resolution
	                 and not exists (select 1 from issue_fixed_in x where x.id = s.id)
	            then 'no release and no update with the fix is named' end as unfixed
	  from standing s
	  join judged j
	  join issue i on i.id = s.id
	  left join verified v on v.id = s.id
	  left join routed r on r.id = s.id
	  left join served a on a.issue = s.id
	  left join policy_term sla
	    on sla.product = s.product and sla.field = 'sla_days.' || s.terms
	   and sla.from_day <= s.identified_on and s.identified_on < sla.to_day
	  left join policy_term triage
	    on triage.product = s.product and triage.field = 'triage_days'
	   and triage.from_day <= s.identified_on and s.identified_on < triage.to_day
	 where s.duplicate_of is null
	   and (s.identified_on <= j.as_of or s.defect is not null)
),
seen as materialized (
	select m.*,
	       case when m.defect is not null then 'defective'
	            when m.state in ('closed', 'resolved') and m.verification_result = 'fail' then 'failed'
	            when m.state in ('closed', 'resolved') and m.broken is not null then 'broken'
	            when m.state = 'closed' and not (coalesce(m.verification_result, '') = 'pass'
	                 and m.verification_by is not null and m.verification_on is not null
	                 and m.evidenced) then 'unverified'
	            when m.state = 'closed' and m.unfixed is not null then 'unfixed'
	            when m.state in ('closed', 'rejected') then m.state
	            when m.state = 'accepted' and m.acceptance_by_key = m.owner_key then 'own-approver'
	            when m.state = 'accepted' then 'accepted'
	            when j.as_of > m.sla_end then 'over'
	            when j.as_of > m.triage_end and m.owner is null then 'no-owner'
	            when j.as_of > m.triage_end and m.state = 'new' then 'still-new'
	            else 'open' end as what,
	       case when m.owner is null or m.state = 'new'
	            then min(m.sla_end, max(m.triage_end, j.as_of))
	            else m.sla_end end as until,
	       -- The last day before it failed: an acceptance held until it expired.
	       max(coalesce(m.held_until, ''),
	           case when m.owner is null or m.state = 'new'
	                then min(m.sla_end, m.triage_end) else m.sla_end end) as last_day
	  from member m
	  join judged j
),
verdict as materialized (
	select s.id, s.product, s.what,
	       case when s.what in ('closed', 'accepted', 'rejected') then 'met'
	            when s.what in ('unverified', 'unfixed', 'own-approver') then 'partly'
	            when s.what in ('open', 'defective') then 'unknown'
	            else 'not-met' end as verdict,
	       case s.what
	            when 'defective' then printf('defective: %s', s.defect)
	            when 'failed' then printf('%s, though its verification failed%s', s.state, coalesce(' on ' || s.verification_on, ''))
	            when 'broken' then printf('the evidence of its verification is broken: %s', s.broken)
	            when 'unverified' then 'closed without a whole verification:'
	                 || case when s.verification_result is null then ' no result' else '' end
	                 || case when s.verification_by is null then ' no verifier' else '' end
	                 || case when s.verification_on is null then ' no day' else '' end
	                 || case when not s.evidenced then ' no evidence' else '' end
	            when 'unfixed' then printf('closed, but %s', s.unfixed)
	            when 'closed' then printf('closed%s, verified by %s on %s', coalesce(' on ' || s.closed_on, ''), s.verification_by, s.verification_on)
	            when 'rejected' then printf('rejected: %s', s.rejected_reason)
	            when 'own-approver' then printf('accepted by %s, who owns the issue', s.acceptance_by)
	            when 'accepted' then printf('accepted by %s%s', s.acceptance_by, coalesce(', until ' || s.acceptance_expires_on, ''))
	            when 'over' then printf('%s since %s, level %s, and its term ended on %s',
	                 case s.said when 'accepted' then 'accepted without a whole and current acceptance, open'
	                             when 'rejected' then 'rejected without a reason, open' else 'open' end,
	                 s.identified_on, s.level, s.sla_end)
	            when 'no-owner' then printf('without owner, and the time to triage ended on %s', s.triage_end)
	            when 'still-new' then printf('%s, and the time to triage ended on %s',
	                 case s.said when 'rejected' then 'rejected without a reason, so still new' else 'still new' end, s.triage_end)
	            else printf('open since %s, level %s; its term ends on %s', s.identified_on, s.level, s.until)
	            end as why,
	       case s.what when 'open' then s.until end as until,
	       case when s.what in ('over', 'no-owner', 'still-new') then date(s.last_day, '1 day')
	            when s.what = 'failed' then coalesce(s.verification_on, s.closed_on)
	            when s.what in ('unverified', 'unfixed')
	            then coalesce(s.closed_on, (select min(v.from_on) from issue_version v
	                                         where v.id = s.id and v.said = 'closed'))
	            when s.what = 'own-approver' then s.acceptance_on end as since
	  from seen s
	union all
	select w.id, w.product, 'withdrawn', 'unknown',
	       printf('withdrawn on %s while %s', w.withdrawn_on, coalesce(w.state, 'without a state')), null, w.withdrawn_on
	  from withdrawn_issue w, judged j
	 where coalesce(w.identified_on, j.as_of) <= j.as_of
),
-- Files among the issues that can be none: their name is not their id.
misnamed as materialized (
	select replace(replace(path, rtrim(path, replace(path, '/', '')), ''),
	               '.json', '') as id, defect
	  from defective
	 where path like 'records/issue/%.json'
	   and defect not like '%no other file has%'
),
-- From each end back to the issues that repeat it.
chain (id, last) as (
	select id, id from standing where duplicate_of is null
	union all
	select id, id from withdrawn_issue where duplicate_of is null
	union all
	select s.id, c.last from chain c join standing s on s.duplicate_of = c.id
)
select v.id, v.verdict, v.why, v.until, v.product, v.id as record, 'issue' as type, v.since
  from verdict v
union all
select m.id, 'unknown', printf('defective: %s', m.defect), null, null, null, null, null
  from misnamed m
 where m.id not in (select id from standing)
   and m.id not in (select id from withdrawn_issue)
union all
select s.id,
       case when c.id is null then 'not-met' when s.defect is not null then 'unknown'
            else coalesce(v.verdict, 'unknown') end,
       case when c.id is null
            then printf('duplicate of %s, a chain that ends nowhere', s.duplicate_of)
            when s.defect is not null then printf('defective: %s', s.defect)
            else printf('duplicate of %s: %s', c.last, coalesce(v.why, 'which was identified later')) end,
       case when s.defect is null then v.until end, s.product, s.id, 'issue',
       case when c.id is null then s.identified_on when s.defect is null then v.since end
  from standing s
  join judged j
  left join chain c on c.id = s.id
  left join verdict v on v.id = c.last
 where s.duplicate_of is not null
   and (s.identified_on <= j.as_of or s.defect is not null);

-- Reported: ends after the term, levels lowered or against the score, entries
-- made late, a reason given too often.
with term as materialized (
	select s.id, s.product, s.state,
	       date(s.identified_on, sla.value || ' days') as sla_end,
	       coalesce(i.closed_on, i.acceptance_on,
	                (select min(v.from_on) from issue_version v
	                  where v.id = s.id and v.said = s.state
	                    and v.seq > coalesce((select max(x.seq) from issue_version x
	                                           where x.id = s.id and x.said <> s.state), -1))) as ended_on
	  from standing s
	  join issue i on i.id = s.id
	  join policy_term sla
	    on sla.product = s.product and sla.field = 'sla_days.' || s.terms
	   and sla.from_day <= s.identified_on and s.identified_on < sla.to_day
	 where s.state in ('closed', 'accepted', 'rejected') and +s.duplicate_of is null
),
-- Where the record came long after one of the days that it names.
entered as materialized (
	select i.id, i.product, i.verification_on, i.acceptance_on, i.closed_on, p.value as late_days
	  from issue i join policy_now p on p.product = i.product and p.field = 'late_days'
	 where i.recorded_on > date(min(coalesce(i.verification_on, '9999-12-31'),
	                                coalesce(i.acceptance_on, '9999-12-31'),
	                                coalesce(i.closed_on, '9999-12-31')), p.value || ' days')
),
said as materialized (
	select id, product, reason from issue_reason where what = 'rejection'
)
select t.id, printf('%s on %s, after its term ended on %s', t.state, t.ended_on, t.sla_end) as what, t.product
  from term t
 where t.ended_on > t.sla_end
union all
select v.id, printf('level lowered on %s, from %s to %s', v.from_on, b.level, v.level), v.product
  from issue_version v
  join issue_version b
    on b.id = v.id
   and b.seq = (select max(x.seq) from issue_version x
                 where x.id = v.id and x.seq < v.seq and x.withdrawn = 0)
 where v.withdrawn = 0 and v.id in (select id from standing)
   and instr('none low medium high critical', v.level) < instr('none low medium high critical', b.level)
union all
select s.id, printf('level %s contradicts the score %.1f', s.severity_level, s.score), s.product
  from standing s
 where s.severity_level is not null and s.score is not null
   and s.severity_level <> case when s.score < 0.1 then 'none' when s.score < 4.0 then 'low'
                                when s.score < 7.0 then 'medium' when s.score < 9.0 then 'high'
                                else 'critical' end
union all
select s.id, printf('late: identified on %s, recorded on %s', s.identified_on, s.first_on), s.product
  from standing s
  join policy_now p on p.product = s.product and p.field = 'late_days'
 where s.first_on > date(s.identified_on, p.value || ' days')
union all
select e.id, printf('late: %s on %s, recorded on %s', e.what, e.on_day, e.recorded_on), e.product
  from (select i.id, i.product, 'verified' as what, i.verification_on as on_day, i.late_days,
               (select min(h.from_on) from issue_history h
                 where h.id = i.id and h.verification_on = i.verification_on) as recorded_on
          from entered i
        union all
        select i.id, i.product, 'accepted', i.acceptance_on, i.late_days,
               (select min(h.from_on) from issue_history h
                 where h.id = i.id and h.acceptance_on = i.acceptance_on)
          from entered i
        union all
        select i.id, i.product, 'closed', i.closed_on, i.late_days,
               (select min(h.from_on) from issue_history h
                 where h.id = i.id and h.closed_on = i.closed_on)
          from entered i) e
 where e.recorded_on > date(e.on_day, e.late_days || ' days')
union all
select b.id, 'the reason for its rejection stands word for word in more than max_same issues', b.product
  from (select product, reason, count(*) as same from said group by product, reason) o
  join policy_now p on p.product = o.product and p.field = 'max_same'
  join said b on b.product = o.product and b.reason = o.reason
 where o.same > p.value;
