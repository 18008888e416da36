#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every valid report of the corpus is taken, and what the import counts is
# what jq counted (ground_truth.tsv). What is no report of these versions is
# refused, one by one, and changes nothing.
. "$(dirname "$0")/../lib.sh"
need_corpus sarif

new_dossier d
dossierfs -C d add product id=P title=Product supported_from=2020-01-01 \
	--author 'A Person <a@example.org>' >/dev/null

cat >choose.py <<'PY'
# Which files of the corpus are taken and which are refused.
import csv, os, sys
top = sys.argv[1]
no_sarif = {'badinput/generated/' + n for n in (
    'json-lines.json', 'sarif-latin1-invalid-utf8.sarif', 'sarif-nul-byte.sarif',
    'sarif-startline-1e400.sarif', 'sarif-startline-huge.sarif',
    'sarif-startline-nan.sarif', 'sarif-startline-neg.sarif',
    'sarif-startline-string.sarif', 'sarif-two-documents.sarif')} | {
    'sarif/codeql-action/invalid-sarif.sarif',              # results: 42
    'sarif/sarif-sdk-converters/AndroidStudio/AndroidStudio.sarif'}  # 2.0.0
# Valid by no CycloneDX schema: serial numbers, types of another kind.
no_cyclonedx = {
    'badinput/generated/cdx-specversion-number.json',
    'cyclonedx/trivy/pkg/sbom/cyclonedx/testdata/sad/invalid-serial.json',
    'cyclonedx/trustify/simple-ext-a.json',
    'cyclonedx/trustify/simple-ext-b.json',
    'matching/osv-scanner/testdata/sbom-insecure/alpine-zlib-16.cdx.json'}
rows = list(csv.reader(open(os.path.join(top, 'ground_truth.tsv')),
                       delimiter='\t', quoting=csv.QUOTE_NONE))[1:]
version = {r[0]: r[3] for r in rows if r[2] == 'specVersion'}
taken, refused = set(), set()
for name, form, metric, value, _ in rows:
    if not os.path.exists(os.path.join(top, name)):
        continue
    if form == 'sarif' and metric == 'results':
        (refused if name in no_sarif else taken).add(name)
    elif form == 'cyclonedx' and metric == 'components':
        good = (version[name] in ('1.4', '1.5', '1.6') and
                name not in no_cyclonedx and
                not (os.path.basename(name).startswith('invalid-') and
                     '/conformance/' in name))
        (taken if good else refused).add(name)
    elif form in ('grype', 'trivy'):
        taken.add(name)
    elif form == 'json-other' and name.startswith('badinput/generated/'):
        if not name.endswith(('.json', '.sarif')):
            continue
        refused.add(name)
for v in ('1.4', '1.5', '1.6'):
    folder = 'cyclonedx/conformance/' + v
    for n in os.listdir(os.path.join(top, folder)):
        if n.startswith('invalid-'):
            refused.add(folder + '/' + n)
for n in ('sarif-trailing-garbage', 'sarif-truncated', 'sarif-lone-surrogate',
          'sarif-utf16le-nobom', 'sarif-version-2.2'):
    refused.add('badinput/generated/%s.sarif' % n)
refused.add('badinput/generated/gzip-bomb-100MB.json.gz')
refused.add('badinput/generated/zip-bomb-100MB.zip')
for form, list_ in (('taken', taken), ('refused', refused - taken)):
    with open(form, 'w') as f:
        f.writelines(n + '\n' for n in sorted(list_))
PY

cat >compare.py <<'PY'
# The import's reports against the ground truth, metric by metric.
import csv, hashlib, json, os, sys
top = sys.argv[1]
names = [l.rstrip('\n') for l in open('taken')]
reports, first = {}, {}
for name, report in zip(names, json.load(open('report'))['files']):
    digest = hashlib.sha256(open(os.path.join(top, name), 'rb').read()).digest()
    reports[name] = first.setdefault(digest, report)
