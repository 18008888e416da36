-- SPDX-License-Identifier: Apache-2.0
--
-- 9.5-12 v1: records of scans and tests are kept.
--
-- A member is every activity of the kinds sast, dast, pentest and sbom_scan,
-- performed by the day judged for.
--
-- met      tool with name and version; scope; a result file that is present
--          and whole; findings counted, zero said outright, and as many as are
--          stored; each finding disposed of; kept until retention_years after
--          and as long as the product is in support
-- partly   one of these lacks
-- not-met  two or more lack; or the result is broken evidence
--
-- Findings that are not disposed of do not lack inside triage_days.
with member as materialized (
	select a.id, a.product, a.performed_on, a.defect, a.tool_name, a.tool_version, a.scope,
	       a.result, a.findings_total, a.retain_until, p.supported_until,
	       coalesce(date(a.performed_on, t.value || ' years'), '9999-12-31') as retain_end,
	       date(a.performed_on, triage.value || ' days') as triage_end,
	       f.state as result_state, f.why as result_why
	  from activity a
	  join judged j
	  left join product_now p on p.id = a.product
	  left join proof f on f.document = a.result
	  left join policy_term t
	    on t.product = a.product and t.field = 'retention_years'
	   and t.from_day <= a.performed_on and a.performed_on < t.to_day
	  left join policy_term triage
	    on triage.product = a.product and triage.field = 'triage_days'
	   and triage.from_day <= a.performed_on and a.performed_on < triage.to_day
	 where (a.kind in ('sast', 'dast', 'pentest', 'sbom_scan')
	        or (a.kind is null and a.defect is not null))
	   and coalesce(a.performed_on, j.as_of) <= j.as_of
),
stored as materialized (
	select f.activity, count(*) as findings, sum(coalesce(f.on_day > j.as_of, 1)) as undisposed
	  from finding_disposed f join judged j
	 group by f.activity
),
seen as materialized (
	select m.*, coalesce(s.findings, 0) as findings, coalesce(s.undisposed, 0) as undisposed,
	       m.tool_name is null or m.tool_version is null as no_tool,
	       m.scope is null as no_scope,
	       coalesce(m.result_state, '') not in ('whole', 'broken') as no_result,
	       m.findings_total is null or m.findings_total <> coalesce(s.findings, 0) as miscounted,
	       coalesce(s.undisposed, 0) > 0 and j.as_of > m.triage_end as open_findings,
	       m.retain_until is null or m.retain_until < max(m.retain_end, coalesce(m.supported_until, m.retain_end)) as short
	  from member m
	  join judged j
	  left join stored s on s.activity = m.id
)
select s.id,
       case when s.defect is not null then 'unknown'
            when s.result_state is 'broken' then 'not-met'
            when s.no_tool + s.no_scope + s.no_result + s.miscounted + s.open_findings + s.short > 1 then 'not-met'
            when s.no_tool + s.no_scope + s.no_result + s.miscounted + s.open_findings + s.short = 1 then 'partly'
            else 'met' end as verdict,
       case when s.defect is not null then printf('defective: %s', s.defect)
            when s.result_state is 'broken' then printf('the result is broken evidence: %s', s.result_why)
            else printf('performed on %s', s.performed_on)
                 || case when s.no_tool then ', tool without name or version' else '' end
                 || case when s.no_scope then ', no scope' else '' end
                 || case when s.no_result then ', no result file' else '' end
                 || case when s.miscounted and s.findings_total is null then ', findings not counted'
                         when s.miscounted then printf(', %d findings said, %d stored', s.findings_total, s.findings) else '' end
                 || case when s.open_findings then printf(', %d findings not disposed of', s.undisposed) else '' end
                 || case when s.short then case when s.retain_until is null then ', no day until which it is kept'
                         else printf(', kept until %s only', s.retain_until) end else '' end
            end as why,
       null as until, s.product, s.id as record, 'activity' as type,
       case when s.defect is not null or s.result_state is 'broken' then null
            when s.no_tool + s.no_scope + s.no_result + s.miscounted + s.short > 0 then s.performed_on
            when s.open_findings then date(s.triage_end, '1 day') end as since
  from seen s;
