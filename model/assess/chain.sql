-- SPDX-License-Identifier: Apache-2.0
--
-- The chain of an issue: each link is done, missing, or waived (not needed
-- after what was decided), by what is on record on the day judged for and by
-- nothing else. A decision is one when it says by whom and on which day.

create temp view if not exists issue_link as
select i.id, i.product, i.defect, i.identified_on, i.duplicate_of,
       i.identified_on is not null as identified,
       coalesce(i.state, 'new') <> 'new'
         and not (i.state = 'rejected' and i.rejected_reason is null) as analysed,
       i.route_by is not null and i.route_on is not null
         and exists (select 1 from issue_route_way w
                      where w.id = i.id and w.value is not null) as routed,
       -- 0: none; 1: made; 2: made, and each of them reviewed
       (select (count(*) > 0)
               + (count(*) > 0 and count(c.impact_reviewer) = count(*)
                  and count(c.impact_reviewed_on) = count(*))
          from reference r cross join change c on c.id = r.id
         where r.target = i.id and r.pointer glob '/issues/*'
           and c.defect is null) as changes,
       coalesce(i.verification_result, '') = 'pass' and i.verification_by is not null
         and i.verification_on is not null as verified,
       i.disclosure_decision is not null and i.disclosure_by is not null
         and i.disclosure_on is not null as disclosed,
       i.disclosure_decision as decision,
       -- told of the issue itself, or of an update that fixes it
       exists (select 1 from reference r cross join notification n on n.id = r.id
                where r.target = i.id and r.pointer glob '/issues/*'
                  and n.sent_on <= j.as_of and n.defect is null)
       or exists (select 1 from reference r
                    cross join reference x on x.target = r.id
                          and x.pointer glob '/updates/*'
                    cross join notification n on n.id = x.id
                   where r.target = i.id and r.pointer glob '/fixes/*'
                     and n.sent_on <= j.as_of and n.defect is null) as notified,
       case when i.state = 'closed' then 'closed'
            when i.state = 'rejected' and i.rejected_reason is not null then 'rejected'
            when i.state = 'accepted' and i.acceptance_by is not null
                 and coalesce(i.acceptance_expires_on, j.as_of) >= j.as_of
            then 'accepted' end as ending,
       exists (select 1 from issue_route_way w
                where w.id = i.id and w.value = 'environment')
       and not exists (select 1 from issue_route_way w
                        where w.id = i.id and w.value = 'resolution') as elsewhere
  from issue i
  join judged j;

-- A rejected issue needs nothing but that; an accepted one no change; where
-- the environment of use is the way no software is changed; and nobody is told
-- of what is not disclosed.
create temp view if not exists issue_chain as
select id, product, defect, identified_on, duplicate_of,
       iif(identified, 'done', 'missing') as identified,
       iif(analysed, 'done', 'missing') as analysed,
       case when routed then 'done'
            when ending in ('rejected', 'accepted') then 'waived'
            else 'missing' end as routed,
       case when changes > 0 then 'done'
            when ending in ('rejected', 'accepted') or elsewhere then 'waived'
            else 'missing' end as changed,
       case when changes = 2 then 'done'
            when ending in ('rejected', 'accepted') or elsewhere then 'waived'
            else 'missing' end as reviewed,
       case when verified then 'done'
            when ending in ('rejected', 'accepted') then 'waived'
            else 'missing' end as verified,
       case when disclosed then 'done' when ending = 'rejected' then 'waived'
            else 'missing' end as disclosed,
       case when notified then 'done' when ending = 'rejected' then 'waived'
            when disclosed and decision = 'no' then 'waived'
            else 'missing' end as notified,
       iif(ending is not null, 'done', 'missing') as closed
  from issue_link;

create temp view if not exists first_missing as
select c.id, c.product, c.identified_on,
       case when c.defect is not null then 0
            when c.identified = 'missing' then 1
            when c.analysed = 'missing' then 2
            when c.routed = 'missing' then 3
            when c.changed = 'missing' then 4
            when c.reviewed = 'missing' then 5
            when c.verified = 'missing' then 6
            when c.disclosed = 'missing' then 7
            when c.notified = 'missing' then 8
            when c.closed = 'missing' then 9 end as step
  from issue_chain c
  join judged j
 where +c.duplicate_of is null -- which nearly all are: no index helps
   and coalesce(c.identified_on, j.as_of) <= j.as_of;
