-- SPDX-License-Identifier: Apache-2.0
--
-- Metrics: the cases in metric_case take the place of those that were kept of
-- the issues in metric_again, and the sums and what they come to follow.

-- What a case adds to the sums: nothing will be deployed of what is not fixed,
-- nor fixed of what was decided otherwise.
delete from temp.metric_change;
insert into temp.metric_change
with counted as (
	select product, release, class, is_open, level, identified, to_triage,
	       to_fix, to_deployed, lost, whole, 1 as n
	  from metric_case
	union all
	select c.product, c.release, c.class, c.is_open, c.level, c.identified,
	       c.to_triage, c.to_fix, c.to_deployed, c.lost, c.whole, -1
	  from metric_again a
	 cross join cache.metric_case c
	 where c.line = (select line from metric_now) and c.issue = a.id
), part (name) as (
	values ('chain'), ('chain whole'), ('chain lost'), ('class'),
	       ('identified_to_fix'), ('fix_to_deployed'), ('time_to_triage'), ('open')
)
select product, release, what, k, sum(n)
  from (select c.product, c.release, c.n,
               case p.name
               when 'class' then 'class ' || c.class
               when 'open' then 'open ' || c.level
               else p.name end as what,
               coalesce(case p.name
               when 'identified_to_fix' then c.to_fix
               when 'fix_to_deployed' then c.to_deployed
               when 'time_to_triage' then c.to_triage
               when 'open' then c.identified end, -1) as k
          from counted c
         cross join part p
         where case p.name
               when 'chain' then 1
               when 'chain whole' then c.whole
               when 'chain lost' then c.lost
               when 'class' then c.class is not null
               when 'identified_to_fix' then c.class <> 'otherwise'
               when 'fix_to_deployed' then c.class = 'fixed'
               when 'time_to_triage' then c.class is not null
               else c.class is not null and c.is_open end)
 group by product, release, what, k
having sum(n) <> 0;

delete from cache.metric_case
 where line = (select line from metric_now)
   and issue in (select id from metric_again);
insert into cache.metric_case
select n.line, c.issue, c.product, c.release, c.class, c.is_open, c.level,
       c.identified, c.to_triage, c.to_fix, c.to_deployed, c.lost, c.whole
  from metric_now n
  join metric_case c;

insert into cache.metric_sum
select l.line, c.product, c.release, c.what, c.k, c.n
  from metric_now l
  join metric_change c
 where true
    on conflict (line, product, release, what, k) do update set n = n + excluded.n;
delete from cache.metric_sum
 where n = 0
   and (line, product, release, what, k) in (
	select l.line, c.product, c.release, c.what, c.k
	  from metric_now l
	  join metric_change c);

-- Scopes of which anything differs; of all, once a day has turned.
delete from temp.metric_turned;
insert or ignore into temp.metric_turned
select product, release from metric_change
union
select s.product, s.release
  from metric_scope s
 where not exists (select 1 from cache.metric_share m
                    where m.line = (select line from metric_now)
                      and m.product = s.product and m.release = s.release)
    or exists (select 1 from metric_base b join judged j where b.day <> j.as_of)
union
select m.product, m.release
  from cache.metric_share m
 where m.line = (select line from metric_now)
   and not exists (select 1 from metric_scope s
                    where s.product = m.product and s.release = m.release);

delete from cache.metric_share
 where line = (select line from metric_now)
   and (product, release) in (select product, release from metric_turned);
delete from cache.metric_chain
 where line = (select line from metric_now)
   and (product, release) in (select product, release from metric_turned);
delete from cache.metric_time
 where line = (select line from metric_now)
   and (product, release) in (select product, release from metric_turned);
delete from cache.metric_open
 where line = (select line from metric_now)
   and (product, release) in (select product, release from metric_turned);
delete from temp.metric_turned
 where not exists (select 1 from metric_scope s
                    where s.product = metric_turned.product
                      and s.release = metric_turned.release);

insert into cache.metric_share
select l.line, s.product, s.release, coalesce(sum(m.n), 0),
       coalesce(sum(iif(m.what = 'class fixed', m.n, 0)), 0),
       coalesce(sum(iif(m.what = 'class otherwise', m.n, 0)), 0),
       coalesce(sum(iif(m.what = 'class open', m.n, 0)), 0),
       coalesce(sum(iif(m.what = 'class unknown', m.n, 0)), 0)
  from metric_now l
 cross join metric_turned s
  left join cache.metric_sum m
    on m.line = l.line and m.product = s.product and m.release = s.release
       and m.what > 'class ' and m.what < 'class!'
 group by s.product, s.release;
insert into cache.metric_chain
select l.line, s.product, s.release,
       coalesce(sum(iif(m.what = 'chain', m.n, 0)), 0),
       coalesce(sum(iif(m.what = 'chain whole', m.n, 0)), 0),
       coalesce(sum(iif(m.what = 'chain lost', m.n, 0)), 0)
  from metric_now l
 cross join metric_turned s
  left join cache.metric_sum m
    on m.line = l.line and m.product = s.product and m.release = s.release
       and m.what >= 'chain' and m.what < 'chain!'
 group by s.product, s.release;

delete from temp.metric_days;
insert into temp.metric_days
select s.product, s.release, t.name, m.k, m.n
  from metric_turned s
 cross join (select 'identified_to_fix' as name union all select 'fix_to_deployed'
             union all select 'time_to_triage') t
  left join cache.metric_sum m
    on m.line = (select line from metric_now) and m.product = s.product
       and m.release = s.release and m.what = t.name;
insert into cache.metric_time
select l.line, d.product, d.release, d.name, coalesce(sum(d.n), 0),
       coalesce(max(d.total), 0),
       min(case when d.place >= (d.total + 1) / 2 then d.days end),
       min(case when d.place >= (d.total * 9 + 9) / 10 then d.days end), max(d.days)
  from metric_now l
 cross join (
	select product, release, name, n, null as days, null as place, null as total
	  from metric_days where coalesce(days, -1) = -1
	union all
	select product, release, name, n, days,
	       sum(n) over (partition by product, release, name order by days),
	       sum(n) over (partition by product, release, name)
	  from metric_days where days >= 0) d
 group by d.product, d.release, d.name;

insert into cache.metric_open
select l.line, m.product, m.release, substr(m.what, 6), sum(m.n),
       sum(iif(m.k >= 0 and j.today - m.k <= 30, m.n, 0)),
       sum(iif(m.k >= 0 and j.today - m.k between 31 and 90, m.n, 0)),
       sum(iif(m.k >= 0 and j.today - m.k between 91 and 365, m.n, 0)),
       sum(iif(m.k >= 0 and j.today - m.k > 365, m.n, 0)),
       sum(iif(m.k < 0, m.n, 0))
  from metric_now l
 cross join (select cast(julianday(as_of) as integer) as today from judged) j
 cross join metric_turned s
 cross join cache.metric_sum m
 where m.line = l.line and m.product = s.product and m.release = s.release
   and m.what > 'open ' and m.what < 'open!'
 group by m.product, m.release, m.what;

-- A whole count is large.
delete from temp.metric_again;
delete from temp.metric_issue;
delete from temp.metric_fix;
delete from temp.metric_scoped;
delete from temp.metric_case;
delete from temp.metric_change;
