-- SPDX-License-Identifier: Apache-2.0
--
-- Metrics: what is counted of each issue in metric_again, in metric_case. An
-- issue counts once it is identified, unless it was rejected with a reason or
-- repeats another; the whole chains count rejected ones, too. A defective
-- issue, and one that was withdrawn while it was open, is unknown. A time that
-- lacks an end is unknown, never 0 days.

-- The scopes that there are: all, each product, each release.
delete from temp.metric_scope;
insert into temp.metric_scope values ('', '');
insert into temp.metric_scope select id, '' from product;
insert into temp.metric_scope
select r.product, r.id from release r
 where r.product in (select id from product);

-- No chain is whole that has not ended.
delete from temp.metric_issue;
insert into temp.metric_issue
select i.id, i.version, i.product, i.identified_on, i.defect is not null as lost,
       case when i.defect is not null then 'new'
            when i.state = 'rejected' and i.rejected_reason is null then 'new'
            when i.state = 'accepted'
                 and not (i.acceptance_residual_risk is not null
                          and i.acceptance_criterion is not null
                          and i.acceptance_by is not null
                          and coalesce(i.acceptance_expires_on, j.as_of) >= j.as_of)
            then 'confirmed' else coalesce(i.state, 'new') end as state,
       case when i.defect is not null then 'unknown' else
       coalesce(i.severity_level,
                case when coalesce(i.severity_score, v.score) is null then null
                     when coalesce(i.severity_score, v.score) < 0.1 then 'none'
                     when coalesce(i.severity_score, v.score) < 4.0 then 'low'
                     when coalesce(i.severity_score, v.score) < 7.0 then 'medium'
                     when coalesce(i.severity_score, v.score) < 9.0 then 'high'
                     else 'critical' end, 'unknown') end as level,
       case when i.state in ('confirmed', 'resolved', 'accepted', 'closed')
            then coalesce(i.confirmed_on,
                 (select min(h.from_on) from issue_history h
                   where h.id = i.id and h.withdrawn = 0
                     and h.state in ('confirmed', 'resolved', 'accepted', 'closed')))
            end as confirmed_on,
       i.state in ('closed', 'rejected', 'accepted') and i.defect is null
         and exists (select 1 from missing_link f where f.id = i.id and f.step is null)
         as whole
  from metric_again a
 cross join issue i on i.id = a.id
 cross join judged j
  left join metric_vector v on v.vector = i.severity_cvss
 where i.duplicate_of is null and coalesce(i.identified_on, j.as_of) <= j.as_of;

-- Withdrawn, and neither rejected nor closed before.
insert into temp.metric_issue
select b.id, b.version, b.product, b.identified_on, 1, coalesce(b.state, 'new'), 'unknown', null, 0
  from (select h.id, max(h.seq) as seq
          from metric_again a
         cross join record_history h on h.id = a.id
         where h.type = 'issue' and h.withdrawn = 1 group by h.id) w
 cross join issue_history b on b.id = w.id
 where b.seq = (select max(x.seq) from issue_history x
                 where x.id = w.id and x.seq < w.seq and x.withdrawn = 0)
   and coalesce(b.state, 'new') not in ('rejected', 'closed') and b.duplicate_of is null
   and not exists (select 1 from issue i where i.id = w.id);

-- What each issue could be mended with, and from which day on: a release that
-- has it fixed, an update, with the releases that it is for.
delete from temp.metric_fix;
insert into temp.metric_fix
select i.id, l.released_on, l.id, null
  from metric_issue i
 cross join issue_fixed_in x on x.id = i.id
 cross join release l on l.id = x.value
  join judged j
 where l.released_on <= j.as_of and l.defect is null
union all
select f.value, u.available_on, null, iif(u.applies_to_listed, u.id, null)
  from update_fixes f
 cross join "update" u on u.id = f.id
  join judged j
 where f.value in (select id from metric_issue)
   and u.available_on <= j.as_of and u.defect is null;

-- Each issue in each scope that it is in: of all, of a product, of a release.
delete from temp.metric_scoped;
insert into temp.metric_scoped
select i.id, s.product, s.release, (select min(f.day) from metric_fix f where f.issue = i.id)
  from metric_issue i
  join metric_scope s on s.release = '' and s.product in ('', i.product);
insert into temp.metric_scoped
select distinct i.id, s.product, s.release,
       (select min(f.day) from metric_fix f
         where f.issue = i.id
           and (f.applies is null
                or exists (select 1 from update_applies_to t
                            where t.id = f.applies and t.value = s.release)))
  from metric_issue i
 cross join issue_affected_history a on a.version = i.version
 cross join release r on r.id = a.value
 cross join metric_scope s on s.product = r.product and s.release = r.id;

-- How each stands, and how long it took: null where an end lacks or lies
-- before the beginning.
delete from temp.metric_case;
insert into temp.metric_case
select i.id, s.product, s.release,
       case when i.state = 'rejected' then null
            when i.lost then 'unknown'
            when s.fixed_on is not null then 'fixed'
            when i.state = 'accepted' then 'otherwise'
            when i.state not in ('resolved', 'closed') then 'open'
            when exists (select 1 from issue_route_way w
                          where w.id = i.id and w.value = 'environment')
                 and not exists (select 1 from issue_route_way w
                                  where w.id = i.id and w.value = 'resolution')
            then 'otherwise'
            else 'unknown' end as class,
       i.lost or i.state in ('new', 'confirmed', 'resolved', 'accepted') as is_open,
       i.level,
       case when i.lost = 0 then cast(julianday(i.identified_on) as integer) end as identified,
       case when i.lost = 0 and i.confirmed_on >= i.identified_on
            then cast(julianday(i.confirmed_on) - julianday(i.identified_on) as integer) end as to_triage,
       case when i.lost = 0 and s.fixed_on >= i.identified_on
            then cast(julianday(s.fixed_on) - julianday(i.identified_on) as integer) end as to_fix,
       case when i.lost = 0
            then (select min(cast(julianday(b."on") - julianday(s.fixed_on) as integer))
                    from metric_fix f
                   cross join judged j
                   cross join install_base b on b.release = f.release
                   where f.issue = i.id and b."on" >= f.day and b."on" >= s.fixed_on
                     and b.count > 0 and b."on" <= j.as_of and b.defect is null)
            end as to_deployed,
       i.lost, i.whole
  from metric_scoped s
 cross join metric_issue i on i.id = s.issue;
