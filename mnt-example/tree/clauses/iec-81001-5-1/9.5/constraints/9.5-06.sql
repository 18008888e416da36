-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-6 v1: third parties are informed.
--
-- A member is every confirmed issue with a third party that was not public
-- before.
--
-- met      a third_party notice within inform_days of confirmation, with
--          content and acknowledgement; or, once ack_days are over, with two
--          attempts and an escalation
-- partly   sent late; sent without content; not acknowledged and nothing
--          followed
-- not-met  none after the term
-- unknown  none and the term runs; or sent in time and ack_days run
with member as materialized (
	select s.id, s.product, s.defect, s.confirmed_on, i.third_party_item as item,
	       date(s.confirmed_on, t.value || ' days') as last_day
	  from standing s
	  join judged j
	  join issue i on i.id = s.id
	  left join policy_term t
	    on t.product = s.product and t.field = 'inform_days'
	   and t.from_day <= s.confirmed_on and s.confirmed_on < t.to_day
	 where s.duplicate_of is null
	   and (s.identified_on <= j.as_of or s.defect is not null)
	   and (s.state in ('confirmed', 'resolved', 'accepted', 'closed')
	        or (s.state is null and s.defect is not null))
	   and i.third_party_item is not null and i.third_party_public_before is null
),
sent as materialized (
	select m.id as issue, n.id, n.sent_on, n.acknowledged_on, n.escalation_to,
	       n.sent_on > m.last_day as late,
	       coalesce(e.sha256 = n.content_sha256, 0) as content,
	       coalesce(n.acknowledged_on <= j.as_of, 0) as acknowledged,
	       (select count(*) from notice_attempts a where a.id = n.id and a."on" <= j.as_of) >= 2
	           and n.escalation_to is not null
	           and coalesce(n.escalation_on <= j.as_of, 0) as escalated,
	       date(n.sent_on, t.value || ' days') as ack_end
	  from member m
	  join judged j
	  join notice n on n.issue = m.id
	  left join evidence e on e.id = n.id and e.name = n.content_name and not e.lost
	  left join policy_term t
	    on t.product = m.product and t.field = 'ack_days'
	   and t.from_day <= n.sent_on and n.sent_on < t.to_day
	 where n.kind = 'third_party' and n.defect is null and n.sent_on <= j.as_of
	   and coalesce(n.to_item, m.item) = m.item
),
ranked as materialized (
	select s.*,
	       case when s.late then 'late'
	            when s.acknowledged and s.content then 'met'
	            when s.acknowledged then 'no-content'
	            when j.as_of <= s.ack_end then 'waits'
	            when s.escalated and s.content then 'escalated'
	            when s.escalated then 'no-content'
	            else 'unanswered' end as what
	  from sent s
	  join judged j
),
best as materialized (
	select r.*, row_number() over (partition by r.issue order by
	       case r.what when 'met' then 0 when 'escalated' then 1 when 'waits' then 2 else 3 end,
	       case r.what when 'waits' then r.ack_end end desc,
	       r.sent_on, r.id) as place
	  from ranked r
)
select m.id,
       case when m.defect is not null then 'unknown'
            when b.what in ('met', 'escalated') then 'met'
            when b.what = 'waits' then 'unknown'
            when b.what is not null then 'partly'
            when j.as_of <= m.last_day then 'unknown'
            else 'not-met' end as verdict,
       case when m.defect is not null then printf('defective: %s', m.defect)
            when b.what = 'met' then printf('notice %s of %s was acknowledged on %s', b.id, b.sent_on, b.acknowledged_on)
            when b.what = 'escalated' then printf('notice %s of %s was not acknowledged and escalated to %s', b.id, b.sent_on, b.escalation_to)
            when b.what = 'waits' then printf('notice %s of %s is not acknowledged yet; the term ends on %s', b.id, b.sent_on, b.ack_end)
            when b.what = 'late' then printf('notice %s was sent on %s, after the term ended on %s', b.id, b.sent_on, m.last_day)
            when b.what = 'no-content' then printf('the words of notice %s of %s are not on record', b.id, b.sent_on)
            when b.what = 'unanswered' then printf('notice %s of %s was not acknowledged by %s, and two attempts and an escalation did not follow', b.id, b.sent_on, b.ack_end)
            when j.as_of <= m.last_day then printf('confirmed on %s, the maker of %s not told yet; the term ends on %s', m.confirmed_on, m.item, m.last_day)
            else printf('confirmed on %s, the maker of %s was not told, and the term ended on %s', m.confirmed_on, m.item, m.last_day)
            end as why,
       case when m.defect is not null then null
            when b.what = 'waits' then b.ack_end
            when b.what is null and j.as_of <= m.last_day then m.last_day end as until,
       m.product, m.id as record, 'issue' as type,
       case when m.defect is not null or b.what in ('met', 'escalated', 'waits') then null
            when b.what = 'unanswered' then date(b.ack_end, '1 day')
            when b.what = 'no-content' then b.sent_on
            when j.as_of > m.last_day then date(m.last_day, '1 day') end as since
  from member m
  join judged j
  left join best b on b.issue = m.id and b.place = 1
union all
select w.id, 'unknown', printf('withdrawn on %s while %s', w.withdrawn_on, w.state), null,
       w.product, w.id, 'issue', w.withdrawn_on
  from withdrawn_issue w
  join issue_history h on h.version = w.version
 where w.state in ('confirmed', 'resolved', 'accepted') and w.duplicate_of is null
   and h.third_party_item is not null and h.third_party_public_before is null;

-- Reported: issues in items of others alone that say nothing of their makers.
select s.id, 'its items are all of other makers, and it is undecided whether these were told' as what, s.product
  from standing s
  join issue i on i.id = s.id
 where s.duplicate_of is null and i.third_party_item is null
   and i.third_party_public_before is null
   and s.state in ('confirmed', 'resolved', 'accepted', 'closed')
   and exists (select 1 from issue_items x where x.id = s.id)
   and not exists (select 1 from issue_items x join item t on t.id = x.value
                    where x.id = s.id and t.own_code = 1);
