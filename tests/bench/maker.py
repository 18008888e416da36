# SPDX-License-Identifier: Apache-2.0
"""The records of a made-up dossier.

Every number that decides whether something was done, in time or at all, is
taken from the record's own number, so that each rule has members of each
verdict in any size. Days count from FIRST; what is put on a day is the
change-set of that day, and the dossier ends before DAYS.
"""
import base64
import datetime
import hashlib
import json
import random
import subprocess
import tempfile

FIRST = datetime.date(2021, 1, 4)
DAYS = 1500
RELEASES = 8     # of each product
EVERY = 180      # days between them
FIELD = 3        # how many of a product are in the field at a time
ITEMS = 6        # of each product
SAST = 772       # findings of a static analysis: 100 products have a million
WORDS = """buffer overflow in the parser of pump settings lets a nurse's
tablet restart while an infusion is running certificate of the gateway expires
without warning log file keeps names of patients after export service account
has more rights than it needs update channel accepts an older version library
reads past the end of a crafted image session stays open after logout""".split()
SCORES = {'critical': '9.8', 'high': '7.5', 'medium': '5.3', 'low': '2.1',
          'none': '0.0'}
LEVELS = list(SCORES)
PEOPLE = ['Ann Bell', 'Bo Chen', 'Cem Demir', 'Dana Egger', 'Eva Falk']
PROCEDURES = {
    'Security advisory and update notification procedure': """Users of the
device are informed of each security update by e-mail within seven days.

Each security update comes with a statement of the releases with which it is
compatible.

Each package carries a digital signature made with the release key.

The user verifies the signature of the package with the public key before
installation.""",
    'Security issue resolution procedure': """Each confirmed vulnerability is
assessed, ranked and handled by the product security team until it is closed.

For each vulnerability we decide whether it is disclosed and record who
decided.

The impact of each change on safety, security and effectiveness is reviewed.

All open security issues are reviewed before each release of the product."""}


class Number(float):
    """A score with one decimal, as the canonical form has it."""

    def __repr__(self):
        return '%.1f' % self


def canonical(record):
    return (json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True)
            + '\n').encode()


