-- SPDX-License-Identifier: Apache-2.0
--
-- The terms that stand on policies, products, releases and items alone, as
-- RULES.md defines them: those of terms.sql come after them, and stand on them.
-- They are the same for every record that is judged on one day.

-- Policy -------------------------------------------------------------------

-- What counts where no policy says otherwise; days, but for the last two.
create temp table policy_default (field text primary key, value);
insert into policy_default values
	('notify_days.critical', 7), ('notify_days.other', 30),
	('sla_days.critical', 30), ('sla_days.high', 60),
	('sla_days.medium', 120), ('sla_days.low', 365),
	('triage_days', 10), ('decide_days', 30), ('inform_days', 30),
	('ack_days', 45), ('eval_days', 30), ('scan_days', 7),
	('dast_days', 90), ('pentest_days', 365), ('sast', 'each_release'),
	('window_days', 30), ('max_review_days', 365), ('late_days', 30),
	('max_same', 5), ('retention_years', 10), ('process_since', null);

-- What each version of a policy says, field by field, and from which day to
-- before which: from the later of valid_from and the day it was recorded. How
-- new its policy is does not change with what else is edited in it: `newest`.
create temp table policy_said as
select r.id, r.seq, json_extract(r.body, '$.product') as product, d.field,
       case when json_type(r.body, '$.' || d.field) = 'integer'
            then min(max(json_extract(r.body, '$.' || d.field), 0), 100000)
            else json_extract(r.body, '$.' || d.field) end as value,
       max(json_extract(r.body, '$.valid_from'), r.recorded_on) as starts,
       coalesce(r.to_on, '9999-12-31') as ends,
       max(json_extract(r.body, '$.valid_from'), r.first_on) || ' '
               || r.first_recorded as newest
  from record_history r
  join policy p on p.id = r.id and p.defect is null
  join policy_default d
 where r.type = 'policy' and r.withdrawn = 0 and r.defect is null
   and json_extract(r.body, '$.' || d.field) is not null;
create index temp.policy_said_of on policy_said (field, product);

-- The value of each field for each product ('' is none), from a day to before
-- another: the newest policy of the product, else the newest general one,
-- else the default.
create temp table policy_term as
with place as (
	select id as product from product union select ''
), turn as (
	select p.product, d.field, '0000-01-01' as day
	  from place p, policy_default d
	union
	select p.product, s.field, s.starts
	  from policy_said s join place p on p.product = coalesce(s.product, p.product)
	union
	select p.product, s.field, s.ends
	  from policy_said s join place p on p.product = coalesce(s.product, p.product)
)
select t.product, t.field, t.day as from_day,
       lead(t.day, 1, '9999-12-32') over (
               partition by t.product, t.field order by t.day) as to_day,
       coalesce(
	(select value from policy_said s
	  where s.product = t.product and s.field = t.field
	    and s.starts <= t.day and t.day < s.ends
	  order by s.newest desc, s.seq desc, s.id desc limit 1),
	(select value from policy_said s
	  where s.product is null and s.field = t.field
	    and s.starts <= t.day and t.day < s.ends
	  order by s.newest desc, s.seq desc, s.id desc limit 1),
	(select value from policy_default d where d.field = t.field)) as value
  from turn t;
create index temp.policy_term_of on policy_term (product, field, from_day);

-- The same on the day judged for.
create temp table policy_now as
select t.product, t.field, t.value
  from judged j
  join policy_term t on t.from_day <= j.as_of and j.as_of < t.to_day;
create index temp.policy_now_of on policy_now (product, field);

-- Products and releases ----------------------------------------------------

-- Those on record, to be joined with.
create temp table product_now as
select id, defect, supported_from, supported_until, default_class from product;
create index temp.product_now_of on product_now (id);
create temp table release_now as
select id, product, defect, released_on, retired_on from release;
create index temp.release_now_of on release_now (id);

-- A product on the day judged for.
create temp table product_in_support as
select p.id
  from product_now p, judged j
 where p.supported_from <= j.as_of
   and coalesce(p.supported_until, '9999-12-31') >= j.as_of;
create index temp.product_in_support_of on product_in_support (id);

-- A release out by the day judged for, not retired by then, of such a product.
create temp table release_in_support as
select r.id, r.product
  from release_now r, judged j
 where r.released_on <= j.as_of
   and coalesce(r.retired_on, '9999-12-31') > j.as_of
   and r.product in (select id from product_in_support);
create index temp.release_in_support_of on release_in_support (id);

-- Which file was the SBOM of a release, from a day to before another; the
-- first one counts for the days before, too. Broken evidence is no SBOM, though
-- another document may have the bytes that it should have.
create temp table dated_bill as
select release, from_on as from_day, to_on as to_day, iif(broken, null, sha256) as sha256
  from sbom_history
 where from_on < to_on;

-- The SBOM of each release while that is in support: from a day to before
-- another, and until last_day; sha256 is null where no file was named.
create temp table bill_in_support as
with span as (
	select release, sha256, to_day,
	       iif(lag(from_day) over w is null, '0000-01-01', from_day) as from_day
	  from dated_bill window w as (partition by release order by from_day)
	union all
	select release, null, lead(from_day, 1, '9999-12-32') over w, to_day
	  from dated_bill window w as (partition by release order by from_day)
	union all
	select id, null, '9999-12-32', '0000-01-01'
	  from release_now where id not in (select release from dated_bill)
)
select r.product, r.id as release, s.sha256,
       coalesce((select b.readable from bill b where b.sha256 = s.sha256), 0) as readable,
       max(s.from_day, r.released_on, p.supported_from) as from_day,
       min(s.to_day, coalesce(r.retired_on, '9999-12-32')) as to_day,
       coalesce(p.supported_until, '9999-12-31') as last_day
  from span s
  join release_now r on r.id = s.release and r.released_on is not null
  join product_now p on p.id = r.product and p.supported_from is not null
 where s.from_day < s.to_day;
create index temp.bill_in_support_of on bill_in_support (sha256);

-- Class --------------------------------------------------------------------

-- The class of each item, from a day to before another, by the versions
-- recorded: its own, else its product's default, else maintained.
create temp table item_class as
select i.id as item,
       coalesce(i.class, p.default_class, 'maintained') as class,
       max(i.from_on, coalesce(p.from_on, i.from_on)) as from_day,
       min(coalesce(i.to_on, '9999-12-32'),
           coalesce(p.to_on, '9999-12-32')) as to_day
  from item_history i
  left join product_history p
    on p.id = i.product and p.withdrawn = 0 and i.class is null
   and p.from_on < coalesce(i.to_on, '9999-12-32')
   and coalesce(p.to_on, '9999-12-32') > i.from_on
 where i.withdrawn = 0
   and max(i.from_on, coalesce(p.from_on, i.from_on)) <
       min(coalesce(i.to_on, '9999-12-32'), coalesce(p.to_on, '9999-12-32'));
create index temp.item_class_of on item_class (item);

-- The class of an item on the day judged for.
create temp table item_now as
select i.id, i.product, i.own_code,
       coalesce(i.class, p.default_class, 'maintained') as class
  from item i
  left join product_now p on p.id = i.product;
create index temp.item_now_of on item_now (id);
