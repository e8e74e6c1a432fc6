import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Accepted, acceptedPackagesIn } from '../../lib/scans/accepted';
import { packagesIn } from '../../lib/scans/lockfile';
import { scanLicences, scanScripts } from '../../lib/scans/of-lockfile';
import { scanAdvisories, scanSignatures } from '../../lib/scans/of-registry';
import { scanSecrets } from '../../lib/scans/of-source';

const OWN = acceptedPackagesIn(readFileSync('dependencies.yaml', 'utf8'));
const TODAY = '2026-11-28';

const NOTHING: Accepted = { installScripts: {}, licences: { code: [], tools: [] }, advisories: [], secrets: {} };
const locked = (packages: Readonly<Record<string, object>>) =>
  packagesIn(JSON.stringify({ packages: { '': {}, ...packages } }));

describe('the packages of this repository', () => {
  const packages = packagesIn(readFileSync('package-lock.json', 'utf8'));

  test('that want to run a script are on the list, and nobody else is', () => {
    expect(scanScripts(packages, OWN)).toMatchObject({ status: 'pass' });
  });

  test('have licences that are accepted, all of which somebody has', () => {
    expect(scanLicences(packages, OWN)).toMatchObject({ status: 'pass' });
  });
});

test('no install runs scripts: of a job by its command, of a person by the settings', () => {
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

describe('a package that wants to run a script', () => {
  const packages = locked({ 'node_modules/a/node_modules/@x/b': { version: '1.0.0', hasInstallScript: true } });

  test('is refused with what to do', () => {
    expect(scanScripts(packages, NOTHING)).toEqual({
      name: 'install scripts',
      status: 'fail',
      says: [expect.stringMatching(/^@x\/b 1\.0\.0 wants to run a script.*take another package, or say under/)],
    });
  });

  test('is taken where somebody says why it works without, also below another name of the language', () => {
    const reason = 'works without, and somebody has tried';
    expect(scanScripts(packages, { ...NOTHING, installScripts: { '@x/b': reason } }).status).toBe('pass');
    expect(scanScripts(locked({ 'node_modules/constructor': { hasInstallScript: true } }), NOTHING).status).toBe(
      'fail',
    );
  });

  test('and is gone again leaves no entry behind', () => {
    const accepted = { ...NOTHING, installScripts: { gone: 'works without, and somebody has tried' } };
    expect(scanScripts(locked({}), accepted).says).toEqual([expect.stringContaining('take it out')]);
  });
});

describe('licences', () => {
  const accepted = { ...NOTHING, licences: { code: ['MIT'], tools: ['MPL-2.0'] } };
  const mit = { 'node_modules/a': { version: '1.0.0', license: 'MIT' } };
  const tool = { 'node_modules/t': { version: '2.0.0', license: 'MPL-2.0', dev: true } };
  const said = (more: Readonly<Record<string, object>>) =>
    scanLicences(locked({ ...mit, ...tool, ...more }), accepted).says;

  test('of tools may be others than those of code', () => {
    expect(scanLicences(locked({ ...mit, ...tool }), accepted).status).toBe('pass');
    expect(said({ 'node_modules/c': { version: '3.0.0', license: 'MPL-2.0' } })).toEqual([
      expect.stringContaining('c 3.0.0 has the licence MPL-2.0, which is not accepted for code'),
    ]);
    expect(said({ 'node_modules/c': { version: '3.0.0', license: 'GPL-3.0-only', dev: true } })).toEqual([
      expect.stringContaining('not accepted for tools'),
    ]);
  });

  test('must be given, but by what this machine does not install', () => {
    expect(said({ 'node_modules/c': { version: '3.0.0' } })).toEqual([expect.stringContaining('gives no licence')]);
    expect(said({ 'node_modules/c': { version: '3.0.0', optional: true } })).toEqual([
      '2 packages looked at; of 1 for other machines the lockfile knows none',
    ]);
  });

  test('that nobody has are no longer accepted', () => {
    expect(scanLicences(locked(mit), accepted).says).toEqual([expect.stringContaining('MPL-2.0 any more')]);
  });
});

describe('advisories', () => {
  const ID = 'GHSA-aaaa-bbbb-cccc';
  const answer = (severity: string) =>
    JSON.stringify({
      vulnerabilities: {
        a: { via: [{ url: `https://github.com/advisories/${ID}`, severity, title: 'reads\u001b[2J all' }] },
        b: { via: ['a'] },
      },
      metadata: { dependencies: { prod: 7 } },
    });
  const until = (day: string) => ({
    ...NOTHING,
    advisories: [{ id: ID, reason: 'nothing of ours calls it', until: day }],
  });

  test.each(['high', 'critical'])('that are %s stop a build, once each', (severity) => {
    const { status, says } = scanAdvisories(answer(severity), NOTHING, TODAY);
    expect([status, says.length]).toEqual(['fail', 1]);
    expect(says[0]).toContain(`a has ${ID} (${severity})`);
    expect(says[0]).not.toContain('\u001b');
  });

  test('that are less stop none, and are counted', () => {
    expect(scanAdvisories(answer('moderate'), NOTHING, TODAY)).toMatchObject({
      status: 'pass',
      says: [expect.stringContaining('1 advisories that stop nothing')],
    });
  });

  test('are accepted up to a day, and no longer than there is one', () => {
    expect(scanAdvisories(answer('high'), until(TODAY), TODAY).status).toBe('pass');
    expect(scanAdvisories(answer('high'), until('2026-11-27'), TODAY).status).toBe('fail');
    const none = JSON.stringify({ vulnerabilities: {}, metadata: { dependencies: { prod: 7 } } });
    expect(scanAdvisories(none, until(TODAY), TODAY).says).toEqual([expect.stringContaining('take it out')]);
  });
});

test('packages whose signature is missing or wrong stop a build', () => {
  const bad = { name: 'a', version: '1.0.0' };
  expect(scanSignatures(JSON.stringify({ invalid: [], missing: [] })).status).toBe('pass');
  expect(scanSignatures(JSON.stringify({ invalid: [bad], missing: [] })).says[0]).toContain('not what its registry');
  expect(scanSignatures(JSON.stringify({ invalid: [], missing: [bad] })).says[0]).toContain('has no signature');
});

test('a refusal of the registry is told in its own words', () => {
  const answers = [
    '{"message":"405 Method Not Allowed","headers":{}}',
    '{"error":{"code":"E","summary":"no such host"}}',
  ];
  expect(answers.map((each) => scanSignatures(each).says[0])).toEqual([
    expect.stringContaining('it said: 405 Method Not Allowed; '),
    expect.stringContaining('it said: no such host; '),
  ]);
});

test.each(['', 'npm error network', '{"message":"405 Method Not Allowed"}', '{"error":{"code":"ENOTFOUND"}}'])(
  'a registry that answers %j is no pass',
  (answer) => {
    expect(scanAdvisories(answer, NOTHING, TODAY)).toMatchObject({ status: 'fail' });
    expect(scanSignatures(answer)).toMatchObject({
      status: 'fail',
      says: [expect.stringContaining('could not ask the registry')],
    });
  },
);

test.each([
  ['installScripts: {a: no}\nlicences: {code: [], tools: []}\nadvisories: []', /reason of at least 20/],
  ['installScripts: {}\nlicences: {code: [], tools: []}\nadvisories: [{id: CVE-1, reason: x, until: y}]', /GHSA-xxxx/],
  ['a: [', /is no YAML/],
  ['more: 1', /more/],
])('%s is refused', (text, said) => {
  expect(() => acceptedPackagesIn(text)).toThrow(said);
});

test('what is no lockfile is refused', () => {
  expect(() => packagesIn('{"dependencies":{}}')).toThrow(/no lockfile of npm 7 or later/);
});

describe('the source', () => {
  const suspicion = { file: 'lib/a.ts', line: 7, kind: 'PrivateKey' };

  test('with what looks like a secret is refused by file and line', () => {
    expect(scanSecrets([suspicion], 2, NOTHING)).toMatchObject({
      status: 'fail',
      says: [expect.stringMatching(/^lib\/a\.ts:7 holds what looks like a secret \(PrivateKey\): take it out/)],
    });
  });

  test('is taken where somebody says why it is none, as long as it is there', () => {
    const accepted = { ...NOTHING, secrets: { 'lib/a.ts': 'the key of an example in a manual' } };
    expect(scanSecrets([suspicion], 2, accepted)).toEqual({
      name: 'secrets',
      status: 'pass',
      says: ['2 files looked at'],
    });
    expect(scanSecrets([], 2, accepted)).toMatchObject({
      status: 'fail',
      says: [expect.stringContaining('take it out of')],
    });
  });

  test('that nobody has found is no good news', () => {
    expect(scanSecrets([], 0, NOTHING).status).toBe('fail');
  });
});
