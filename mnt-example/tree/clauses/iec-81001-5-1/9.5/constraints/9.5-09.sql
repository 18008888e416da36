-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-9 v1: static analysis is in the pipeline.
--
-- A member is every release out by the day judged for, of a product with an
-- item of own code, not before the day that the policy names as process_since.
--
-- met      a sast activity on the release's commit, by CI, performed and
--          recorded no later than the release, its rule set named, the gate
--          passed or overridden by name, and every finding of level error
--          disposed of
-- partly   another commit, by hand, or one of these lacks
-- not-met  none before the release
--
-- A run belongs to a release if its commit is the release's, or it names the
-- release. Of several the best counts. What a release lacked cannot be mended
-- later, but findings are disposed of by the day judged for.
with since as materialized (
	select product, value as day from policy_now
	 where field = 'process_since' and value is not null
),
member as materialized (
	select r.id, r.product, r.released_on, r."commit" as built_from, r.defect
	  from release r
	  join judged j
	  left join since s on s.product = r.product
	 where (r.released_on <= j.as_of or (r.released_on is null and (r.defect like '%/released_on%' or r.defect like '/:%')))
	   and (r.released_on is null or s.day is null or r.released_on >= s.day)
	   and exists (select 1 from item i where i.product = r.product and i.own_code = 1)
),
-- What this rule reads of a run, version by version, and the day since which
-- it has been as it is now.
reading as materialized (
	select h.id, h.seq, h.learned_on,
	       case when not h.withdrawn then json_array(h.kind, h.product, h.release, h."commit", h.performed_on, h.ci_run,
	                  h.tool_ruleset, h.gate_passed, h.gate_overridden_by_key) end as text
	  from activity_history h
	 where h.id in (select id from activity where kind = 'sast')
),
settled as materialized (
	select id, max(learned_on) as since_on
	  from (select id, learned_on, text, lag(text) over (partition by id order by seq) as before
	          from reading)
	 where text is not before
	 group by id
),
undisposed as materialized (
	select f.activity, count(*) as findings
	  from finding_disposed f join judged j
	 where f.level = 'error' and coalesce(f.on_day > j.as_of, 1)
	 group by f.activity
),
run as materialized (
	select m.id as release, a.id, a.performed_on, m.released_on,
	       case when a."commit" is not m.built_from or m.built_from is null then ', on another commit' else '' end
	       || case when a.ci_run is null then ', by hand' else '' end
	       || case when a.tool_ruleset is null then ', no rule set named' else '' end
	       || case when coalesce(a.gate_passed, 0) = 0 and a.gate_overridden_by is null
	               then ', the gate neither passed nor overridden by name' else '' end
	       || case when s.since_on > m.released_on
	               then printf(', recorded as it is on %s, after the release', s.since_on) else '' end
	       || case when u.findings > 0
	               then printf(', %d findings of level error not disposed of', u.findings) else '' end as lacks
	  from member m
	  join activity a
	    on a.product = m.product and a.kind = 'sast'
	   and (a.release = m.id or a."commit" = m.built_from)
	  left join settled s on s.id = a.id
	  left join undisposed u on u.activity = a.id
	 where m.defect is null and a.defect is null and a.performed_on <= m.released_on
),
best as materialized (
	select r.*, row_number() over (partition by r.release
	       order by r.lacks <> '', r.performed_on desc, r.id) as place
	  from run r
)
select m.id,
       case when m.defect is not null then 'unknown' when b.id is null then 'not-met'
            when b.lacks = '' then 'met' else 'partly' end as verdict,
       case when m.defect is not null then printf('defective: %s', m.defect)
            when b.id is null
            then printf('released on %s without static analysis before; this cannot be mended since', m.released_on)
            else printf('%s of %s, before the release of %s%s', b.id, b.performed_on, m.released_on, b.lacks)
            end as why,
       null as until, m.product, m.id as record, 'release' as type,
       case when m.defect is null and b.lacks is not '' then m.released_on end as since
  from member m
  left join best b on b.release = m.id and b.place = 1;

-- Reported: releases before the process.
select r.id, printf('released on %s, before the process of %s', r.released_on, p.value) as what, r.product
  from release r
  join judged j
  join policy_now p on p.product = r.product and p.field = 'process_since'
 where r.released_on < p.value and r.released_on <= j.as_of
   and exists (select 1 from item i where i.product = r.product and i.own_code = 1);
