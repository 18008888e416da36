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

-- Proof --------------------------------------------------------------------

-- A document as proof: whole; missing (no file, or the record is defective);
-- broken (the bytes are absent or hash otherwise).
create temp table proof as
select d.id as document,
       case when d.file_sha256 is null then 'missing'
            when e.sha256 is null or e.lost or e.sha256 <> d.file_sha256 then 'broken'
            when d.defect is not null then 'missing'
            else 'whole' end as state,
       case when d.file_sha256 is null
            then printf('document %s has no file', d.id)
            when e.sha256 is null or e.lost
            then printf('the bytes of document %s are absent', d.id)
            when e.sha256 <> d.file_sha256
            then printf('the bytes of document %s hash otherwise', d.id)
            when d.defect is not null
            then printf('document %s is defective: %s', d.id, d.defect)
            else printf('document %s', d.id) end as why
  from document d
  left join evidence e on e.id = d.id and e.name = d.file_name;
create index temp.proof_of on proof (document);

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
create index temp.issue_version_of on issue_version (id, seq);
create index temp.issue_version_open on issue_version (product, state);
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

-- Findings -----------------------------------------------------------------

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