def without_gaps(value):
    """The value without what is None in it."""
    if isinstance(value, dict):
        return {k: without_gaps(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_gaps(v) for v in value]
    return value


def shard(name):
    return hashlib.sha256(name.lower().encode()).hexdigest()[:2]


def released(p, v):
    """The day on which a product's version goes out."""
    return v * EVERY + p % 30


def newest(p, day):
    """The version of a product that is the newest on a day."""
    v = max((day - p % 30) // EVERY, 0)
    return min(v, RELEASES - 1)


class Key:
    """An Ed25519 key that is always the same, and openssl that signs."""

    # RFC 8410, section 7: what stands before the 32 bytes of the key
    PREFIX = bytes.fromhex('302e020100300506032b657004220420')

    def __init__(self):
        self.file = tempfile.NamedTemporaryFile(suffix='.pem')
        key = self.PREFIX + hashlib.sha256(b'bench').digest()
        self.file.write(b'-----BEGIN PRIVATE KEY-----\n'
                        + base64.encodebytes(key)
                        + b'-----END PRIVATE KEY-----\n')
        self.file.flush()

    def public(self):
        return subprocess.run(
            ['openssl', 'pkey', '-in', self.file.name, '-pubout'],
            stdout=subprocess.PIPE, check=True).stdout

    def sign(self, text):
        with tempfile.NamedTemporaryFile() as f:
            f.write(text)
            f.flush()
            return subprocess.run(
                ['openssl', 'pkeyutl', '-sign', '-rawin', '-inkey',
                 self.file.name, '-in', f.name],
                stdout=subprocess.PIPE, check=True).stdout


class Maker:
    def __init__(self, issues, seed):
        self.random = random.Random(seed)
        self.issues = issues
        self.products = min(max(issues // 1000, 3), 100)
        self.days = [{} for _ in range(DAYS)]
        self.numbers = {}
        self.phrases = [
            ' '.join(self.random.choices(WORDS, k=self.random.randint(6, 14)))
            for _ in range(5000)]

    # What records are made of

    def words(self):
        return self.random.choice(self.phrases)

    def text(self, paragraphs):
        return '\n\n'.join(
            '. '.join(self.random.choices(self.phrases,
                                          k=self.random.randint(3, 7)))
            for _ in range(paragraphs))

    def person(self):
        return self.random.choice(PEOPLE)

    @staticmethod
    def on(day):
        return (FIRST + datetime.timedelta(
            min(max(day, 0), DAYS - 1))).isoformat()

    def number(self, prefix):
        """The next id of a kind."""
        self.numbers[prefix] = self.numbers.get(prefix, -1) + 1
        return '%s-%06d' % (prefix, self.numbers[prefix])

    def file(self, day, path, text):
        self.days[min(max(day, 0), DAYS - 1)][path] = text

    def put(self, day, record):
        record = without_gaps(record)
        record.setdefault('title', self.words()[:60].strip())
        self.file(day, 'records/%s/%s/%s.json' % (
            record['type'], shard(record['id']), record['id']),
            canonical(record))
        return record['id']

    def evidence(self, day, record, name, text):
        self.file(day, 'evidence/%s/%s/%s' % (shard(record), record, name),
                  text)

    def document(self, day, kind, title, name, text, media='text/plain',
                 **more):
        record = self.number('DOC')
        self.put(day, dict({
            'type': 'document', 'id': record, 'title': title, 'kind': kind,
            'version': '1', 'state': 'approved', 'author': PEOPLE[0],
            'approved_by': PEOPLE[1], 'approved_on': self.on(day),
            'valid_on': self.on(day),
            'file': {'name': name, 'sha256': hashlib.sha256(text).hexdigest(),
                     'size': len(text), 'media_type': media}}, **more))
        self.evidence(day, record, name, text)
        return record

    def report(self, day, kind='report', title=None):
        lines = min(int(self.random.paretovariate(1.3) * 15), 4000)
        text = '\n'.join(self.random.choices(self.phrases, k=lines)) + '\n'
        number = self.numbers.get('DOC', -1) + 1
        return self.document(day, kind, title or self.words()[:60].strip(),
                             '%s-%d.txt' % (kind, number), text.encode())

    # Of the dossier as a whole

    def common(self):
        for title, text in PROCEDURES.items():
            record = self.document(0, 'procedure', title,
                                   title.replace(' ', '-') + '.md',
                                   text.encode(), 'text/markdown')
            clause = '6.3' if 'advisory' in title else '9.5'
            for aspect in range(1, 4):
                self.put(1, {
                    'type': 'attestation', 'id': self.number('ATT'),
                    'document': record, 'document_sha256':
                        hashlib.sha256(text.encode()).hexdigest(),
                    'signal': clause + '-content', 'aspect': str(aspect),
                    'answer': 'yes', 'by': PEOPLE[2], 'on': self.on(1)})
        self.key = Key()
        self.key_document = self.document(0, 'other', 'Release key', 'key.pem',
                                          self.key.public())
        self.risk_file = self.report(0, 'record', 'Risk management file')
        self.put(0, {'type': 'policy', 'id': 'POL-GENERAL',
                     'title': 'Terms of security work',
                     'valid_from': self.on(0), 'by': PEOPLE[0],
                     'dast_days': 90, 'pentest_days': 365,
                     'sast': 'each_release'})
        self.put(400, {'type': 'applicability', 'id': 'APP-000000',
                       'subject': 'activity:dast', 'product': 'PRD-2',
                       'applicable': False, 'by': PEOPLE[0],
                       'reason': 'has no interface that could be tested',
                       'on': self.on(400), 'review_by': self.on(1400)})

    def product(self, p):
        product = 'PRD-%d' % p
        self.put(0, {'type': 'product', 'id': product,
                     'title': 'Infusion pump, series %d' % p,
                     'manufacturer': 'Example Devices',
                     'supported_from': '2020-06-01',
                     'supported_until': self.on(1300) if p % 20 == 19
                     else None})
        for i in range(ITEMS):
            self.item(p, i)
        if p % 5 == 0:
            for day in (0, 500):
                self.put(day, {
                    'type': 'policy', 'id': 'POL-%d-%d' % (p, day),
                    'title': 'Terms of ' + product, 'product': product,
                    'valid_from': self.on(day), 'by': PEOPLE[0],
                    'scan_days': 14 if p % 10 else 3000,
                    'triage_days': 20 - day // 100})
        for v in range(RELEASES):
            self.release(p, v)
        for day in (700, 1420):
            self.surface(p, day)

    def item(self, p, i):
        own = i in (0, 1, 5)
        purl = ('pkg:generic/own-%d-%d' % (p, i) if own else
                'pkg:generic/shared-%d' % (p // 4) if i == 2 else
                'pkg:deb/debian/lib%d-%d' % (p, i))
        record = {
            'type': 'item', 'id': 'ITM-%d-%d' % (p, i),
            'title': 'Software item %d' % i, 'product': 'PRD-%d' % p,
            'purls': [purl], 'own_code': own, 'class_by': PEOPLE[0],
            'class': ('maintained', 'supported', 'maintained', 'maintained',
                      'required', 'maintained')[i], 'class_on': self.on(0),
            'supplier': None if own else {
                'name': 'Library makers', 'contact': 'security@example.net'}}
        self.put(0, record)
        if i == 3 and p % 4 == 0:
            self.put(800, dict(record, **{
                'class': 'supported', 'class_on': self.on(800),
                'class_reason': 'its maker ended the branch'}))

    def bill(self, p, v):
        parts = ['pkg:generic/own-%d-%d@%d.0' % (p, i, v) for i in (0, 1, 5)]
        parts += ['pkg:deb/debian/lib%d-%d@%d.0' % (p, i, v) for i in (3, 4)]
        parts.append('pkg:generic/shared-%d@1.%d' % (p // 4, v))
        parts += ['pkg:deb/debian/part%d@%d.%d' % (i, p % 7, v)
                  for i in range(54)]
        return json.dumps({
            'bomFormat': 'CycloneDX', 'specVersion': '1.5', 'version': 1,
            'components': [{'type': 'library', 'purl': purl,
                            'name': purl.split('/')[-1].split('@')[0],
                            'version': purl.split('@')[1]}
                           for purl in parts]}).encode()

    def release(self, p, v):
        """What is put before the day on which it goes out, on it, and when a
        later one takes its place."""
        day = released(p, v)
        name = 'PRD-%d version %d' % (p, v + 1)
        record = {
            'type': 'release', 'id': 'REL-%d-%d' % (p, v), 'title': name,
            'product': 'PRD-%d' % p, 'version': '%d.0' % (v + 1),
            'commit': hashlib.sha1(name.encode()).hexdigest(),
            'released_on': self.on(day),
            'attack_surface': None if v % 4 == 3 else {
                'changed': v == 3, 'by': PEOPLE[1], 'on': self.on(day)}}
        planned = {k: record[k] for k in ('type', 'id', 'title', 'product',
                                          'version')}
        self.put(day - 20, planned)
        lacking = p == self.products - 1 and v == 0
        sbom = self.document(
            day, 'sbom', 'Bill of materials of ' + name,
            'bom-%d-%d.json' % (p, v), self.bill(p, v), 'application/json')
        self.put(day, record if lacking else dict(record, sbom=sbom))
        if lacking:
            self.put(day + 60, dict(record, sbom=sbom))
        if v + FIELD < RELEASES:
            gone = released(p, v + FIELD)
            self.put(gone, dict(record, sbom=sbom, retired_on=self.on(gone)))
        self.put(day + 30, {
            'type': 'install_base', 'id': self.number('INB'),
            'release': record['id'], 'on': self.on(day + 30),
            'count': 100 + p * 7 % 300})

    def surface(self, p, day):
        v = newest(p, day)
        self.put(day, {
            'type': 'surface', 'id': self.number('SRF'),
            'product': 'PRD-%d' % p, 'release': 'REL-%d-%d' % (p, v),
            'on': self.on(day), 'interface': 'wireless', 'by': PEOPLE[1],
            'significant': p % 3 != 0,
            'deferral': {'by': PEOPLE[0], 'on': self.on(day),
                         'reason': 'waits for the new laboratory',
                         'until': self.on(day + 400)} if p % 5 == 1 else None})

    # Issues: what becomes of one is its fate, 0 to 19

    def fate(self, n):
        return (n // self.products) % 20

    def found(self, n):
        return n * (DAYS - 200) // self.issues

    def ended(self, n):
        """The day on which an issue is open no more; None: it is open."""
        fate = self.fate(n)
        if fate in (0, 1, 3, 5, 6) or (fate == 2 and n % 3 == 0) or (
                fate == 4 and n < self.products * 20):
            return None
        return self.found(n) + {2: 8, 9: 190}.get(
            fate, (60 if self.is_slow(n) else 25) + n % 30)

    def is_others(self, n):
        """Whether an issue is another maker's."""
        return n // self.products % 10 == 7

    @staticmethod
    def is_slow(n):
        return n % 11 == 0

    def issue(self, n):
        fate, day, p = self.fate(n), self.found(n), n % self.products
        v, i = newest(p, day), (n // self.products) % ITEMS
        affected = [v] if n % 3 else sorted({max(v - 1, 0), v})
        record = {
            'type': 'issue', 'id': 'ISS-%06d' % n, 'product': 'PRD-%d' % p,
            'title': self.words()[:70].strip(),
            'identified_on': self.on(day),
            'description': self.text(self.random.randint(1, 4)),
            'items': ['ITM-%d-%d' % (p, i)],
            'affected': ['REL-%d-%d' % (p, a) for a in affected],
            'origin': {'kind': 'proactive' if n % 2 else 'reactive',
                       'source': 'code review'},
            'owner': None if fate == 1 else self.person(), 'state': 'new'}
        self.put(day, record)
        if fate < 2:
            return
        if fate == 2:
            self.put(day + 8, dict(
                record, state='rejected', rejected_reason=self.words()
                if n % 3 else 'tbd'))
            return
        if n % 4 == 0:
            self.report_of = self.report(day)
        record.update(self.confirmed(n, day, fate))
        self.put(day + 5 + n % 6, record)
        if fate != 3:
            self.decided(n, day, fate, record)

    def confirmed(self, n, day, fate):
        level = LEVELS[n * 7 % 5]
        return {
            'state': 'confirmed', 'confirmed_on': self.on(day + 5),
            'severity': {'level': level, 'score': Number(SCORES[level])},
            'root_cause': self.words(), 'safety_impact': self.words(),
            'effectiveness_impact': self.words(),
            'references': ['CVE-%d-%05d' % (2021 + day // 365, n % 100000)],
            'third_party': {'item': 'ITM-%d-%d' % (
                n % self.products, 2 + n // self.products % 3)}
            if self.is_others(n) else None}

    def decided(self, n, day, fate, record):
        p = n % self.products
        late = 45 if self.is_slow(n) else 12
        record.update(
            route=None if n % 13 == 0 else {
                'way': ['environment' if fate == 11 else 'resolution'],
                'reason': self.words(), 'by': self.person(),
                'on': self.on(day + late - 2),
                'document': self.risk_file if fate == 11 else None},
            disclosure=self.disclosure(n, day + late))
        self.put(day + late, record)
        if n % 3 == 0:
            self.notices(n, day + 20)
        if fate == 4 and self.ended(n):
            self.put(self.ended(n), dict(
                record, state='closed', closed_on=self.on(self.ended(n)),
                duplicate_of='ISS-%06d' % (n - self.products)))
        elif fate == 5:
            self.put(day + 50, dict(record, state='accepted', acceptance={
                'residual_risk': self.words(), 'criterion': self.words(),
                'by': PEOPLE[n % 5], 'on': self.on(day + 50),
                'expires_on': self.on(day + 300) if n % 3 else None}))
        elif fate >= 6:
            self.resolved(n, p, fate, record)

    def disclosure(self, n, day):
        if n % 17 == 0:
            return None
        decision = ('no', 'disclose', 'defer', 'disclose')[n % 4]
        return {
            'decision': decision, 'by': self.person(), 'on': self.on(day),
            'impact': self.words(), 'residual_risk': 'low',
            'reason': self.words() if n % 19 else None,
            'until': self.on(day + 200 + n % 900) if decision == 'defer'
            else None,
            'advisory': {'published_on': self.on(day),
                         'url': 'https://example.org/advisory/%d' % n}
            if n % 8 == 1 else None}

    def resolved(self, n, p, fate, record):
        end = self.ended(n) or self.found(n) + 80
        fixing = min(newest(p, end) + 1, RELEASES - 1)
        if n % 2 == 0:
            self.change(n, end, 'REL-%d-%d' % (p, fixing))
        record = dict(record, state='resolved',
                      fixed_in=['REL-%d-%d' % (p, fixing)] if n % 5 else None)
        self.put(end - 1, record)
        if fate == 6:
            return
        self.put(end, dict(
            record, state='closed', closed_on=self.on(end),
            verification=None if fate == 7 else {
                'by': self.person(), 'on': self.on(end),
                'result': 'fail' if fate == 10 else 'pass',
                'evidence': [self.report_of] if fate != 8 else None}))

    def change(self, n, day, release):
        author = PEOPLE[n % 5]
        self.put(day - 1, {
            'type': 'change', 'id': 'CHG-%06d' % n,
            'issues': ['ISS-%06d' % n], 'release': release,
            'commit': hashlib.sha1(b'%d' % n).hexdigest(), 'author': author,
            'made_on': self.on(day - 2),
            'impact': None if n % 14 == 0 else {
                'safety': self.words(), 'security': self.words(),
                'effectiveness': 'todo' if n % 16 == 0 else self.words(),
                'reviewer': author if n % 18 == 0 else PEOPLE[(n + 1) % 5],
                'reviewed_on': self.on(day - 1),
                'risk_file': self.risk_file, 'significant_change': False}})

    def notices(self, n, day):
        p = n % self.products
        issue = 'ISS-%06d' % n
        if self.is_others(n):
            notice, text = self.number('NTC'), self.text(1).encode()
            self.evidence(day, notice, 'letter.txt', text)
            self.put(day, {
                'type': 'notice', 'id': notice, 'issue': issue,
                'kind': 'third_party', 'addressee': 'Library makers',
                'to_item': 'ITM-%d-2' % p, 'sent_on': self.on(day),
                'acknowledged_on': self.on(day) if n % 4 else None,
                'content': {'name': 'letter.txt', 'size': len(text),
                            'sha256': hashlib.sha256(text).hexdigest(),
                            'media_type': 'text/plain'}})
        for older in range(1, FIELD):
            v = newest(p, self.found(n)) - older
            if v < 0:
                break
            self.put(day, {
                'type': 'notice', 'id': self.number('NTC'), 'issue': issue,
                'kind': 'product', 'to_release': 'REL-%d-%d' % (p, v),
                'to_product': 'PRD-%d' % p, 'addressee': PEOPLE[3],
                'sent_on': self.on(day),
                'answer': {'state': 'not_affected', 'on': self.on(day),
                           'justification': self.words()} if n % 4 else None})

    # Updates, and what users were told of them

    def update(self, u):
        n = u * 5 + (3 if u % 4 == 0 else 4)
        if n >= self.issues:
            return
        p, i = n % self.products, (n // self.products) % ITEMS
        day = self.found(n) + 50 + u % 40
        v = newest(p, day)
        fixes = [k for k in (n, n - self.products, n - 2 * self.products)
                 if k >= 0]
        update = 'UPD-%06d' % u
        state = {3: 'not_approved', 4: 'under_evaluation'}.get(
            u % 10, 'approved')
        record = {
            'type': 'update', 'id': update, 'product': 'PRD-%d' % p,
            'item': 'ITM-%d-%d' % (p, i), 'security': u % 25 != 0,
            'available_on': self.on(day),
            'approval': {'state': state, 'by': self.person(),
                         'on': self.on(day), 'reason': self.words()},
            'fixes': ['ISS-%06d' % k for k in fixes],
            'applies_to': ['REL-%d-%d' % (p, k)
                           for k in range(max(v - 2, 0), v + 1)],
            'availability': [{
                'channel': 'download', 'from': self.on(day),
                'audience': 'all' if u % 9 else 'clinics'}],
            'artifacts': self.artifacts(u, day)}
        self.put(day, record)
        notification = u % 10 and self.notification(u, day, record)
        if state == 'approved' or u % 3 == 0:
            return
        self.put(day + 6, dict(record, mitigation={
            'text': self.words(), 'residual_risk': 'low',
            'decided_on': self.on(day), 'communicated_on': self.on(day + 6),
            'notification': notification or None}))

    def artifacts(self, u, day):
        """One of two in five; half of these with a signature. Signing takes
        a process, so updates share the bytes of four hundred packages."""
        if u % 5 > 1:
            return None
        update, name = 'UPD-%06d' % u, 'update-%d.bin' % u
        text = hashlib.sha512(b'%d' % (u % 2000)).digest() * 8
        integrity = {'method': 'hash', 'scheme': 'sha256'}
        if u % 5 == 0:
            if text not in self.signatures:
                self.signatures[text] = self.key.sign(text)
            signature = self.signatures[text]
            if u % 35 == 0:
                signature = signature[1:] + signature[:1]
            self.evidence(day, update, name + '.sig', signature)
            integrity = {
                'method': 'signature', 'scheme': 'openssl-ed25519',
                'signature_file': name + '.sig', 'key': self.key_document,
                'key_location': 'https://example.org/key',
                'instructions': 'openssl pkeyutl -verify'}
        self.evidence(day, update, name, text)
        return [{'name': name, 'size': len(text), 'integrity': integrity,
                 'sha256': hashlib.sha256(text).hexdigest()}]

    def notification(self, u, day, update):
        sent = day + (4 if u % 7 else 40)
        return self.put(sent, {
            'type': 'notification', 'id': 'NTF-%06d' % u,
            'updates': [update['id']], 'issues': update['fixes'][:1],
            'sent_on': self.on(sent), 'channel': 'mail',
            'audience': 'all' if u % 8 else None, 'recipients': 120,
            'proof': [self.report(sent, 'letter')] if u % 4 == 1 else
            [self.risk_file],
            'compatibility': None if u % 6 == 0 else {
                'rows': [{'release': r, 'environment': 'ward network',
                          'result': 'compatible'}
                         for r in update['applies_to']],
                'author': PEOPLE[u % 5], 'approved_by': PEOPLE[(
                    u + (u % 12 != 1)) % 5], 'approved_on': self.on(day),
                'evidence': [self.risk_file]}})

    # Reviews and activities

    def reviews(self, p):
        issues = [(n, self.found(n), self.ended(n))
                  for n in range(p, self.issues, self.products)]
        for v in range(1, RELEASES):
            day = released(p, v) - 3
            if p % 10 == 7 or v == 2:
                continue
            ids = [n for n, a, b in issues if a <= day and
                   (b is None or b > day)]
            if v % 4 == 3:
                ids = ids[:len(ids) * 6 // 7]
            self.put(day, {
                'type': 'review', 'id': 'REV-%d-%d' % (p, v),
                'kind': 'open_issues', 'product': 'PRD-%d' % p,
                'release': 'REL-%d-%d' % (p, v), 'held_on': self.on(day),
                'attendees': [{'name': a, 'role': 'reviewer'}
                              for a in PEOPLE[:3]],
                'minutes': self.report(day, 'minutes'),
                'issues': [{'id': 'ISS-%06d' % n, 'decision': 'stays open',
                            'rationale': self.words()
                            if n % 50 or v % 2 else None}
                           for n in ids]})

    def finding(self, kind, p, i):
        """The same of a product in each of its runs."""
        if kind == 'sbom_scan':
            purl = 'pkg:deb/debian/part%d' % i
            return {'fingerprint': '%s|CVE-2022-%05d' % (purl, i),
                    'class': 'vulnerability', 'level': 'warning',
                    'purl': purl, 'vulnerability': 'CVE-2022-%05d' % i,
                    'message': self.words()}
        return {'fingerprint': 'v1:%s' % hashlib.md5(
                    b'%d %d %s' % (p, i, kind.encode())).hexdigest(),
                'class': 'code', 'rule': 'CWE-%d' % (i % 40 + 100),
                'level': 'error' if i % 12 == 0 else 'warning',
                'location': 'src/part%d.c:%d' % (i % 30, i * 7 + 1),
                'message': self.words()}

    def activity(self, kind, p, v, day, count, **more):
        n = self.numbers.get('ACT', -1) + 1
        record = self.number('ACT')
        release = 'REL-%d-%d' % (p, v)
        self.put(day, dict({
            'type': 'activity', 'id': record, 'title': 'Run of ' + kind,
            'kind': kind, 'product': 'PRD-%d' % p, 'release': release,
            'tool': {'name': kind, 'version': '4.1', 'ruleset': 'all'},
            'scope': 'everything', 'performed_on': self.on(day),
            'performed_by': PEOPLE[4], 'independence': 'other department',
            'date_from': 'report', 'retain_until': '2045-12-31',
            'result': self.report(day, 'record') if n % 3 == 0 else None,
            'findings_total': count}, **more))
        lines = [json.dumps(self.finding(kind, p, i), sort_keys=True,
                            separators=(',', ':')) + '\n'
                 for i in range(count)]
        if lines:
            self.file(day, 'findings/%s/%s.jsonl' % (shard(record), record),
                      ''.join(lines).encode())

    def activities(self, p):
        for v in range(RELEASES):
            day = released(p, v)
            if (p + v) % 9:
                self.activity(
                    'sast', p, v, max(day - 1, 0), SAST, ci_run='run-%d' % v,
                    gate={'passed': v % 5 != 0},
                    commit=hashlib.sha1(b'PRD-%d version %d' % (
                        p, v + 1)).hexdigest())
            every = 7 if p % 10 == 0 else 60
            for at in range(day + 2, min(day + FIELD * EVERY, DAYS), every):
                self.activity('sbom_scan', p, v, at,
                              40 if p % 20 else 0,
                              database_on=self.on(at - 1))
        for day in range(20 + p % 30, DAYS, 85 + p % 3 * 5):
            self.activity('dast', p, newest(p, day), day, 60,
                          interfaces=['wireless'])
        for day in range(40 + p % 30, DAYS, 350 + p % 2 * 60):
            self.activity('pentest', p, newest(p, day), day, 10,
                          interfaces=['wireless'])

    def dispositions(self, p):
        runs = [('sbom_scan', i) for i in range(40)]
        runs += [('sast', i) for i in range(0, SAST, 12)]
        for at, (kind, i) in enumerate(runs):
            if at % 8 == p % 8 and (p % 2 or kind == 'sbom_scan'):
                continue
            day = released(p, 0) + 5 + at % 30
            self.put(day, {
                'type': 'disposition', 'id': self.number('DSP'),
                'product': 'PRD-%d' % p, 'state': 'false_positive',
                'fingerprint': self.finding(kind, p, i)['fingerprint'],
                'reason': self.words(), 'by': PEOPLE[2], 'on': self.on(day),
                'until': self.on(day + 900) if at % 6 == 0 and p % 2
                else None})

    # Whole dossiers

    def issues_alone(self):
        self.put(0, {'type': 'product', 'id': 'PRD-0', 'title': 'Pump',
                     'supported_from': '2020-06-01'})
        for n in range(self.issues):
            self.put(self.found(n), {
                'type': 'issue', 'id': 'ISS-%06d' % n, 'product': 'PRD-0',
                'identified_on': self.on(self.found(n)), 'state': 'new',
                'description': self.text(2), 'owner': self.person()})

    def dossier(self):
        self.signatures = {}
        self.common()
        self.report_of = self.risk_file
        for p in range(self.products):
            self.product(p)
        for n in range(self.issues):
            self.issue(n)
        for u in range(self.issues // 5):
            self.update(u)
        for p in range(self.products):
            self.reviews(p)
            self.activities(p)
            self.dispositions(p)
