-- SPDX-License-Identifier: Apache-2.0
--
-- 6.3-5 v1: the recipient can verify the integrity of an update.
--
-- A member is an artifact of a security update, available by the day judged
-- for, whose item was maintained on any day since; an update of the kind
-- without artifacts is itself a member that fails.
--
-- met      a signature, or a signed manifest that names the artifact, which
--          dossierfs verified over the stored bytes; and where the key is to
--          be had apart from the download; and instructions
-- partly   only a bare hash that matches; the signature cannot be verified
--          here (no key, unknown scheme); or key location or instructions lack
-- not-met  no bytes or no hash; the bytes hash otherwise; no integrity means;
--          the signature does not hold; MD5 or SHA-1
with member as materialized (
	select u.id as update_id, u.product, u.defect, u.available_on, a.n,
	       a.name, a.sha256, e.sha256 as stored,
	       a.integrity_method as method, a.integrity_scheme as scheme,
	       a.integrity_key as key, a.integrity_key_location as key_location,
	       a.integrity_instructions as instructions,
	       coalesce(a.integrity_method, a.integrity_scheme,
	                a.integrity_signature_file, a.integrity_manifest_file,
	                a.integrity_key, a.integrity_key_id,
	                a.integrity_key_location, a.integrity_instructions) is null as bare,
	       s.answer, s.why as said, p.state as key_state
	  from security_update u
	  left join update_artifacts a on a.id = u.id and u.defect is null
	  left join evidence e on e.id = u.id and e.name = a.name and not e.lost
	  left join signature_check s on s.id = u.id and s.n = a.n
	  left join proof p on p.document = a.integrity_key
	 where u.defect is not null or u.was_maintained
),
seen as materialized (
	select m.*,
	       case when m.defect is not null then 'defective'
	            when m.n is null then 'no-artifact'
	            when m.name is null or m.stored is null then 'no-bytes'
	            when m.sha256 is null then 'no-hash'
	            when m.stored <> m.sha256 then 'other-bytes'
	            when m.bare then 'no-integrity'
	            when m.scheme in ('md5', 'sha1') then 'weak'
	            when m.method = 'hash' then 'hash'
	            when m.key_state = 'broken' then 'broken-key'
	            when m.answer = 'invalid' then 'invalid'
	            when coalesce(m.answer, 'unknown') = 'unknown' then 'unverified'
	            when m.key_location is null or m.instructions is null then 'no-words'
	            else 'verified' end as what
	  from member m
)
select s.update_id || coalesce('/' || coalesce(s.name, s.n + 1), '') as id,
       case s.what when 'verified' then 'met' when 'defective' then 'unknown'
            when 'hash' then 'partly' when 'unverified' then 'partly'
            when 'no-words' then 'partly' else 'not-met' end as verdict,
       case s.what
            when 'defective' then printf('defective: %s', s.defect)
            when 'no-artifact' then 'no artifact is on record'
            when 'no-bytes' then 'the bytes of the artifact are absent'
            when 'no-hash' then 'the artifact has no recorded SHA-256'
            when 'other-bytes' then 'the stored bytes have another SHA-256 than the recorded one'
            when 'no-integrity' then 'no means of verifying its integrity is named'
            when 'weak' then printf('%s is no proof of integrity', upper(s.scheme))
            when 'hash' then 'only a bare hash, which matches; whoever changes the file can change the hash'
            when 'broken-key' then printf('the file of the key %s is absent or hashes otherwise', s.key)
            when 'invalid' then printf('the signature does not hold: %s', s.said)
            when 'unverified' then printf('not verifiable here: %s', coalesce(s.said, 'no means known'))
            when 'no-words' then 'the signature holds'
                 || case when s.key_location is null then ', but nothing says where the key is had apart from the download' else '' end
                 || case when s.instructions is null then ', but instructions for the recipient lack' else '' end
            else printf('%s over the stored bytes with the key %s', s.said, s.key)
            end as why,
       null as until, s.product, s.update_id as record, 'update' as type,
       case when s.what not in ('verified', 'defective', 'other-bytes', 'broken-key')
            then s.available_on end as since
  from seen s;
