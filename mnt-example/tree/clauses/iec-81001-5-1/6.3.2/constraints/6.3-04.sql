-- SPDX-License-Identifier: Apache-2.0
--
-- 6.3-4 v1: updates are available for maintained software.
--
-- A member is a confirmed issue, not accepted, with the way resolution, in an
-- item that was maintained on any day since the issue was identified.
--
-- met             an update that fixes it is available to all users, within
--                 sla_days of identification, for every affected release in
--                 support
-- partly          available late, for some of these releases, or to a part of
--                 the users only, and the term is over
-- not-met         the term is over and nothing is available
-- unknown         the term runs and it is not available to all for all; or
--                 nothing says which releases are affected
-- not-applicable  no affected release, or none in support left
--
-- An availability counts from its own day if that is reached, unless it was
-- withdrawn without a successor that is itself available.
with recursive
offered as materialized (
	select a.id, a."from" as from_day, a.successor,
	       lower(trim(a.audience)) is 'all' as to_all,
	       coalesce(a.withdrawn_on, '9999-12-31') <= j.as_of as withdrawn
	  from update_availability a
	  join judged j
	  join "update" u on u.id = a.id
	 where u.defect is null and coalesce(u.available_on, a."from") <= j.as_of
	   and a.channel is not null and a."from" <= j.as_of
),
lasting (id) as (
	select id from offered where not withdrawn
	union
	select o.id from lasting l join offered o on o.successor = l.id and o.withdrawn
),
available as materialized (
	select o.id, min(case when o.to_all then max(o.from_day, coalesce(u.available_on, o.from_day)) end) as all_from
	  from offered o
	  join "update" u on u.id = o.id
	 where not o.withdrawn or o.successor in (select id from lasting)
	 group by o.id
),
maintained as materialized (
	select distinct s.id
	  from standing s
	  join issue_items i on i.id = s.id
	  join item_class c on c.item = i.value and c.class = 'maintained'
	                   and c.to_day > s.identified_on
),
member as materialized (
	select s.id, s.product, s.defect, s.identified_on, s.level, i.affected_listed,
	       date(s.identified_on, t.value || ' days') as last_day
	  from standing s
	  join judged j
	  join issue i on i.id = s.id
	  left join policy_term t
	    on t.product = s.product and t.field = 'sla_days.' || s.terms
	   and t.from_day <= s.identified_on and s.identified_on < t.to_day
	 where s.duplicate_of is null
	   and (s.identified_on <= j.as_of or s.defect is not null)
	   and (s.state in ('confirmed', 'resolved', 'closed') or (s.state is null and s.defect is not null))
	   and (exists (select 1 from issue_route_way w where w.id = s.id and w.value = 'resolution')
	        or s.defect like '/route%' or s.defect like '/:%')
	   and (s.id in (select id from maintained)
	        or s.defect like '/items%' or s.defect like '/:%')
),
release_served as materialized (
	select a.issue, a.release, min(v.all_from) as all_from, count(v.id) as to_some
	  from affected_release a
	  left join (select f.issue, t.value as release, v.id, v.all_from
	               from fixing f
	               join update_applies_to t on t.id = f.update_id
	               join available v on v.id = f.update_id) v
	    on v.issue = a.issue and v.release = a.release
	 group by a.issue, a.release
),
served as materialized (
	select issue, count(*) as releases, count(all_from) as to_all,
	       sum(to_some > 0) as to_some, max(all_from) as complete_on,
	       min(case when all_from is null then release end) as first
	  from release_served group by issue
),
seen as materialized (
	select m.*, s.releases, s.to_all, s.to_some, s.complete_on, s.first,
	       case when m.defect is not null then 'defective'
	            when m.affected_listed is not 1 then 'unsaid'
	            when s.releases is null then 'none-left'
	            when s.to_all = s.releases and s.complete_on <= m.last_day then 'met'
	            when s.to_all = s.releases then 'late'
	            when j.as_of <= m.last_day then 'waits'
	            when s.to_some > 0 then 'some'
	            else 'nothing' end as what
	  from member m
	  join judged j
	  left join served s on s.issue = m.id
)
select s.id,
       case s.what when 'met' then 'met' when 'late' then 'partly' when 'some' then 'partly'
            when 'nothing' then 'not-met' when 'none-left' then 'not-applicable'
            else 'unknown' end as verdict,
       case s.what
            when 'defective' then printf('defective: %s', s.defect)
            when 'unsaid' then 'nothing says which releases are affected'
            when 'none-left' then 'no affected release is in support'
            when 'met' then printf('available to all since %s for %d affected releases, in time until %s', s.complete_on, s.releases, s.last_day)
            when 'late' then printf('available to all since %s, after its term ended on %s', s.complete_on, s.last_day)
            when 'waits' then printf('not yet available to all for %s; the term ends on %s', s.first, s.last_day)
            when 'some' then printf('available to all for %d of %d affected releases, not for %s, and the term ended on %s', s.to_all, s.releases, s.first, s.last_day)
            else printf('nothing is available, and the term ended on %s', s.last_day) end as why,
       case s.what when 'waits' then s.last_day end as until,
       s.product, s.id as record, 'issue' as type,
       case when s.what in ('late', 'some', 'nothing') then date(s.last_day, '1 day') end as since
  from seen s
union all
select w.id, 'unknown', printf('withdrawn on %s while %s', w.withdrawn_on, w.state), null,
       w.product, w.id, 'issue', w.withdrawn_on
  from withdrawn_issue w
 where w.state in ('confirmed', 'resolved') and w.duplicate_of is null
   and exists (select 1 from issue_route_way_history r
                where r.version = w.version and r.value = 'resolution')
   and exists (select 1 from issue_items_history i
                 join item_class c on c.item = i.value and c.class = 'maintained'
                                  and c.to_day > w.identified_on
                where i.version = w.version);

-- Reported: items whose class was moved away from maintained.
select distinct s.id, printf('class of %s moved from maintained to %s on %s, after the issue was identified', i.value, b.class, b.from_day) as what, s.product
  from standing s
  join issue_items i on i.id = s.id
  join item_class a on a.item = i.value and a.class = 'maintained'
  join item_class b on b.item = i.value and b.class <> 'maintained' and b.from_day = a.to_day
 where b.from_day > s.identified_on;
