import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseRegister, readRegister } from '../../../lib/gate/register/read-register';
import { inDirectory } from '../_helpers/judge';

const CAUSE = `
# a comment
only-cause:
  reason: It is right here.
  owner: platform-team
  expires: 2027-06-30
  ticket: SEC-12
  accepts:
    - finding: AwsSolutions-EC23
      stack: Data
      resources: [A, B]
    - finding: AwsSolutions-IAM5[Resource::*]
      stack: Data
      forEach: Other
      unless: Logging
      resources:
        - C
`;

const parse = (yaml: string) => parseRegister(yaml, 'r.yaml');

test('a register has one acknowledgement for every finding of a cause, with the places of both', () => {
  const [first, second, ...others] = parse(CAUSE);
  expect(others).toEqual([]);
  expect(first).toEqual({
    finding: 'AwsSolutions-EC23',
    stack: 'Data',
    resources: ['A', 'B'],
    reason: 'It is right here.',
    owner: 'platform-team',
    expires: '2027-06-30',
    ticket: 'SEC-12',
    cause: 'only-cause',
    at: { file: 'r.yaml', line: 9 },
    causeAt: { file: 'r.yaml', line: 3 },
  });
  expect(second).toMatchObject({
    forEach: 'Other',
    unless: 'Logging',
    at: { line: 12 },
    causeAt: { line: 3 },
    resources: ['C'],
  });
});

test('an empty register acknowledges nothing', () => {
  expect(parse('')).toEqual([]);
  expect(parse('# nothing yet\n')).toEqual([]);
});

test('terms that are left out are empty, which is for the gate to refuse', () => {
  const [only] = parse(CAUSE.replace(/ {2}owner.*\n/, '').replace(/reason: .*/, 'reason:'));
  expect(only).toMatchObject({ owner: '', reason: '' });
});

describe('a register is refused, with the line,', () => {
  test.each([
    ['when it is no YAML', CAUSE.replace('[A, B]', '[A, B'), /^r\.yaml:\d+: is not YAML \(/],
    ['when a cause is there twice', CAUSE + CAUSE, /^r\.yaml:\d+: is not YAML \(Map keys must be unique\)/],
    ['when it is two documents', `${CAUSE}---\n${CAUSE}`, /is not YAML \(Source contains multiple documents/],
    ['when it is a list', '- a\n', /^r\.yaml:1: the register must be a map, got \["a"\]$/],
    [
      'when it says what nobody asks',
      CAUSE.replace('ticket', 'tiket'),
      /^r\.yaml:7: only-cause\.tiket is nothing a register says: did you mean ticket$/,
    ],
    [
      'when what need not be there is neither a resource nor a stack',
      CAUSE.replace('resources: [A, B]', 'ifThere: stacks\n      resources: [A, B]'),
      /^r\.yaml:11: only-cause\.accepts\.0\.ifThere must be true, false or stack, got "stacks"$/,
    ],
    [
      'when it says what nobody knows',
      CAUSE.replace('ticket', 'colour'),
      /^r\.yaml:7: only-cause\.colour is nothing a register says: remove it$/,
    ],
    [
      'when a finding says what nobody asks',
      CAUSE.replace('stack:', 'stac: x\n      stack:'),
      /^r\.yaml:\d+: only-cause\.accepts\.0\.stac is nothing a register says: did you mean stack$/,
    ],
    [
      'when a term is a number',
      CAUSE.replace('platform-team', '12'),
      /^r\.yaml:5: only-cause\.owner must be a text, got 12$/,
    ],
    [
      'when a finding is missing',
      CAUSE.replace('- finding: AwsSolutions-EC23\n      stack', '- stack'),
      /^r\.yaml:9: only-cause\.accepts\.0\.finding must be a text, it is missing$/,
    ],
    [
      'when resources are no list',
      CAUSE.replace('[A, B]', 'A'),
      /^r\.yaml:11: only-cause\.accepts\.0\.resources must be a list, got "A"$/,
    ],
    ['when it accepts nothing', 'a:\n  accepts: []\n', /^r\.yaml:2: a\.accepts must name at least one finding$/],
    ['when it uses aliases', 'a: &x\n  accepts: []\nb: *x\n', /^r\.yaml:3: \*x is an alias/],
    [
      'when a key would move the cursor',
      'a:\n  "\\e[2J": 1\n',
      /^r\.yaml:2: a\.⟨U\+001B⟩\[2J is nothing a register says/m,
    ],
  ])('%s', (_, yaml, message) => {
    expect(() => parse(yaml)).toThrow(message);
  });

  test('when it is not there, is a directory, or is too large', () => {
    inDirectory((directory) => {
      const file = join(directory, 'register.yaml');
      expect(() => readRegister(file)).toThrow(`there is no file ${file} with acknowledgements`);
      expect(() => readRegister(directory)).toThrow(`there is no file ${directory} with acknowledgements`);
      writeFileSync(file, '#'.repeat(1024 * 1024 + 1));
      expect(() => readRegister(file)).toThrow('has 1048577 bytes, more than 1048576: this is no register');
    });
  });
});

test('a register says for how many days its acknowledgements count after their last one', () => {
  const grace = (days: string) => parse(`graceDays: ${days}\n${CAUSE}`).map(({ graceDays }) => graceDays);
  expect(grace('7')).toEqual([7, 7]);
  expect(grace('0')).toEqual([0, 0]);
  for (const [days, got] of [
    ['31', '31'],
    ['-1', '-1'],
    ['1.5', '1.5'],
    ['for ever', '"for ever"'],
  ] as const) {
    expect(() => grace(days)).toThrow(`r.yaml:1: graceDays must be a whole number of days from 0 to 30, got ${got}`);
  }
});

test('the name of the setting in other letters is told from a cause', () => {
  expect(() => parse(`gracedays: 10\n${CAUSE}`)).toThrow(
    'r.yaml:1: gracedays must be a map, got 10: did you mean graceDays',
  );
  expect(() => parse(`other-cause: 10\n${CAUSE}`)).toThrow(/^r.yaml:1: other-cause must be a map, got 10$/);
});
