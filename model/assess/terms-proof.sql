-- SPDX-License-Identifier: Apache-2.0
--
-- The term that stands on documents alone: those of terms.sql come after it.

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
