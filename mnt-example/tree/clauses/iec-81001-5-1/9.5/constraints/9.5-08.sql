-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-8 v1: issues are looked for proactively.
--
-- A member is each of the kinds sast, dast, pentest and sbom_scan for each
-- product in support; one that a current record activity:<kind> says not to
-- apply is not-applicable.
--
-- met      a run of the kind within its interval, under a current policy, and
--          every issue of the product says whether it was found proactively
-- partly   a run, but overdue; no policy; issues that do not say it
-- not-met  never run
--
-- Static analysis that is to run at each release is in its interval if a run
-- names the newest release out, or its commit. Other intervals are those of
-- the policy on the day of the last run.
with kind (kind, field) as (
	values ('sast', 'sast'), ('dast', 'dast_days'), ('pentest', 'pentest_days'), ('sbom_scan', 'scan_days')
),
member as materialized (
	select k.kind, k.field, p.id as product, p.defect, p.supported_from,
	       exists (select 1 from exemption e
	                where e.subject = 'activity:' || k.kind
	                  and coalesce(e.product, p.id) = p.id) as exempt
	  from product p
	  join judged j
	  join kind k
	 where p.id in (select id from product_in_support)
	    or (p.defect is not null and p.supported_from is null)
),
run as materialized (
	select product, kind, max(performed_on) as last_on
	  from activity a join judged j
	 where a.defect is null and a.performed_on <= j.as_of
	 group by product, kind
),
newest as materialized (
	select product, id, "commit" as built_from, released_on from (
		select r.product, r.id, r."commit", r.released_on,
		       rank() over (partition by r.product order by r.released_on desc) as place
		  from release r join judged j where r.released_on <= j.as_of)
	 where place = 1
),
-- Products of whose newest release there was a static analysis.
analysed as materialized (
	select n.product
	  from activity a
	 cross join judged j
	 cross join newest n
	    on n.product = a.product and (n.id = a.release or n.built_from = a."commit")
	 where a.kind = 'sast' and a.defect is null and a.performed_on <= j.as_of
),
governed as materialized (
	select p.id from product p
	 where exists (select 1 from policy q join judged j
	                where q.defect is null and q.valid_from <= j.as_of
	                  and coalesce(q.product, p.id) = p.id)
),
silent as materialized (
	select i.product, count(*) as issues, min(i.id) as first, min(i.identified_on) as first_on
	  from issue_silent i join judged j
	 where coalesce(i.identified_on, j.as_of) <= j.as_of
	 group by i.product
),
seen as materialized (
	select m.*, r.last_on, i.issues, i.first, i.first_on, g.id is not null as governed,
	       case when m.kind = 'sast' and typeof(now.value) <> 'integer'
	            then not exists (select 1 from newest n where n.product = m.product)
	                 or m.product in (select product from analysed)
	            else j.as_of <= date(r.last_on, coalesce(case when typeof(t.value) = 'integer' then t.value end, now.value) || ' days')
	            end as in_interval,
	       case when m.kind = 'sast' and typeof(now.value) <> 'integer'
	            then (select max(n.released_on) from newest n where n.product = m.product)
	            else date(r.last_on, (1 + coalesce(case when typeof(t.value) = 'integer' then t.value end, now.value)) || ' days')
	            end as overdue_on
	  from member m
	  join judged j
	  left join run r on r.product = m.product and r.kind = m.kind
	  left join governed g on g.id = m.product
	  left join silent i on i.product = m.product
	  left join policy_now now on now.product = m.product and now.field = m.field
	  left join policy_term t
	    on t.product = m.product and t.field = m.field
	   and t.from_day <= r.last_on and r.last_on < t.to_day
)
select s.kind || ':' || s.product as id,
       case when s.exempt then 'not-applicable'
            when s.defect is not null then 'unknown'
            when s.last_on is null then 'not-met'
            when s.in_interval and s.governed and s.issues is null then 'met'
            else 'partly' end as verdict,
       case when s.exempt then 'a current record says that it does not apply'
            when s.defect is not null then printf('defective: %s', s.defect)
            when s.last_on is null then 'never run'
            else printf('last run on %s', s.last_on)
                 || case when not s.in_interval then case when s.kind = 'sast' and s.field = 'sast'
                         then ', not of the newest release or overdue' else ', overdue' end else '' end
                 || case when not s.governed then ', without a current policy' else '' end
                 || case when s.issues is not null
                         then printf(', and %d issues do not say how they were found, the first is %s', s.issues, s.first)
                         else '' end
            end as why,
       null as until, s.product, s.product as record, 'product' as type,
       case when s.exempt or s.defect is not null then null
            when s.last_on is null or not s.governed then s.supported_from
            else nullif(min(case when s.in_interval then '9' else s.overdue_on end,
                            coalesce(s.first_on, '9')), '9') end as since
  from seen s;
