-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-10 v1: dynamic tests and penetration tests are made.
--
-- Members are the products in support, each significant change of the attack
-- surface, and each release out by the day judged for.
--
-- product  met: dast and pentest within their intervals, independence stated;
--          partly: one of the two, or independence not stated; not-met:
--          neither
-- surface  met: after the change both, naming the interface, by the release
--          that ships it or, under a deferral, by its day; partly: one of the
--          two, or independence not stated; not-met: neither by then; unknown:
--          the release is not out and it is not tested, or deferred
-- release  met: it says whether the attack surface changed, and who says so;
--          partly: nobody named, or changed without a record of the surface;
--          unknown: no answer
--
-- A kind that a current record activity:<kind> says not to apply is not asked.
with kind (kind, field) as (
	values ('dast', 'dast_days'), ('pentest', 'pentest_days')
),
asked as materialized (
	select p.id as product, p.supported_from, k.kind, k.field
	  from product p, kind k
	 where not exists (select 1 from exemption e
	                    where e.subject = 'activity:' || k.kind
	                      and coalesce(e.product, p.id) = p.id)
),
test as materialized (
	select a.id, a.product, a.kind, a.performed_on, a.independence is not null as independent,
	       j.as_of <= date(a.performed_on, t.value || ' days') as in_interval,
	       date(a.performed_on, (t.value + 1) || ' days') as overdue_on
	  from activity a
	  join judged j
	  join kind k on k.kind = a.kind
	  left join policy_term t
	    on t.product = a.product and t.field = k.field
	   and t.from_day <= a.performed_on and a.performed_on < t.to_day
	 where a.defect is null and a.performed_on <= j.as_of
),
product_kind as materialized (
	select a.product, a.kind, coalesce(max(t.in_interval), 0) as tested,
	       coalesce(max(t.in_interval and t.independent), 0) as independent,
	       max(t.performed_on) as last_on,
	       case when t.id is null then a.supported_from
	            when not max(t.in_interval) then max(t.overdue_on)
	            when not max(t.in_interval and t.independent) then min(case when t.in_interval then t.performed_on end)
	            end as since
	  from asked a
	  left join test t on t.product = a.product and t.kind = a.kind
	 group by a.product, a.kind
),
product_seen as materialized (
	select p.id, p.defect, min(k.since) as since, count(k.kind) as asked, total(k.tested) as tested,
	       total(k.independent) as independent,
	       group_concat(k.kind || case when k.last_on is null then ' never'
	                    when k.tested then ' on ' || k.last_on
	                    else ' last on ' || k.last_on || ', overdue' end, '; ') as words
	  from product p
	  left join (select * from product_kind order by product, kind) k on k.product = p.id
	 where p.id in (select id from product_in_support)
	    or (p.defect is not null and p.supported_from is null)
	 group by p.id
),
surface_now as materialized (
	select s.id, s.product, s.defect, s."on" as on_day, s.interface,
	       case when r.released_on <= j.as_of then r.released_on end as released_on,
	       s.deferral_on as deferred_on,
	       case when s.deferral_by is not null and s.deferral_on <= j.as_of
	                 and s.deferral_reason is not null then s.deferral_until end as deferred_until
	  from surface s
	  join judged j
	  left join release_now r on r.id = s.release
	 where coalesce(s."on", j.as_of) <= j.as_of
	   and coalesce(s.significant, s.defect is not null)
),
-- Tests since the change that name the interface: in time before the release,
-- or from the day of a deferral until its end.
surface_test as materialized (
	select s.id as surface, t.id, t.kind, t.independent,
	       t.performed_on <= coalesce(s.released_on, j.as_of)
	       or coalesce(t.performed_on between s.deferred_on and s.deferred_until, 0) as in_time
	  from surface_now s
	  join judged j
	  join test t on t.product = s.product and t.performed_on >= s.on_day
	 where exists (select 1 from activity_interfaces i
	                where i.id = t.id and lower(trim(i.value)) = lower(trim(s.interface)))
),
surface_kind as materialized (
	select s.id, a.kind,
	       coalesce(max(t.in_time), 0) as in_time, count(t.id) > 0 as tested,
	       coalesce(max(t.in_time and t.independent), 0) as independent
	  from surface_now s
	  join judged j
	  join asked a on a.product = s.product
	  left join surface_test t on t.surface = s.id and t.kind = a.kind
	 group by s.id, a.kind
),
surface_seen as materialized (
	select s.*, count(k.kind) as asked, total(k.in_time) as in_time,
	       total(k.tested) as tested, total(k.independent) as independent
	  from surface_now s
	  left join surface_kind k on k.id = s.id
	 group by s.id
),
surface_judged as materialized (
	select s.*,
	       case when s.defect is not null then 'defective'
	            when s.asked = 0 then 'not-asked'
	            when s.in_time = s.asked
	            then case when s.independent = s.asked then 'met' else 'not-independent' end
	            when s.deferred_until >= j.as_of then 'deferred'
	            when s.released_on is null then 'not-out'
	            when s.in_time = 0 then 'nothing'
	            else 'some' end as what
	  from surface_now x
	  join judged j
	  join surface_seen s on s.id = x.id
)
select p.id,
       case when p.defect is not null then 'unknown'
            when p.asked = 0 then 'not-applicable'
            when p.tested = 0 then 'not-met'
            when p.tested < p.asked or p.independent < p.asked then 'partly'
            else 'met' end as verdict,
       case when p.defect is not null then printf('defective: %s', p.defect)
            when p.asked = 0 then 'a current record says that neither kind applies'
            when p.tested = p.asked and p.independent < p.asked then p.words || '; independence not stated'
            else p.words end as why,
       null as until, p.id as product, p.id as record, 'product' as type,
       case when p.defect is null then p.since end as since
  from product_seen p
