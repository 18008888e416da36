-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-3 v1: for each confirmed issue the way to deal with it is decided.
--
-- A member is every issue that is confirmed, resolved or closed; one with a
-- whole and current acceptance, whatever its state, is not-applicable.
--
-- met      a route with way, reason, by, on no later than the first change;
--          by environment: an approved document and a notification that names
--          the issue; by resolution: a change
-- partly   one of these lacks; decided after the first change
-- not-met  no route after decide_days; or the document is broken evidence
-- unknown  no route and the term runs; by resolution without a change while
--          the issue is inside its sla_days, whatever else lacks
with way as materialized (
	select id, max(value = 'resolution') as resolution, max(value = 'environment') as environment
	  from issue_route_way group by id
),
made as materialized (
	select c.issue, min(c.made_on) as first_on, count(*) as changes
	  from (select ci.value as issue, coalesce(c.made_on, c.first_on) as made_on
	          from change_issues ci join change c on c.id = ci.id
	         where c.defect is null
	        union
	        select i.id, coalesce(c.made_on, c.first_on)
	          from change c cross join issue i on i.route_change = c.id
	         where c.defect is null) c
	 group by c.issue
),
told as materialized (
	select distinct ni.value as issue
	  from notification_issues ni
	  join notification n on n.id = ni.id
	  join judged j
	 where n.defect is null and n.sent_on <= j.as_of
),
routing as materialized (
	select i.id as issue, d.id, d.state, d.author_key, d.approved_by_key
	  from issue i
	 cross join document d on d.id = i.route_document
),
member as materialized (
	select s.id, s.product, s.defect, s.state, s.confirmed_on, w.id is not null as routed,
	       case when s.said = 'accepted' and i.acceptance_by is not null
	                 and i.acceptance_residual_risk is not null
	                 and i.acceptance_criterion is not null
	            then i.acceptance_expires_on end as held_until,
	       i.route_reason as reason, i.route_by as by_whom, i.route_on as on_day,
	       i.acceptance_residual_risk is not null and i.acceptance_criterion is not null
	       and i.acceptance_by is not null
	       and coalesce(i.acceptance_expires_on, j.as_of) >= j.as_of as accepted,
	       w.resolution, w.environment, m.first_on as changed_on, coalesce(m.changes, 0) as changes,
	       d.id as document, d.state as document_state, p.state as proof_state, p.why as proof_why,
	       d.author_key, d.approved_by_key, t.issue is not null as told,
	       date(s.confirmed_on, decide.value || ' days') as decide_end,
	       date(s.identified_on, sla.value || ' days') as sla_end
	  from standing s
	  join judged j
	  join issue i on i.id = s.id
	  left join way w on w.id = s.id
	  left join made m on m.issue = s.id
	  left join routing d on d.issue = s.id
	  left join proof p on p.document = d.id
	  left join told t on t.issue = s.id
	  left join policy_term decide
	    on decide.product = s.product and decide.field = 'decide_days'
	   and decide.from_day <= s.confirmed_on and s.confirmed_on < decide.to_day
	  left join policy_term sla
	    on sla.product = s.product and sla.field = 'sla_days.' || s.terms
	   and sla.from_day <= s.identified_on and s.identified_on < sla.to_day
	 where s.duplicate_of is null
	   and (s.identified_on <= j.as_of or s.defect is not null)
	   and (s.state in ('confirmed', 'resolved', 'accepted', 'closed')
	        or (s.state is null and s.defect is not null))
),
seen as materialized (
	select m.*,
	       case when m.reason is null then ', no reason' else '' end
	       || case when m.by_whom is null then ', nobody named who decided' else '' end
	       || case when m.on_day is null then ', no day' else '' end
	       || case when m.on_day > m.changed_on
	               then printf(', decided after the first change of %s', m.changed_on) else '' end
	       || case when m.environment and m.document is null then ', no document on the environment' else '' end
	       || case when m.environment and m.document is not null and m.proof_state = 'missing'
	               then printf(', %s', m.proof_why) else '' end
	       || case when m.environment and m.document is not null and m.document_state is not 'approved'
	               then printf(', document %s is not approved', m.document) else '' end
	       || case when m.environment and m.author_key = m.approved_by_key
	               then printf(', document %s is approved by its author', m.document) else '' end
	       || case when m.environment and not m.told then ', users were not told' else '' end
	       || case when m.resolution and m.changes = 0 and j.as_of > m.sla_end
	               then printf(', no change, and the term ended on %s', m.sla_end) else '' end as lacks,
	       coalesce(m.resolution and m.changes = 0 and j.as_of <= m.sla_end, 0) as waits
	  from member m
	  join judged j
)
select s.id,
       case when s.defect is not null then 'unknown'
            when s.accepted then 'not-applicable'
            when not s.routed and j.as_of <= s.decide_end then 'unknown'
            when not s.routed then 'not-met'
            when s.environment and s.proof_state = 'broken' then 'not-met'
            when s.waits then 'unknown'
            when s.lacks <> '' then 'partly'
            else 'met' end as verdict,
       case when s.defect is not null then printf('defective: %s', s.defect)
            when s.accepted then 'accepted, so it needs no route'
            when not s.routed and j.as_of <= s.decide_end
            then printf('confirmed on %s, no way decided yet; the term ends on %s', s.confirmed_on, s.decide_end)
            when not s.routed
            then printf('confirmed on %s, no way decided, and the term ended on %s', s.confirmed_on, s.decide_end)
            when s.environment and s.proof_state = 'broken'
            then printf('the document of its route is broken evidence: %s', s.proof_why)
            else printf('by %s%s%s%s%s',
                        case when s.resolution and s.environment then 'resolution and environment'
                             when s.environment then 'environment' else 'resolution' end,
                        coalesce(', says ' || s.by_whom, ''), coalesce(' on ' || s.on_day, ''),
                        s.lacks,
                        case when s.waits then printf('; no change yet, the term ends on %s', s.sla_end)
                             else '' end)
            end as why,
       case when s.defect is not null or s.accepted then null
            when not s.routed and j.as_of <= s.decide_end then s.decide_end
            when s.routed and s.waits
                 and not (s.environment and s.proof_state is 'broken') then s.sla_end end as until,
       s.product, s.id as record, 'issue' as type,
       case when s.defect is not null or s.accepted or s.waits then null
            when not s.routed
            then case when j.as_of > s.decide_end
                      then date(max(s.decide_end, coalesce(s.held_until, '')), '1 day') end
            when s.environment and s.proof_state = 'broken' then null
            when s.on_day > s.changed_on then s.changed_on
            when s.lacks like ', no change, %' then date(s.sla_end, '1 day')
            when s.lacks <> '' then coalesce(s.on_day, s.confirmed_on) end as since
  from seen s
  join judged j
