-- SPDX-License-Identifier: Apache-2.0
--
-- What a product, a release, an item or a policy touches: what is judged of its
-- product as a whole; the records that name it; and, where other products would
-- find their issues in its releases, the issues confirmed since.
--
-- Filled before: hit, with what changed; frame, with the products and releases
-- that a day woke.

-- Others read of a product and of a release what stands here, of a product by
-- all its versions, of an item all.
insert or ignore into frame
select h.id, h.type
  from turn
 cross join hit h
 cross join dossier.span s on s.id = h.id
       and s.to_seq > turn.from_seq and s.from_seq <= turn.to_seq
  left join dossier.d_product p on p.version = s.version
  left join dossier.d_release l on l.version = s.version
 where h.type in ('product', 'release')
 group by h.id
having min(s.from_seq) > turn.from_seq
    or count(distinct json_array(s.withdrawn, p.supported_from,
             p.supported_until, p.default_class, l.product, l.released_on,
             l.retired_on)) > 1;
insert or ignore into frame
select id, type from hit where type = 'item';

-- A policy is its product's.
insert or ignore into frame
select p.product, 'product'
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_policy p on p.version = s.version
 where h.type = 'policy' and p.product is not null;

-- Releases and items say no support and no class of their own.
insert or ignore into frame
select s.id, 'release'
  from (select id from frame where type = 'product') f
 cross join dossier.d_release l on l.product = f.id
 cross join dossier.span s on s.version = l.version;
insert or ignore into frame
select s.id, 'item'
  from (select id from frame where type = 'product') f
 cross join dossier.d_item i on i.product = f.id
 cross join dossier.span s on s.version = i.version;

-- Products as a whole ----------------------------------------------------------

insert or ignore into whole
select h.id, p.part
  from (select id from hit where type = 'product'
        union select id from frame where type = 'product') h
  join (select 1 as part union select 2) p;
insert or ignore into whole
select distinct l.product, p.part
  from (select id from hit where type = 'release'
        union select id from frame where type = 'release') h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_release l on l.version = s.version
  join (select 1 as part union select 2) p
 where l.product is not null;
insert or ignore into whole
select distinct i.product, 2
  from frame f
 cross join dossier.span s on s.id = f.id
 cross join dossier.d_item i on i.version = s.version
 where f.type = 'item' and i.product is not null;

-- A change of the attack surface is its own product's, and due by a release.
insert or ignore into whole
select distinct x.product, 2
  from frame f
 cross join dossier.d_surface x on x.release = f.id
 where f.type = 'release' and x.product is not null;

-- What names it ----------------------------------------------------------------

insert or ignore into again
select s.id
  from frame f
 cross join dossier.d_reference r on r.target = f.id
 cross join dossier.span s on s.version = r.version
 where s.type in ('issue', 'update', 'change', 'activity');
insert or ignore into again
select n.issue
  from frame f
 cross join dossier.d_notice n on n.to_release = f.id
 where f.type = 'release' and n.issue is not null;
insert or ignore into again
select s.id
  from (select id from again) a
 cross join dossier.d_notification_updates u on u.value = a.id
 cross join dossier.span s on s.version = u.version;

-- What is found by its SBOM ----------------------------------------------------

-- The first day on which its releases in support, or their SBOMs, can be others
-- than they were. What was an SBOM once is read for the days of then.
insert into otherwise
select case when min(s.from_seq) > turn.from_seq
                 or count(distinct json_array(s.withdrawn, l.product,
                          l.released_on, l.sbom)) > 1
                 or h.id in (select v.id
                               from hit d
                              cross join dossier.d_release b on b.sbom = d.id
                              cross join dossier.span v on v.version = b.version
                              where d.type = 'document')
            then min(l.released_on)
            when count(distinct coalesce(l.retired_on, '')) > 1
            then min(coalesce(l.retired_on, '9999-12-31')) end
  from turn
 cross join hit h
 cross join dossier.span s on s.id = h.id
       and s.to_seq > turn.from_seq and s.from_seq <= turn.to_seq
  left join dossier.d_release l on l.version = s.version
 where h.type = 'release'
 group by h.id;
insert into otherwise
select max((select min(l.released_on) from dossier.d_release l
             where l.product = h.id),
           case when min(s.from_seq) > turn.from_seq
                     or count(distinct json_array(s.withdrawn, p.supported_from)) > 1
                then min(p.supported_from)
                when count(distinct coalesce(p.supported_until, '')) > 1
                then min(coalesce(p.supported_until, '9999-12-31')) end)
  from turn
 cross join hit h
 cross join dossier.span s on s.id = h.id
       and s.to_seq > turn.from_seq and s.from_seq <= turn.to_seq
  left join dossier.d_product p on p.version = s.version
 where h.type = 'product'
 group by h.id;

-- What is confirmed on a day was recorded no more than a day before, or is
-- defective and counts only where it was withdrawn.
insert or ignore into again
select s.id
  from (select min(day) as day from otherwise) o
 cross join dossier.span s on s.from_seq >= (
	select c.seq from dossier.changeset c
	 where c.mainline = 1
	   and c.recorded >= cast(strftime('%s', o.day, '-1 day') as integer)
	 order by c.recorded, c.seq limit 1)
 where +s.type = 'issue';
insert or ignore into again
select w.id
  from (select min(day) as day from otherwise) o
 cross join dossier.span w on w.type = 'issue' and w.withdrawn = 1
 cross join dossier.span s on s.id = w.id
 cross join dossier.d_issue i on i.version = s.version
 where o.day is not null and i.confirmed_on >= o.day;
