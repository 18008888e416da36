-- SPDX-License-Identifier: Apache-2.0
--
-- The terms that the rules share, as RULES.md defines them under "Terms used
-- below". They stand on the views that a store publishes and are made once
-- for a state and a day; a rule reads these tables and those views, nothing
-- else. Days are texts YYYY-MM-DD, which sort as the calendar does.
--
-- Some tables come from the program, because SQL cannot say them:
--   cvss_score (vector, score)               the base score of a CVSS vector
--   bill (sha256, readable), component (sha256, purl, name, version)
--       the files that are or were SBOMs of releases, and what they name
--   signature_check (id, n, answer, why)     whether the signature of the
--       artifact n of an update holds: valid, invalid or unknown

-- Updates ------------------------------------------------------------------

-- Security updates (and those whose record does not say whether they are),
-- available by the day judged for: the product they are of, their class now,
-- whether that product was in support when they came, whether their item was
-- maintained on any day since.
create temp table security_update as
select u.id, u.title, u.version, u.defect, u.item, u.available_on,
       coalesce(u.product, i.product) as product,
       coalesce(i.class, p.default_class, 'maintained') as class,
       p.supported_from <= u.available_on
               and coalesce(p.supported_until, '9999-12-31') >= u.available_on
               as product_in_support,
       case when u.item is null
            then coalesce(p.default_class, 'maintained') = 'maintained'
                 or exists (select 1 from product_history h
                             where h.id = u.product and h.withdrawn = 0
                               and coalesce(h.default_class, 'maintained') = 'maintained'
                               and coalesce(h.to_on, '9999-12-32') > u.available_on
                               and h.from_on < coalesce(h.to_on, '9999-12-32'))
            else exists (select 1 from item_class c
                          where c.item = u.item and c.class = 'maintained'
                            and c.to_day > u.available_on)
            end as was_maintained,
       u.artifacts_listed
  from "update" u
  join judged j
  left join item_now i on i.id = u.item
  left join product_now p on p.id = coalesce(u.product, i.product)
 where coalesce(u.security, u.defect is not null)
   and (u.available_on <= j.as_of
        or u.defect like '/available_on:%' or u.defect like '/:%');
create index temp.security_update_of on security_update (id);

-- Notifications that were sent.
create temp table sent_notification as
select n.id, n.sent_on
  from notification n
  join judged j
 where n.defect is null and n.sent_on <= j.as_of;
create index temp.sent_notification_of on sent_notification (id);

-- Issues -------------------------------------------------------------------

-- Every version of every issue, with the level it has: the one named, else
-- the one of the score, else that of the score of the vector, else high.
create temp table issue_version as
select h.id, h.version, h.seq, h.from_on, h.to_on, h.withdrawn, h.product,
       h.identified_on, h.duplicate_of, h.defect, h.state as said,
       h.confirmed_on is not null as dated,
       iif(h.disclosure_decision is not null, h.disclosure_on, null) as decided_on,
       case when h.state = 'rejected' and h.rejected_reason is null
            then 'new' else h.state end as state,
       coalesce(h.severity_score, c.score) as score, h.severity_level,
       coalesce(h.severity_level,
                case when coalesce(h.severity_score, c.score) is null then 'high'
                     when coalesce(h.severity_score, c.score) < 0.1 then 'none'
                     when coalesce(h.severity_score, c.score) < 4.0 then 'low'
                     when coalesce(h.severity_score, c.score) < 7.0 then 'medium'
                     when coalesce(h.severity_score, c.score) < 9.0 then 'high'
                     else 'critical' end) as level
  from issue_history h
  left join cvss_score c on c.vector = h.severity_cvss;
create index temp.issue_version_of on issue_version (id, seq, withdrawn, level);
create index temp.issue_version_open on issue_version (product, state, from_on, to_on);
create index temp.issue_version_number on issue_version (version);

-- The day on which an issue was first recorded as confirmed, or later on; of
-- those that do not always say on which day they were.
create temp table first_confirmed as
select v.id, min((select h.learned_on from issue_history h
                   where h.id = v.id and h.version = v.version)) as first_on
  from issue_version v
 where v.said in ('confirmed', 'resolved', 'accepted', 'closed')
   and v.id in (select x.id from issue_version x
                 where not x.dated
                   and x.said in ('confirmed', 'resolved', 'accepted', 'closed'))
 group by v.id;