union all
select w.id, 'unknown', printf('withdrawn on %s while %s', w.withdrawn_on, w.state), null,
       w.product, w.id, 'issue', w.withdrawn_on
  from withdrawn_issue w
 where w.state in ('confirmed', 'resolved', 'accepted') and w.duplicate_of is null;

-- Reported: ways decided late or entered late, and reasons that are repeated.
with said as materialized (
	select id, product, reason from issue_reason where what = 'route'
)
select i.id, printf('late: way decided on %s, %d days after confirmation on %s', i.route_on,
                    julianday(i.route_on) - julianday(s.confirmed_on), s.confirmed_on) as what, i.product
  from issue i
  join standing s on s.id = i.id
  join policy_term t
    on t.product = i.product and t.field = 'decide_days'
   and t.from_day <= s.confirmed_on and s.confirmed_on < t.to_day
 where i.route_on > date(s.confirmed_on, t.value || ' days')
union all
select e.id, printf('late: way decided on %s, recorded on %s', e.route_on, e.recorded_on), e.product
  from (select i.id, i.product, i.route_on, p.value as late_days,
               (select min(h.from_on) from issue_history h
                 where h.id = i.id and h.route_on = i.route_on) as recorded_on
          from issue i join policy_now p on p.product = i.product and p.field = 'late_days'
         where i.recorded_on > date(i.route_on, p.value || ' days')) e
 where e.recorded_on > date(e.route_on, e.late_days || ' days')
union all
select b.id, 'the reason for its route stands word for word in more than max_same issues', b.product
  from (select product, reason, count(*) as same from said group by product, reason) o
  join policy_now p on p.product = o.product and p.field = 'max_same'
  join said b on b.product = o.product and b.reason = o.reason
 where o.same > p.value;
