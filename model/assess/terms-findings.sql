-- SPDX-License-Identifier: Apache-2.0
--
-- The terms of terms.sql that speak of findings: few rules read them, and they
-- are many.

-- Decisions on fingerprints that are in force: a false positive, or accepted,
-- by somebody on a day for a reason, not over; an issue that exists; fixed.
-- `listed`: for the releases of disposition_releases only.
create temp table disposed as
select d.id, d.product, d.fingerprint, coalesce(d.releases_listed, 0) as listed,
       coalesce(d."on", d.first_on) as on_day
  from disposition d
  join judged j
 where d.defect is null
   and case d.state
       when 'issue' then d.issue is not null
       when 'fixed' then 1
       else d.by is not null and d."on" is not null and d.reason is not null
            and coalesce(d.until, j.as_of) >= j.as_of end;
create index temp.disposed_of on disposed (fingerprint, product);

-- Each finding of each activity, and the first day on which it was disposed
-- of for the activity's release; null: it is not.
create temp table finding_disposed as
select f.activity, f.line, f.fingerprint, f.level, f.class,
       (select min(d.on_day) from disposed d
         where d.fingerprint = f.fingerprint and d.product = a.product
           and (not d.listed
                or exists (select 1 from disposition_releases r
                            where r.id = d.id and r.value = a.release))) as on_day
  from finding f
  join activity a on a.id = f.activity;
create index temp.finding_disposed_of on finding_disposed (activity);
