-- SPDX-License-Identifier: Apache-2.0
--
-- What changed: where scope.sql begins.

-- What was set or withdrawn since; files count for the record they are of.
insert or ignore into hit
select coalesce(s.owner, s.id), case s.type when 'evidence' then (
		select x.type from dossier.span x where x.id = s.owner limit 1)
	when 'findings' then 'activity' else s.type end
  from turn cross join dossier.span s
 where s.from_seq > turn.from_seq and s.from_seq <= turn.to_seq
   and s.type <> 'defect';

-- Records that point at one that came or went may be defective by it, and what
-- a document proves changes with it.
insert or ignore into hit
select s.id, s.type
  from turn
 cross join hit h
 cross join dossier.d_reference r on r.target = h.id
 cross join dossier.span s on s.version = r.version
 where s.type <> 'defect'
   and (h.type = 'document'
        or exists (select 1 from dossier.span a
                    where a.id = h.id and a.withdrawn = 0
                      and a.from_seq <= turn.from_seq and a.to_seq > turn.from_seq)
           <> exists (select 1 from dossier.span b
                       where b.id = h.id and b.withdrawn = 0
                         and b.from_seq <= turn.to_seq and b.to_seq > turn.to_seq));

-- Where nearly everything hangs on it.
insert into everything select 1 from hit where type = 'catalog' limit 1;
insert into everything
select 1
  from hit h
 cross join dossier.span s on s.id = h.id
 cross join dossier.d_policy p on p.version = s.version
 where h.type = 'policy' and p.product is null
 limit 1;

-- Where an id goes from a record of one type to one of another.
insert into everything
select 1
  from turn
 cross join dossier.span s
 cross join dossier.span o on o.id = s.id
 where s.from_seq > turn.from_seq and s.from_seq <= turn.to_seq
   and s.withdrawn = 1
   and o.from_seq = s.from_seq and o.withdrawn = 0
   and o.type <> s.type
 limit 1;
