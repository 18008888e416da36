-- SPDX-License-Identifier: Apache-2.0
--
-- From the records that changed since metric_base, and the days that were
-- reached since, to the issues that are counted again: rather too many than
-- too few.

delete from temp.metric_hit;
delete from temp.metric_again;

insert or ignore into temp.metric_hit
select coalesce(t.owner, t.id)
  from metric_base b
 cross join touched t
 where t.seq > b.seq;

-- What points at one that came or went is defective, or no longer; and what is
-- of a product has another scope.
insert or ignore into temp.metric_hit
select f.id
  from metric_base b
 cross join reference f
 where f.target in (select id from metric_hit)
   and (select r.type from record r where r.id = f.target) is not
       (select h.type from record_history h
         where h.id = f.target and h.withdrawn = 0
           and h.seq <= b.seq and h.to_seq > b.seq);

-- An issue counts on the day on which it is identified, and may name one ahead,
-- which is a defect; what is accepted, until the day is past.
insert or ignore into temp.metric_hit
select i.id
  from metric_base b
 cross join judged j
 cross join issue i
 where b.day < j.as_of
   and (i.identified_on > b.day and i.identified_on <= j.as_of
        or i.acceptance_expires_on >= b.day
           and i.acceptance_expires_on < j.as_of);
insert or ignore into temp.metric_again
select h.id
  from metric_hit h
 where exists (select 1 from issue_history i where i.id = h.id);
insert or ignore into temp.metric_again
select x.id
  from issue_fixed_in x
 where x.value in (select id from metric_hit);
insert or ignore into temp.metric_again
select x.id
  from issue_affected_history x
 where x.value in (select id from metric_hit);
insert or ignore into temp.metric_again
select f.value
  from metric_hit h
 cross join update_fixes_history f on f.id = h.id
 where f.value is not null;
insert or ignore into temp.metric_again
select x.id
  from issue_fixed_in x
 where x.value in (
	select b.release
	  from metric_hit h
	 cross join install_base_history b on b.id = h.id);

-- Issues whose chain was judged again.
insert or ignore into temp.metric_again
select l.id
  from metric_base b
 cross join cache.judged_link l
 where l.line = b.of_line and l.from_gen > b.of_gen and l.from_gen > 1;
