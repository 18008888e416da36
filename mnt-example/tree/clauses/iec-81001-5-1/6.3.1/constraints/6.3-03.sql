-- SPDX-License-Identifier: Apache-2.0
--
-- 6.3-3 v1: users get mitigations for updates that are not approved.
--
-- A member is a security update of a supported or maintained item, its product
-- in support on the day it became available, that is not approved, or under
-- evaluation for longer than eval_days. Under evaluation is also an update of
-- an item that is not own code, or that names none, without an approval.
--
-- met      mitigation text and residual risk, communicated within notify_days
--          of the decision by a notification that exists
-- partly   not communicated and the term is over; late; the residual risk or
--          the day of the decision lacks
-- not-met  no mitigation text
-- unknown  not communicated and the term runs, whatever else lacks
--
-- The term runs from mitigation.decided_on, else approval.on. What is said to
-- be communicated before its notification was sent is not communicated.
with candidate as materialized (
	select u.id, u.defect, u.approval_state as state, u.approval_on,
	       u.mitigation_text as text, u.mitigation_residual_risk as residual_risk,
	       u.mitigation_communicated_on as communicated_on,
	       coalesce(u.mitigation_decided_on, u.approval_on) as decided_on,
	       n.id as notification, n.sent_on,
	       coalesce(u.product, i.product) as product,
	       coalesce(u.available_on, u.approval_on) as since_on,
	       coalesce(u.approval_state, case when coalesce(i.own_code, 0) = 0
	                                       then 'under_evaluation' end) as standing,
	       coalesce(i.class, p.default_class, 'maintained') as class,
	       p.supported_from, p.supported_until,
	       case when exists (select 1 from update_fixes f join standing s on s.id = f.value
	                          where f.id = u.id and s.level = 'critical')
	            then 'notify_days.critical' else 'notify_days.other' end as notify
	  from "update" u
	  left join item_now i on i.id = u.item
	  left join product_now p on p.id = coalesce(u.product, i.product)
	  left join sent_notification n on n.id = u.mitigation_notification
	 where coalesce(u.security, u.defect is not null)
),
member as materialized (
	select c.*, date(c.decided_on, t.value || ' days') as last_day,
	       case c.standing when 'not_approved' then coalesce(c.approval_on, c.since_on)
	            else date(c.since_on, (e.value + 1) || ' days') end as needed_on
	  from candidate c
	  join judged j
	  left join policy_term e
	    on e.product = coalesce(c.product, '') and e.field = 'eval_days'
	   and e.from_day <= c.since_on and c.since_on < e.to_day
	  left join policy_term t
	    on t.product = coalesce(c.product, '') and t.field = c.notify
	   and t.from_day <= c.decided_on and c.decided_on < t.to_day
	 where case when c.defect is not null
	            then coalesce(c.state, '') <> 'approved'
	                 and (coalesce(c.since_on, j.as_of) <= j.as_of
	                      or c.defect like '/available_on:%')
	            else c.class in ('supported', 'maintained')
	                 and c.since_on <= j.as_of and c.supported_from <= c.since_on
	                 and coalesce(c.supported_until, '9999-12-31') >= c.since_on
	                 and (c.standing = 'not_approved'
	                      or (c.standing = 'under_evaluation'
	                          and j.as_of > date(c.since_on, e.value || ' days'))) end
),
seen as materialized (
	select m.*,
	       coalesce(m.communicated_on <= j.as_of and m.sent_on <= m.communicated_on, 0) as told,
	       case when m.residual_risk is null then ', no residual risk' else '' end
	       || case when m.decided_on is null then ', no day of the decision' else '' end
	       || case when m.communicated_on > m.last_day
	               then printf(', communicated after its term ended on %s', m.last_day) else '' end
	       || case when m.communicated_on < m.sent_on
	               then printf(', said to be communicated before notification %s was sent on %s', m.notification, m.sent_on)
	               else '' end as lacks
	  from member m
	  join judged j
)
select s.id,
       case when s.defect is not null then 'unknown'
            when s.text is null then 'not-met'
            when not s.told and j.as_of <= s.last_day then 'unknown'
            when not s.told or s.lacks <> '' then 'partly'
            else 'met' end as verdict,
       case when s.defect is not null then printf('defective: %s', s.defect)
            when s.text is null
            then printf('%s since %s, without a mitigation', replace(s.standing, '_', ' '), s.since_on)
            when not s.told and j.as_of <= s.last_day
            then printf('mitigation decided on %s, not yet communicated; the term ends on %s%s', s.decided_on, s.last_day, s.lacks)
            when s.lacks <> '' then printf('%s, with a mitigation%s', replace(s.standing, '_', ' '), s.lacks)
            when s.told then printf('mitigation communicated on %s by notification %s', s.communicated_on, s.notification)
            else printf('mitigation decided on %s, not communicated, and the term ended on %s', s.decided_on, s.last_day)
            end as why,
       case when s.defect is null and s.text is not null and not s.told
                 and j.as_of <= s.last_day
            then s.last_day end as until,
       s.product, s.id as record, 'update' as type,
       case when s.defect is not null or (s.text is not null and not s.told and j.as_of <= s.last_day) then null
            when s.text is null or s.residual_risk is null or s.decided_on is null then s.needed_on
            when s.communicated_on > s.last_day then date(s.last_day, '1 day')
            when s.lacks <> '' then s.communicated_on
            when not s.told then date(s.last_day, '1 day')
            end as since
  from seen s
  join judged j;
