-- SPDX-License-Identifier: Apache-2.0
--
-- 6.3-1 v1: users are informed of security updates.
--
-- A member is a security update of a supported or maintained item, available
-- by the day judged for, whose product was in support on the day it became
-- available; whether it was approved does not matter.
--
-- met      a notification sent by that day names it, with channel, audience
--          and proof, within notify_days of its availability
-- partly   sent late; or channel, audience or proof missing
-- not-met  nothing sent and the term is over; or the proof is broken
-- unknown  nothing sent and the term runs
--
-- notify_days is `critical` where an issue it fixes is critical, else `other`,
-- as it was on the day of availability. Of several notifications the best
-- counts.
with termed as materialized (
	select m.*, date(m.available_on, t.value || ' days') as last_day
	  from announced_update m
	  left join policy_term t
	    on t.product = coalesce(m.product, '') and t.field = m.notify
	   and t.from_day <= m.available_on and m.available_on < t.to_day
),
proven as materialized (
	select n.id, sum(p.state = 'whole') as whole, sum(p.state = 'broken') as broken,
	       max(case when p.state = 'broken' then p.why end) as why
	  from notification_proof n
	  join proof p on p.document = n.value
	 group by n.id
),
told as materialized (
	select m.id as update_id, n.id, n.sent_on, n.channel, n.audience,
	       coalesce(p.whole, 0) > 0 as whole, p.why as broken,
	       n.sent_on > m.last_day as late,
	       case when coalesce(p.broken, 0) > 0 then 0
	            when n.channel is not null and n.audience is not null
	                 and coalesce(p.whole, 0) > 0 and n.sent_on <= m.last_day
	            then 2 else 1 end as rank
	  from termed m
	  join notification_updates u on u.value = m.id
	  join notification n on n.id = u.id
	  join judged j
	  left join proven p on p.id = n.id
	 where m.defect is null and n.defect is null and n.sent_on <= j.as_of
),
best as materialized (
	select t.*, row_number() over (partition by t.update_id
	                               order by t.rank desc, t.sent_on, t.id) as place
	  from told t
)
select m.id,
       case when m.defect is not null then 'unknown'
            when b.rank = 2 then 'met'
            when b.rank = 1 then 'partly'
            when b.rank = 0 then 'not-met'
            when j.as_of <= m.last_day then 'unknown'
            else 'not-met' end as verdict,
       case when m.defect is not null
            then printf('defective: %s', m.defect)
            when b.rank = 0
            then printf('notification %s of %s has broken proof: %s', b.id, b.sent_on, b.broken)
            when b.rank = 2
            then printf('notification %s told %s by %s on %s, in time until %s, with proof',
                        b.id, b.audience, b.channel, b.sent_on, m.last_day)
            when b.rank = 1
            then printf('notification %s was sent on %s', b.id, b.sent_on)
                 || case when b.late then printf(', after its term ended on %s', m.last_day) else '' end
                 || case when b.channel is null then ', names no channel' else '' end
                 || case when b.audience is null then ', names no audience' else '' end
                 || case when not b.whole then ', has no proof' else '' end
            when j.as_of <= m.last_day
            then printf('available since %s, nobody told yet; the term ends on %s', m.available_on, m.last_day)
            else printf('available since %s, nobody told, and the term ended on %s', m.available_on, m.last_day)
            end as why,
       case when m.defect is null and b.id is null and j.as_of <= m.last_day
            then m.last_day end as until,
       m.product, m.id as record, 'update' as type,
       case when m.defect is not null or b.rank in (0, 2) then null
            when b.rank = 1 and not b.late then b.sent_on
            when j.as_of > m.last_day then date(m.last_day, '1 day') end as since
  from termed m
  join judged j
  left join best b on b.update_id = m.id and b.place = 1;

-- Reported: what cannot be judged for want of a product, and what was entered
-- long after the day it names.
select u.id, 'names no product and no item, so its support cannot be told' as what, null as product
  from security_update u
 where u.product is null and u.defect is null
union all
select n.id, printf('late: sent on %s, recorded on %s', n.sent_on, min(h.from_on)), u.product
  from announced_update u
  join policy_now p on p.product = coalesce(u.product, '') and p.field = 'late_days'
  join notification_updates nu on nu.value = u.id
  join notification n on n.id = nu.id and n.recorded_on > date(n.sent_on, p.value || ' days')
  join notification_history h on h.id = n.id and h.sent_on = n.sent_on
 group by n.id, u.product, p.value
having min(h.from_on) > date(n.sent_on, p.value || ' days');