create index temp.first_confirmed_of on first_confirmed (id);

-- The first decision on its disclosure that names its day.
create temp table first_decision as
select id, decided_on as on_day, min(seq) as seq
  from issue_version
 where withdrawn = 0 and decided_on is not null
 group by id;
create index temp.first_decision_of on first_decision (id);

-- Where each issue stands on the day judged for. `state` is the one that has
-- its proof: accepted without a whole and current acceptance is confirmed,
-- rejected without a reason is new. `terms` is the level whose terms it has.
create temp table standing as
select i.id, i.title, i.version, i.defect, i.product, i.identified_on,
       i.first_on, i.duplicate_of, i.owner, i.owner_key, i.state as said,
       case when i.state = 'accepted'
                 and not (i.acceptance_residual_risk is not null
                          and i.acceptance_criterion is not null
                          and i.acceptance_by is not null
                          and coalesce(i.acceptance_expires_on, j.as_of) >= j.as_of)
            then 'confirmed' else v.state end as state,
       v.level, v.score, v.severity_level,
       case v.level when 'none' then 'low' else v.level end as terms,
       case when i.state in ('confirmed', 'resolved', 'accepted', 'closed')
            then coalesce(i.confirmed_on, f.first_on) end as confirmed_on
  from issue i
  join judged j
  join issue_version v
    on v.id = i.id
   and v.seq = (select max(x.seq) from issue_version x where x.id = i.id)
  left join first_confirmed f on f.id = i.id;
create unique index temp.standing_of on standing (id);
create index temp.standing_duplicate on standing (duplicate_of);

-- The updates of 6.3-1: of supported or maintained items, their product in
-- support when they came; with the term in which users are told of them.
create temp table announced_update as
select u.*,
       case when exists (select 1 from update_fixes f
                           join standing s on s.id = f.value
                          where f.id = u.id and s.level = 'critical')
            then 'notify_days.critical' else 'notify_days.other' end as notify
  from security_update u
 where u.defect is not null
    or (u.class in ('supported', 'maintained') and u.product_in_support);
create index temp.announced_update_of on announced_update (id);

-- Issues that were withdrawn though neither rejected nor closed: they stay
-- members that cannot be judged. All else is of the last version before.
create temp table withdrawn_issue as
select w.id, b.version, w.from_on as withdrawn_on, b.product, b.state,
       b.identified_on, b.duplicate_of
  from issue_version w
  join issue_version b on b.id = w.id
 where w.withdrawn = 1
   and w.id not in (select id from issue)
   and w.seq = (select max(seq) from issue_version x where x.id = w.id)
   and b.seq = (select max(seq) from issue_version x
                 where x.id = w.id and x.seq < w.seq and x.withdrawn = 0)
   and coalesce(b.state, 'new') not in ('rejected', 'closed');

-- Updates that fix an issue.
create temp table fixing as
select f.value as issue, u.id as update_id, u.available_on, u.applies_to_listed
  from update_fixes f
  join "update" u on u.id = f.id
 where u.defect is null;
create index temp.fixing_of on fixing (issue);

-- Affected releases in support, and whether a fix on record is for them,
-- whether or not users can have it.
create temp table affected_release as
select a.id as issue, a.value as release,
       exists (select 1 from fixing f
                 join update_applies_to t on t.id = f.update_id
                where f.issue = a.id and t.value = a.value) as served
  from issue_affected a
  join release_in_support r on r.id = a.value;
create index temp.affected_release_of on affected_release (issue);

-- Reviews ------------------------------------------------------------------

-- The issues that a review lists.
create temp view reviewed as
select id as review, version, n, issue, decision, rationale
  from review_issues;
create temp view reviewed_history as
select id as review, version, n, issue, decision, rationale
  from review_issues_history;

-- Applicability ------------------------------------------------------------

-- Records in force that say that a constraint, or a kind of activity, does
-- not apply.
create temp table exemption as
select a.id, a.subject, a.product, a.reason, a.by, a."on" as on_day
  from applicability a
  join judged j
 where a.applicable = 0 and a.defect is null and a.reason is not null
   and a.by is not null and a."on" <= j.as_of
   and coalesce(a.review_by, j.as_of) >= j.as_of;
