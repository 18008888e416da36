-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-5 v1: other products and revisions are informed.
--
-- A member is a pair: a confirmed issue, and another product that on the day
-- of confirmation had a release in support whose SBOM has a component covered
-- by an affected item; or another such release of its own product, in support
-- then, that is neither affected nor fixed.
--
-- met      a product notice to it within inform_days, with an answer
--          (affected, fixed, or not_affected with a justification)
-- partly   sent, and unanswered or late
-- not-met  none after the term
-- unknown  none and the term runs; or another product in support with a
--          release in support that has no readable SBOM, and no answer; or
--          the issue was withdrawn
--
-- The SBOM is the one that the release had on that day, else the first after.
with confirmed as materialized (
	select s.id, s.version, s.product, s.confirmed_on, null as withdrawn_on
	  from standing s
	  join judged j
	 where +s.duplicate_of is null and s.defect is null and s.identified_on <= j.as_of
	   and s.state in ('confirmed', 'resolved', 'accepted', 'closed')
	union all
	select w.id, w.version, w.product, coalesce(h.confirmed_on, f.first_on), w.withdrawn_on
	  from withdrawn_issue w
	  join issue_history h on h.id = w.id and h.version = w.version
	  left join first_confirmed f on f.id = w.id
	 where w.state in ('confirmed', 'resolved', 'accepted') and w.duplicate_of is null
),
case_open as materialized (
	select c.*, date(c.confirmed_on, t.value || ' days') as last_day
	  from confirmed c
	  left join policy_term t
	    on t.product = c.product and t.field = 'inform_days'
	   and t.from_day <= c.confirmed_on and c.confirmed_on < t.to_day
),
named as materialized (
	select c.id as issue, i.value as item
	  from case_open c
	 cross join issue_items_history i on i.id = c.id and i.version = c.version
),
-- Which SBOMs have a component that a named item covers; cross join, so that
-- components are found by their index.
covered as materialized (
	select distinct i.id as item, c.sha256
	  from (select distinct item from named) n
	 cross join item_purls i on i.id = n.item
	 cross join component c
	    on c.purl >= i.value and c.purl < i.value || char(1114111)
	 where substr(c.purl, length(i.value) + 1, 1) in ('', '@', '?', '#', '/')
),
-- In which SBOMs of releases in support an item is found, and when.
found as materialized (
	select v.item, s.product, s.release, s.from_day, s.to_day, s.last_day
	  from covered v
	 cross join bill_in_support s on s.sha256 = v.sha256
),
hit as materialized (
	select c.id as issue, c.version, c.product as own, f.product, f.release
	  from named i
	  join case_open c on c.id = i.issue
	  join found f
	    on f.item = i.item and f.from_day <= c.confirmed_on
	   and c.confirmed_on < f.to_day and c.confirmed_on <= f.last_day
),
-- Products of which a release in support had no readable SBOM on a day of
-- confirmation.
unread as materialized (
	select distinct d.day, s.product
	  from bill_in_support s
	  join (select distinct confirmed_on as day from case_open) d
	    on s.from_day <= d.day and d.day < s.to_day and d.day <= s.last_day
	 where not s.readable
),
pair as materialized (
	select distinct h.issue, h.product as target, 1 as product, 1 as matched
	  from hit h
	 where h.product <> h.own
	union all
	select distinct h.issue, h.release, 0, 1
	  from hit h
	 where h.product = h.own
	   and not exists (select 1 from issue_affected_history a
	                    where a.id = h.issue and a.version = h.version and a.value = h.release)
	   and not exists (select 1 from issue_fixed_in_history x
	                    where x.id = h.issue and x.version = h.version and x.value = h.release)
	union all
	select c.id, u.product, 1, 0
	  from case_open c
	  join unread u on u.day = c.confirmed_on and u.product <> c.product
	  left join hit h on h.issue = c.id and h.product = u.product
	 where h.issue is null
),
sent as materialized (
	select p.issue, p.target, p.product, n.id, n.sent_on, n.answer_state,
	       n.sent_on > c.last_day as late,
	       coalesce(n.answer_state in ('affected', 'fixed')
	                or (n.answer_state = 'not_affected' and n.answer_justification is not null), 0)
	       and coalesce(n.answer_on, j.as_of) <= j.as_of as answered
	  from pair p
	  join judged j
	  join case_open c on c.id = p.issue
	  join notice n on n.issue = p.issue
	  left join release_now r on r.id = n.to_release
	 where n.kind = 'product' and n.defect is null and n.sent_on <= j.as_of
	   and case when p.product then n.to_product is p.target or (n.to_product is null and r.product is p.target)
	            else n.to_release is p.target end
),
best as materialized (
	select s.*, row_number() over (partition by s.issue, s.target, s.product
	       order by s.answered and not s.late desc, s.answered desc, s.late, s.sent_on, s.id) as place
	  from sent s
),
seen as materialized (
	select p.*, c.product as of_product, c.confirmed_on, c.last_day, c.withdrawn_on,
	       b.id as notice, b.sent_on, b.late, b.answered,
	       case when c.withdrawn_on is not null then 'withdrawn'
	            when not p.matched and coalesce(b.answered, 0) = 0 then 'no-bill'
	            when b.answered and not b.late then 'met'
	            when b.late then 'late'
	            when b.id is not null then 'unanswered'
	            when j.as_of <= c.last_day then 'waits'
	            else 'nothing' end as what
	  from pair p
	 cross join judged j
	  join case_open c on c.id = p.issue
	  left join best b on b.issue = p.issue and b.target = p.target
	                  and b.product = p.product and b.place = 1
)
select s.issue || '/' || s.target as id,
       case s.what when 'met' then 'met' when 'late' then 'partly' when 'unanswered' then 'partly'
            when 'nothing' then 'not-met' else 'unknown' end as verdict,
       case s.what
            when 'withdrawn' then printf('%s was withdrawn on %s while confirmed and not closed', s.issue, s.withdrawn_on)
            when 'no-bill' then printf('%s had a release in support without a readable SBOM on %s', s.target, s.confirmed_on)
            when 'met' then printf('notice %s of %s is answered', s.notice, s.sent_on)
            when 'late' then printf('notice %s was sent on %s, after the term ended on %s', s.notice, s.sent_on, s.last_day)
            when 'unanswered' then printf('notice %s of %s is not answered', s.notice, s.sent_on)
            when 'waits' then printf('confirmed on %s, %s not told yet; the term ends on %s', s.confirmed_on, s.target, s.last_day)
            else printf('confirmed on %s, %s was not told, and the term ended on %s', s.confirmed_on, s.target, s.last_day)
            end as why,
       case s.what when 'waits' then s.last_day end as until,
       s.of_product as product, s.issue as record, 'issue' as type,
       case s.what when 'withdrawn' then s.withdrawn_on when 'no-bill' then s.confirmed_on
            when 'unanswered' then s.sent_on
            when 'late' then date(s.last_day, '1 day')
            when 'nothing' then date(s.last_day, '1 day') end as since
  from seen s
union all
select s.id, 'unknown', printf('defective: %s', s.defect), null, s.product, s.id, 'issue', null
  from standing s
 where s.defect is not null and +s.duplicate_of is null
   and (s.state in ('confirmed', 'resolved', 'accepted', 'closed') or s.state is null);
