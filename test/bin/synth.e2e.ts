import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { GateReport } from '../../lib/contract/gate-report';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { checkout, filesIn, run, STACK_TRACE, synth } from './_helpers/checkout';

describe('npm run synth', () => {
  test('exits with 0 when the gate says yes, with what the configuration hardly means as a warning, and leaves what `cdk synth` leaves in a build of a rehearsal', () => {
    const place = checkout('same', [CONFIG_FILE, (text) => text.replace("'10.10.0.0/16'", "'172.17.0.0/16'")]);
    const { status, output } = synth(place);
    expect(output).toMatch(/^gate: yes\./m);
    expect(status).toBe(0);
    const warning = /environments\.dev\.targets\[0\]\.cidr is a range that AWS advises against/;
    expect(output).toMatch(warning);
    const ours = filesIn(join(place, 'cdk.out'));
    expect((JSON.parse(ours['gate/report.json'] ?? '{}') as GateReport).warnings).toContainEqual(
      expect.stringMatching(warning),
    );
    expect(Object.keys(ours).filter((file) => file.endsWith('.template.json'))).not.toHaveLength(0);
    const sources = ['acknowledgements.yaml', 'bin/app.ts', CONFIG_FILE, 'lib/evidence/close/close-release.ts'];
    expect(Object.keys(JSON.parse(ours['gate/sources.json'] ?? '{}'))).toEqual(expect.arrayContaining(sources));

    const build = { CI: 'true', CODEBUILD_BUILD_ID: 'build:1', DELIVERY_REHEARSAL: '1' };
    const cdk = run(place, 'node_modules/.bin/cdk', ['synth', '--quiet', '--output', 'cdk.out'], build);
    expect(cdk).toEqual({ status: 0, output: expect.stringContaining('gate: yes.') });
    expect(filesIn(join(place, 'cdk.out'))).toEqual(ours);
  });

  test.each([
    ['ends before the gate has spoken', 'process.exit(0);', /there is no cdk.out.gate.report.json/],
    [
      'writes a template after the gate has spoken',
      "process.on('exit', () => require('node:fs').appendFileSync('cdk.out/Delivery.template.json', ' '));",
      /Delivery.template.json is not the file that the gate has judged/,
    ],
  ])('exits with 1 when the app %s, whatever its own exit code', (name, code, message) => {
    const place = checkout(name, ['lib/stages/target-stage.ts', (text) => `${text}\n${code}\n`]);
    expect(synth(place)).toEqual({ status: 1, output: expect.stringMatching(message) });
    expect(run(place, process.execPath, ['bin/bundle.mjs'])).toEqual({
      status: 2,
      output: expect.stringMatching(/cdk\.out.*run `npm run synth` first/),
    });
  });

  test('exits with 1 on findings of packs, of CloudFormation’s schema and of our own rules, and of a rule that throws, with validation switched off by the environment, too', () => {
    const place = checkout(
      'findings',
      ['lib/stacks/constructs/bucket-settings.ts', (text) => text.replace('versioned: true', 'versioned: false')],
      ['lib/stacks/constructs/network.ts', (text) => text.replace("trafficType: 'ALL'", "trafficType: 'SOME'")],
      [
        'lib/stacks/constructs/keys.ts',
        (text) => text.replace(/ {4}this\.addToResourcePolicy\([\s\S]*?\n {4}\);\n/, ''),
      ],
      [
        'lib/gate/rules/keys-rotate.ts',
        (text) => text.replace("'AWS::KMS::Key', flaws", "'AWS::KMS::Key', () => { throw new Error('no such key'); }"),
      ],
    );
    const { status, output } = synth(place, { CDK_VALIDATION: 'false' });
    expect(status).toBe(1);
    expect(output).toContain('CDK_VALIDATION=false asks for templates that nobody has validated: unset it');
    expect(output).toMatch(
      /^ *Delivery\/.*\/Resource, lib\/[\w/-]+\.ts:\d+ \(made in lib\/[\w/-]+\.ts:\d+\): \d rules$/m,
    );
    expect(output).toMatch(/^ *and \d+ more resources with findings of \d+ rules, in the reports$/m);
    expect(output).toMatch(/^ *fix: Make the bucket with the properties GUARDED_BUCKET/m);
    expect(output).toMatch(/^ *reports: cdk\.out\/gate\/report\.html, report\.json/m);
    expect(output).toMatch(/^ *gate: no\. /m);
    expect(output).not.toMatch(STACK_TRACE);
    const { findings }: GateReport = JSON.parse(readFileSync(join(place, 'cdk.out/gate/report.json'), 'utf8'));
    const found = findings.map(({ rule, resource }) => `${rule} ${resource}`);
    expect(found).toContainEqual(expect.stringMatching(/^HIPAA\.Security-S3BucketVersioningEnabled Delivery\/dev\//));
    expect(found).toContainEqual(expect.stringMatching(/^ZT-06-LogsKeyLetsCloudWatchLogsIn Delivery\/dev\/Data\//));
    expect(found).toContainEqual(expect.stringMatching(/Delivery\/dev\/Data\/Network\/FlowLog/));
    const keys = findings.filter(({ rule }) => rule === 'ZT-05-KeysRotate');
    expect(keys).not.toHaveLength(0);
    for (const { because } of keys) expect(because).toMatch(/the rule could not look: no such key/);
  });
});

describe('npm run synth is red, with the reason,', () => {
  test.each<[string, string, (text: string) => string, RegExp]>([
    [
      'when a pack is removed',
      'lib/gate/gate.ts',
      (text) => text.replace('  new WatchedHipaaSecurity(app),\n', ''),
      /^ {2}pack HIPAA\.Security is missing: nothing has looked for what it finds$/m,
    ],
    [
      'when the packs are registered on one stage',
      'lib/gate/gate.ts',
      (text) =>
        text.replace(
          'Validations.of(app)',
          'Validations.of(app.node.findAll().find((each) => each !== app && "stageName" in each && "synth" in each) ?? app)',
        ),
      /^synthesis failed: CloudFormationValidatePlugin can only be registered at the App level, not on a Stage/m,
    ],
  ])('%s', (name, file, change, reason) => {
    const place = checkout(name.replaceAll(' ', '-'), [file, change]);
    const { status, output } = synth(place);
    expect(status).toBe(1);
    expect(output).toMatch(reason);
  });

  test('and leaves no report of an earlier run where it comes to nothing', () => {
    const place = checkout('left-over', [CONFIG_FILE, () => '']);
    const report = join(place, 'out', 'gate', 'report.json');
    mkdirSync(join(place, 'out', 'gate'), { recursive: true });
    writeFileSync(report, '{"verdict":"yes"}');
    expect(synth(place, { CDK_OUTDIR: 'out' }).status).toBe(2);
    expect(existsSync(report)).toBe(false);
  });
});

test('npm run synth exits with 2 on placeholder accounts in CodeBuild', () => {
  const place = checkout('in-a-build');
  expect(synth(place, { CODEBUILD_BUILD_ID: 'build:1' })).toEqual({
    status: 2,
    output: expect.stringMatching(/^111111111111, .* are placeholders that only a rehearsal accepts: [^\n]*$/),
  });
});

describe('npm run synth says one readable cause, without a stack trace,', () => {
  test.each<[string, string, (text: string) => string, number, RegExp]>([
    [
      'a wrong value in the configuration',
      CONFIG_FILE,
      (text) => text.replace("'222222222222'", "'2222'"),
      2,
      /^environments\.dev\.targets\[0\]\.account must be 12 digits, got "2222": edit delivery\.config\.ts$/,
    ],
    [
      'an empty configuration',
      CONFIG_FILE,
      () => '',
      2,
      /^\S+delivery\.config\.ts is empty: restore delivery\.config\.ts$/,
    ],
    [
      'a configuration that does not compile',
      CONFIG_FILE,
      (text) => `${text}}`,
      2,
      /^\S+delivery\.config\.ts:\d+:\d+ does not compile \(.*\): edit delivery\.config\.ts$/,
    ],
    [
      'a configuration that throws',
      CONFIG_FILE,
      (text) => `${text}\nthrow new Error('oops');`,
      2,
      /^\S+delivery\.config\.ts threw while it was read \(oops\): edit delivery\.config\.ts$/,
    ],
    [
      'a configuration that throws what nobody sees',
      CONFIG_FILE,
      (text) => `${text}\nthrow new Error('oops\\u202e\\u009b');`,
      2,
      /^\S+delivery\.config\.ts threw while it was read \(oops⟨U\+202E⟩⟨U\+009B⟩\): edit delivery\.config\.ts$/,
    ],
    [
      'a register that says something unknown',
      'acknowledgements.yaml',
      (text) => text.replace('owner: platform-team', 'owned: platform-team'),
      2,
      /^acknowledgements\.yaml:\d+: [\w-]+\.owned is nothing a register says: did you mean owner$/,
    ],
    [
      'a construct that throws',
      'lib/stacks/data-stack.ts',
      (text) => text.replace('this.zones = props.zones;', "throw new Error('no zones today');"),
      1,
      /^synthesis failed: no zones today \(set DEBUG=1 for the stack\)$/,
    ],
  ])('about %s', (name, file, change, status, message) => {
    const place = checkout(name.replaceAll(' ', '-'), [file, change]);
    expect(synth(place)).toEqual({ status, output: expect.stringMatching(message) });
    expect(existsSync(join(place, 'cdk.out', 'manifest.json'))).toBe(false);
  });

  test('about an app that does not compile', () => {
    const place = checkout('syntax', ['lib/stages/target-stage.ts', (text) => `${text}}`]);
    const { status, output } = synth(place);
    expect(status).toBe(1);
    expect(output).toMatch(/lib\/stages\/target-stage\.ts:\d+:\d+/);
    expect(output).not.toMatch(STACK_TRACE);
  });

  test('and the stack trace to whoever asks', () => {
    const place = checkout('debug', [
      'lib/stacks/data-stack.ts',
      (text) => text.replace('this.zones = props.zones;', "throw new Error('no zones today\\u202e');"),
    ]);
    expect(synth(place, { DEBUG: '1' }).output).toMatch(/Error: no zones today⟨U\+202E⟩\n\s+at .*data-stack\.ts/);
  });
});
