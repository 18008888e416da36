-- SPDX-License-Identifier: Apache-2.0
--
-- The records that concern one release, the row of concern_of (release,
-- product): those of it and those that affect it. Where a record does not say
-- for which releases it is, it is for all of its product. dossierfs(1) says
-- the same under "check"; the two must agree.

drop table if exists temp.concern;
create temp table concern (record text primary key) without rowid;

-- The release, and what its product as a whole owes.
insert into concern
select release from concern_of union select product from concern_of;

-- Issues that affect it, or do not say what they affect and are not fixed in
-- it; withdrawn ones by what they said last.
insert or ignore into concern
select a.id from concern_of c join issue_affected a on a.value = c.release;
insert or ignore into concern
select i.id
  from concern_of c
  join issue i on i.product = c.product and not coalesce(i.affected_listed, 0)
 where c.release not in (select f.value from issue_fixed_in f where f.id = i.id);
insert or ignore into concern
select w.id
  from concern_of c
  join withdrawn_issue w on w.product = c.product
 where not exists (select 1 from issue_affected_history a where a.version = w.version)
    or c.release in (select a.value from issue_affected_history a where a.version = w.version);

-- Updates that apply to it, and the notifications that name them.
insert or ignore into concern
select a.id from concern_of c join update_applies_to a on a.value = c.release;
insert or ignore into concern
select u.id
  from concern_of c
  join "update" u on not coalesce(u.applies_to_listed, 0)
  left join item i on i.id = u.item
 where coalesce(u.product, i.product) = c.product;
insert or ignore into concern
select n.id from notification_updates n join concern r on r.record = n.value;

-- Activities that name it or ran on its commit.
insert or ignore into concern
select a.id
  from concern_of c
  left join release r on r.id = c.release
  join activity a on a.release = c.release
       or (a.product = c.product and a."commit" = r."commit");

-- Every other type says it by naming the release: changes, surfaces, reviews.
insert or ignore into concern
select f.id
  from concern_of c
  join reference f on f.target = c.release
  join record r on r.id = f.id
 where r.type not in ('issue', 'update', 'notification', 'activity',
                      'product', 'item');