held = {
    ('sarif', 'runs'): 'runs', ('sarif', 'results'): 'results',
    ('sarif', 'rules'): 'rules',
    ('sarif', 'results_baseline_absent'): 'results absent (fixed)',
    ('sarif', 'results_kind_not_fail'): 'results of another kind than fail',
    ('sarif', 'results_suppressed'): 'results with suppressions',
    ('sarif', 'results_without_level'): 'results without level',
    ('sarif', 'results_without_location'): 'results without location',
    ('sarif', 'results_without_ruleId'): 'results without rule',
    ('cyclonedx', 'components'): 'components',
    ('cyclonedx', 'components_without_purl'): 'components without purl',
    ('cyclonedx', 'components_without_version'): 'components without version',
    ('cyclonedx', 'distinct_purls'): 'distinct purls',
    ('cyclonedx', 'vulnerabilities'): 'vulnerabilities',
    ('cyclonedx', 'affects'): 'affected components',
    ('cyclonedx', 'vulnerabilities_with_analysis'): 'vulnerabilities with analysis',
    ('cyclonedx', 'vuln_ids_distinct'): 'distinct vulnerabilities',
    ('grype', 'distinct_vuln_ids'): 'distinct vulnerabilities',
    ('grype', 'matches'): 'matches', ('grype', 'ignoredMatches'): 'ignored matches',
    ('trivy', 'vulnerabilities'): 'vulnerabilities',
    ('trivy', 'misconfigurations'): 'misconfigurations',
    ('trivy', 'secrets'): 'secrets', ('trivy', 'licenses'): 'licences',
}
files, metrics, wrong, truth = set(), {}, [], {}
for name, form, metric, value, _ in csv.reader(
        open(os.path.join(top, 'ground_truth.tsv')), delimiter='\t',
        quoting=csv.QUOTE_NONE):
    if name in reports and metric == 'specVersion':
        metrics[form, metric] = metrics.get((form, metric), 0) + 1
        if reports[name]['format'] != 'CycloneDX ' + value:
            wrong.append('%s: %s' % (name, reports[name]['format']))
    if name not in reports or (form, metric) not in held:
        continue
    got = reports[name]['holds'].get(held[form, metric], 0)
    truth.setdefault((form, name), {})[metric] = int(value)
    files.add(name)
    metrics[form, metric] = metrics.get((form, metric), 0) + 1
    if got != int(value):
        wrong.append('%s: %s is %d, not %s' % (name, metric, got, value))
# What is a finding: MODEL.md, "From reports to records".
for (form, name), t in truth.items():
    r = reports[name]
    n = r['findings']
    if form == 'sarif':
        good = n + r['skipped'] == t['results'] and r['suppressed'] <= t['results_suppressed']
        good = good and max(t['results_baseline_absent'], t['results_kind_not_fail']) <= r['skipped']
    elif form == 'grype':
        good = n == t['matches'] + t['ignoredMatches'] and r['suppressed'] == t['ignoredMatches']
    elif form == 'trivy':
        good = n == sum(t.values())
    else:
        good = r['components'] == t['components'] and (n == 0 or n >= t['vulnerabilities'])
    metrics[form, 'findings'] = metrics.get((form, 'findings'), 0) + 1
    if not good:
        wrong.append('%s: %d findings, %d skipped of %s' % (name, n, r['skipped'], t))
for (form, metric), n in sorted(metrics.items()):
    print('# %-10s %-30s %d files' % (form, metric, n))
print('# %d files, %d values compared' % (len(files), sum(metrics.values())))
print('\n'.join(wrong))
sys.exit(bool(wrong) or len(files) < 400)
PY

python3 choose.py "$CORPUS"
sed "s|^|$CORPUS/|" taken | tr '\n' '\0' |
	xargs -0 "$DOSSIERFS" -C d import --json --author 'A Person <a@example.org>' >report 2>err
is "every valid report of the corpus is taken" "$? $(cat err)" "0 "
python3 compare.py "$CORPUS" >compared 2>&1
is "its counts equal the ground truth" "$? $(grep -v '^#' compared)" "0 "
grep '^#' compared

before=$(git -C d/git rev-parse main)
while read -r name; do
	dossierfs -C d import "$CORPUS/$name" --author 'A Person <a@example.org>' >out 2>err
	status=$?
	[ $status = 2 ] && [ "$(wc -l <err)" = 1 ] && continue
	echo "# $name: exit status $status: $(cat out err | head -1)"
	echo "$name" >>taken-anyway
done <refused
is "the $(wc -l <refused) that are none of these are refused with a sentence" \
	"$(cat taken-anyway 2>/dev/null)" ""
is "what is refused changes nothing" "$(git -C d/git rev-parse main)" "$before"
finish
