-- SPDX-License-Identifier: Apache-2.0
--
-- 6.3-2 v1: a compatibility statement goes with each notification.
--
-- A member is a notification sent by the day judged for that names a member
-- of 6.3-1, or whose updates are its defect.
--
-- met      a row for every release in the updates' applies_to, none of them
--          not tested, with evidence, approved no later than sent, by someone
--          other than the author
-- partly   one of these lacks; or no update says which releases it is for
-- not-met  no statement, or no row; or its evidence is broken
--
-- A conditional row without conditions, and a row without a result, count as
-- not tested; incompatible is an answer.
with member as materialized (
	select n.*, group_concat(distinct u.product) as products
	  from notification n
	  join judged j
	  left join notification_updates nu on nu.id = n.id
	  left join announced_update u on u.id = nu.value
	 where (n.sent_on <= j.as_of
	        or n.defect like '/sent_on:%' or n.defect like '/:%')
	   and (u.id is not null or n.defect like '/updates%' or n.defect like '/:%')
	 group by n.id
),
wanted as materialized (
	select distinct m.id, a.value as release
	  from member m
	  join notification_updates nu on nu.id = m.id
	  join announced_update u on u.id = nu.value and u.defect is null
	  join update_applies_to a on a.id = u.id
),
tried as materialized (
	select id, release,
	       min(coalesce(result in ('compatible', 'incompatible')
	                    or (result = 'conditional' and conditions is not null), 0)) as tested
	  from notification_compatibility_rows
	 group by id, release
),
covered as materialized (
	select w.id, count(*) as releases,
	       sum(t.release is null) as without_row, sum(t.tested = 0) as untested,
	       min(case when t.release is null or t.tested = 0 then w.release end) as first
	  from wanted w
	  left join tried t on t.id = w.id and t.release = w.release
	 group by w.id
),
proven as materialized (
	select e.id, sum(p.state = 'whole') as whole,
	       max(case when p.state = 'broken' then p.why end) as broken
	  from notification_compatibility_evidence e
	  join proof p on p.document = e.value
	 group by e.id
),
seen as materialized (
	select m.*, exists (select 1 from tried t where t.id = m.id) as stated,
	       p.broken,
	       case when c.id is null then ', no update says which releases it is for' else '' end
	       || case when c.without_row > 0 then printf(', no row for %s', c.first)
	               when c.untested > 0 then printf(', %s is not tested', c.first) else '' end
	       || case when coalesce(p.whole, 0) = 0 then ', no evidence' else '' end
	       || case when m.compatibility_author is null then ', no author' else '' end
	       || case when m.compatibility_approved_by is null then ', nobody approved it' else '' end
	       || case when m.compatibility_approved_by_key = m.compatibility_author_key
	               then printf(', %s approved what they wrote', m.compatibility_approved_by) else '' end
	       || case when m.compatibility_approved_on is null then ', no day of approval'
	               when m.compatibility_approved_on > m.sent_on
	               then printf(', approved on %s, after it was sent', m.compatibility_approved_on)
	               else '' end as lacks
	  from member m
	  left join covered c on c.id = m.id
	  left join proven p on p.id = m.id
)
select s.id,
       case when s.defect is not null then 'unknown'
            when not s.stated or s.broken is not null then 'not-met'
            when s.lacks <> '' then 'partly'
            else 'met' end as verdict,
       case when s.defect is not null then printf('defective: %s', s.defect)
            when not s.stated then printf('sent on %s without a compatibility statement', s.sent_on)
            when s.broken is not null then printf('the evidence of its statement is broken: %s', s.broken)
            else printf('sent on %s, its statement%s%s', s.sent_on,
                        coalesce(' approved by ' || s.compatibility_approved_by, ''),
                        case when s.lacks = '' then ' has a row for every release' else s.lacks end)
            end as why,
       null as until, replace(s.products, ',', ' ') as product, s.id as record, 'notification' as type,
       case when s.defect is null and (not s.stated or (s.broken is null and s.lacks <> ''))
            then s.sent_on end as since
  from seen s;
