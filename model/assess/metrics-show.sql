-- SPDX-License-Identifier: Apache-2.0
--
-- Metrics: what the line of metric_now holds becomes the connection's own, for
-- another may move the line on. Tables are emptied and not dropped: a page in
-- the making may have a query open, and SQLite drops no table then.

delete from temp.metric_share;
insert into temp.metric_share
select product, release, of, fixed, otherwise, open, unknown
  from cache.metric_share where line = (select line from metric_now);
delete from temp.metric_scope;
insert into temp.metric_scope select product, release from metric_share;
delete from temp.metric_chain;
insert into temp.metric_chain
select product, release, of, whole, unknown
  from cache.metric_chain where line = (select line from metric_now);
delete from temp.metric_time;
insert into temp.metric_time
select product, release, name, of, measured, median, ninth, longest
  from cache.metric_time where line = (select line from metric_now);
delete from temp.metric_open;
insert into temp.metric_open
select product, release, level, of, to_30, to_90, to_365, over_365, unknown
  from cache.metric_open where line = (select line from metric_now);
