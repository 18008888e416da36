-- SPDX-License-Identifier: Apache-2.0
--
-- Metrics (include/dossierfs/metrics.h). An issue counts once it is
-- identified, unless it was rejected with a reason or repeats another; the
-- whole chains count rejected ones, too. A defective issue, and one that was
-- withdrawn while it was open, is unknown. A time that lacks an end is
-- unknown, never 0 days.

delete from temp.metric_issue;
insert into temp.metric_issue (id, version, product, identified_on, lost, ended, state, level, confirmed_on)
select i.id, i.version, i.product, i.identified_on, i.defect is not null as lost,
       i.state in ('closed', 'rejected', 'accepted') as ended,
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
            end as confirmed_on
  from issue i
  join judged j
  left join metric_vector v on v.vector = i.severity_cvss
 where i.duplicate_of is null and coalesce(i.identified_on, j.as_of) <= j.as_of;

-- Withdrawn, and neither rejected nor closed before.
insert into temp.metric_issue (id, version, product, identified_on, lost, ended, state, level, confirmed_on)
select b.id, b.version, b.product, b.identified_on, 1, 0, coalesce(b.state, 'new'), 'unknown', null
  from (select h.id, max(h.seq) as seq from record_history h
         where h.type = 'issue' and h.withdrawn = 1 group by h.id) w
  join issue_history b on b.id = w.id
 where b.seq = (select max(x.seq) from issue_history x
                 where x.id = w.id and x.seq < w.seq and x.withdrawn = 0)
   and coalesce(b.state, 'new') not in ('rejected', 'closed') and b.duplicate_of is null
   and not exists (select 1 from issue i where i.id = w.id);

-- What each issue could be mended with, and from which day on: a release that
-- has it fixed, an update, with the releases that it is for.
delete from temp.metric_fix;
insert into temp.metric_fix
select i.n, l.released_on, l.id, null
  from issue_fixed_in x
  join metric_issue i on i.id = x.id
  join release l on l.id = x.value
  join judged j
 where l.released_on <= j.as_of and l.defect is null
union all
select i.n, u.available_on, null, iif(u.applies_to_listed, u.id, null)
  from update_fixes f
  join metric_issue i on i.id = f.value
  join "update" u on u.id = f.id
  join judged j
 where u.available_on <= j.as_of and u.defect is null;

-- The days on which installations of a release were counted.
delete from temp.metric_installed;
insert into temp.metric_installed
select b.release, b."on"
  from install_base b
  join judged j
 where b.count > 0 and b."on" <= j.as_of and b.defect is null;

-- Each issue in each scope that it is in: of all, of a product, of a release.
delete from temp.metric_scope;
insert into temp.metric_scope (product, release) values ('', '');
insert into temp.metric_scope (product, release) select id, '' from product;
insert into temp.metric_scope (product, release)
select r.product, r.id from release r
 where r.product in (select id from product);

delete from temp.metric_scoped;
insert into temp.metric_scoped
select s.scope, i.n, (select min(f.day) from metric_fix f where f.issue = i.n)
  from metric_issue i
  join metric_scope s on s.release = '' and s.product in ('', i.product);
insert into temp.metric_scoped
select distinct s.scope, i.n,
       (select min(f.day) from metric_fix f
         where f.issue = i.n
           and (f.applies is null
                or exists (select 1 from update_applies_to t
                            where t.id = f.applies and t.value = s.release)))
  from metric_issue i
  join issue_affected_history a on a.version = i.version
  join metric_scope s on s.release = a.value;

-- How each stands, and how long it took: null where an end lacks or lies
-- before the beginning.
delete from temp.metric_case;
insert into temp.metric_case
select s.scope,
       case when i.lost then 'unknown'
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
       case when i.lost = 0 then cast(julianday(j.as_of) - julianday(i.identified_on) as integer) end as age,
       case when i.lost = 0 and i.confirmed_on >= i.identified_on
            then cast(julianday(i.confirmed_on) - julianday(i.identified_on) as integer) end as to_triage,
       case when i.lost = 0 and s.fixed_on >= i.identified_on
            then cast(julianday(s.fixed_on) - julianday(i.identified_on) as integer) end as to_fix,
       case when i.lost = 0
            then (select min(cast(julianday(b.day) - julianday(s.fixed_on) as integer))
                    from metric_fix f
                    join metric_installed b on b.release = f.release
                   where f.issue = i.n and b.day >= f.day and b.day >= s.fixed_on)
            end as to_deployed
  from metric_scoped s
  join judged j
  join metric_issue i on i.n = s.issue
 where i.state <> 'rejected';

delete from temp.metric_share;
insert into temp.metric_share
select s.product, s.release, count(c.class), total(c.class = 'fixed'), total(c.class = 'otherwise'),
       total(c.class = 'open'), total(c.class = 'unknown')
  from metric_scope s
  left join metric_case c on c.scope = s.scope
 group by s.scope;

-- No chain is whole that has not ended.
delete from temp.metric_whole;
insert into temp.metric_whole
select i.n
  from metric_issue i
 cross join missing_link f on f.id = i.id
 where i.ended and not i.lost and f.step is null;

delete from temp.metric_chain;
insert into temp.metric_chain
select s.product, s.release, count(i.n), count(w.issue), total(i.lost)
  from metric_scope s
  left join metric_scoped m on m.scope = s.scope
  left join metric_issue i on i.n = m.issue
  left join metric_whole w on w.issue = m.issue
 group by s.scope;

-- Nothing will be deployed of what is not fixed, nor fixed of what was decided
-- otherwise.
delete from temp.metric_days;
insert into temp.metric_days
select scope, 'identified_to_fix', to_fix, count(*)
  from metric_case where class <> 'otherwise' group by scope, to_fix
union all
select scope, 'fix_to_deployed', to_deployed, count(*)
  from metric_case where class = 'fixed' group by scope, to_deployed
union all
select scope, 'time_to_triage', to_triage, count(*)
  from metric_case group by scope, to_triage;

delete from temp.metric_time;
insert into temp.metric_time
with timer (name) as (
	values ('identified_to_fix'), ('fix_to_deployed'), ('time_to_triage')
), counted as (
	select d.*, sum(n) over (partition by scope, name order by days) as place,
	       sum(n) over (partition by scope, name) as total
	  from metric_days d where d.days is not null
)
select s.product, s.release, t.name,
       (select total(d.n) from metric_days d where d.scope = s.scope and d.name = t.name),
       coalesce(max(c.total), 0),
       min(case when c.place >= (c.total + 1) / 2 then c.days end),
       min(case when c.place >= (c.total * 9 + 9) / 10 then c.days end), max(c.days)
  from metric_scope s
  join timer t
  left join counted c on c.scope = s.scope and c.name = t.name
 group by s.scope, t.name;

delete from temp.metric_open;
insert into temp.metric_open
select s.product, s.release, c.level, count(*), total(c.age <= 30),
       total(c.age > 30 and c.age <= 90), total(c.age > 90 and c.age <= 365),
       total(c.age > 365), total(c.age is null)
  from metric_case c
  join metric_scope s on s.scope = c.scope
 where c.is_open
 group by s.scope, c.level;