union all
select s.id,
       case s.what when 'met' then 'met' when 'not-asked' then 'not-applicable'
            when 'nothing' then 'not-met' when 'some' then 'partly'
            when 'not-independent' then 'partly' else 'unknown' end,
       case s.what
            when 'defective' then printf('defective: %s', s.defect)
            when 'not-asked' then 'a current record says that neither kind applies'
            when 'met' then printf('changed on %s and tested since', s.on_day)
            when 'not-independent' then printf('changed on %s and tested since; independence not stated', s.on_day)
            when 'not-out' then printf('changed on %s, not yet tested, and the release is not out', s.on_day)
            when 'deferred' then printf('changed on %s, tests deferred until %s', s.on_day, s.deferred_until)
            when 'nothing' then printf('changed on %s, released on %s, and %s', s.on_day, s.released_on,
                 case when s.tested > 0 then 'tested only after' else 'never tested since' end)
            else printf('changed on %s, released on %s, and not tested by both kinds in time', s.on_day, s.released_on)
            end,
       case s.what when 'deferred' then s.deferred_until end,
       s.product, s.id, 'surface',
       case when s.what in ('nothing', 'some')
            then max(s.released_on, coalesce(date(s.deferred_until, '1 day'), ''))
            when s.what = 'not-independent' then s.released_on end
  from surface_judged s
union all
select r.id,
       case when r.defect is not null or r.attack_surface_changed is null then 'unknown'
            when r.attack_surface_by is null then 'partly'
            when r.attack_surface_changed = 1
                 and not exists (select 1 from surface s where s.release = r.id and s.defect is null)
            then 'partly'
            else 'met' end,
       case when r.defect is not null then printf('defective: %s', r.defect)
            when r.attack_surface_changed is null then 'no answer whether the attack surface changed'
            when r.attack_surface_by is null then 'nobody is named who says whether the attack surface changed'
            when r.attack_surface_changed = 0 then printf('the attack surface did not change, says %s', r.attack_surface_by)
            when not exists (select 1 from surface s where s.release = r.id and s.defect is null)
            then 'the attack surface changed, and no record says how'
            else printf('the attack surface changed, says %s', r.attack_surface_by) end,
       null, r.product, r.id, 'release',
       case when r.defect is null
                 and (r.attack_surface_changed is null or r.attack_surface_by is null
                      or (r.attack_surface_changed = 1
                          and not exists (select 1 from surface s where s.release = r.id and s.defect is null)))
            then r.released_on end
  from release r
  join judged j
 where r.released_on <= j.as_of
    or (r.released_on is null and (r.defect like '%/released_on%' or r.defect like '/:%'));
