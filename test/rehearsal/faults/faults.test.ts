import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { faultsTold } from '../../../lib/rehearsal/console/faults';
import { theme } from '../../../lib/rehearsal/console/theme';
import { MOTO } from '../../../lib/rehearsal/emulator/python';
import { ArmedFaults } from '../../../lib/rehearsal/faults/armed-faults';
import { checkFaultCalls } from '../../../lib/rehearsal/faults/check-calls';
import { checkFaultPlaces, faultLines, parseFault } from '../../../lib/rehearsal/faults/parse-fault';
import { FAULTS } from '../../../lib/rehearsal/faults/table';
import { temporaryDirectory } from '../_helpers/temporary-directory';
import { FakeCloud } from '../executor/_helpers/fake-cloud';
import { pipeline } from '../executor/_helpers/pipelines';

const ACCESS = { credentials: { accessKeyId: '111111111111', secretAccessKey: 's' }, region: 'us-east-1' };

/** A cloud that knows faults, and what it was told. */
class Knowing extends FakeCloud {
  armed: readonly object[] | undefined;

  constructor(
    private readonly problem: string | null | undefined,
    private readonly struck: readonly number[],
  ) {
    super(pipeline([]));
  }

  override async armFaults(_access?: unknown, faults: readonly object[] = []): Promise<string | null | undefined> {
    this.armed = faults;
    return this.problem;
  }

  override async disarmFaults(): Promise<readonly number[]> {
    return this.struck;
  }
}

const armed = (texts: readonly string[], cloud: FakeCloud = new Knowing(null, [])): ArmedFaults =>
  new ArmedFaults(texts.map(parseFault), cloud, ACCESS);

const at = (stageName: string, actionName: string) => ({ stageName, actionName });

describe('a fault that is asked for', () => {
  test.each(FAULTS.map((row) => [row.example, row] as const))('%s is read as the row that shows it', (example, row) => {
    const fault = parseFault(example);
    expect([fault.row, fault.text]).toEqual([row, example]);
    expect(Object.values(fault.arguments)).not.toContain(undefined);
    expect(faultLines().filter((line) => line.startsWith(`${row.name}:${row.form} `))).toHaveLength(1);
    expect(`${row.does} ${row.where} ${row.sees} ${row.cure}`).not.toMatch(/undefined|TODO/);
  });

  test('has the arguments that were written', () => {
    expect(parseFault('throttle:kms:DescribeKey:2').arguments).toEqual({
      service: 'kms',
      operation: 'DescribeKey',
      times: '2',
    });
    expect(parseFault('throttle:kms:DescribeKey').arguments).toEqual({ service: 'kms', operation: 'DescribeKey' });
    expect(parseFault('denied:*deploy*:kms:List*').arguments).toEqual({ role: '*deploy*', action: 'kms:List*' });
    expect(parseFault('failed-resource:AWS::KMS::Key').arguments).toEqual({ what: 'AWS::KMS::Key' });
    expect(parseFault('later:30:Build/Synth').arguments).toEqual({ days: '30', place: 'Build/Synth' });
  });

  test.each([
    [
      'throtle:kms:DescribeKey',
      'there is no fault "throtle", did you mean throttle? There are throttle, error, delay,',
    ],
    ['xyzzy', 'there is no fault "xyzzy": there are throttle, error, delay, denied,'],
    ['', 'there is no fault ""'],
    ['throttle', 'its arguments must be SERVICE:OPERATION[:TIMES], got ""; an example is --fault throttle:'],
    ['throttle:kms', 'its arguments must be SERVICE:OPERATION[:TIMES], got "kms"'],
    ['throttle:kms:DescribeKey:0', 'must be SERVICE:OPERATION[:TIMES]'],
    ['delay:kms:DescribeKey', 'must be SERVICE:OPERATION:SECONDS'],
    ['delay:kms:DescribeKey:1000', 'must be SERVICE:OPERATION:SECONDS'],
    ['denied:role', 'must be ROLE:SERVICE:ACTION'],
    ['failed-resource:', 'must be TYPE or LOGICAL-ID'],
    ['disabled-key:data-logs-dev:dev/Validate', 'must be ALIAS:STAGE/ACTION'],
    ['crashed-build:Synth', 'must be STAGE/ACTION[:EXIT]'],
    ['crashed-build:Build/Synth:0', 'must be STAGE/ACTION[:EXIT]'],
    ['rejected:prod/Approve', 'must be STAGE'],
    ['later:Build/Synth', 'must be DAYS:STAGE/ACTION'],
  ])('%s is refused', (text, because) => {
    expect(() => parseFault(text)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(because) }),
    );
  });

  test('names stages and actions of the pipeline', () => {
    const check = (text: string) => () =>
      checkFaultPlaces([parseFault(text)], ['Build', 'prod'], ['Build/Synth', 'prod/Approve']);
    expect(check('rejected:prod')).not.toThrow();
    expect(check('crashed-build:Build/Synth')).not.toThrow();
    expect(check('throttle:kms:DescribeKey')).not.toThrow();
    expect(check('rejected:production')).toThrow('no stage "production", did you mean prod? There are Build, prod');
    expect(check('rejected:zz')).toThrow('the pipeline has no stage "zz": there are Build, prod');
    expect(check('crashed-build:Build/Sinth')).toThrow('no action "Build/Sinth", did you mean Build/Synth? There are');
  });
});

describe('calls that faults name', () => {
  /** A Python that says this of the calls it is asked about, and fails when it is asked about others. */
  const python = (calls: string, answer: readonly (string | null)[]): string => {
    const file = join(temporaryDirectory(), 'python');
    const about = JSON.stringify({ version: [3, 12], moto: MOTO, missing: [] });
    const asked = `-m delivery_emulator.fault_names ${calls}`;
    const says = (text: string): string => `echo '${text}'`;
    writeFileSync(
      file,
      `#!/bin/sh\nif [ "$1" = -c ]; then ${says(about)}; elif [ "$*" = "${asked}" ]; then ${says(JSON.stringify(answer))}; else exit 9; fi\n`,
      { mode: 0o755 },
    );
    return file;
  };
  const check = (texts: readonly string[], DELIVERY_PYTHON: string): Promise<void> =>
    checkFaultCalls(texts.map(parseFault), { env: { DELIVERY_PYTHON }, emulatorDirectory: '/emulator' }, () => {});

  test('are refused where AWS has none such, before anything starts', async () => {
    const problem = 'no service is called "s4": did you mean s3';
    const asks = python('kms:ListKeys s4:GetObject', [null, problem]);
    await expect(
      check(['throttle:kms:ListKeys', 'rejected:prod', 'error:s4:GetObject', 'denied:x:kms:Y'], asks),
    ).rejects.toThrow(expect.objectContaining({ exitCode: 2, message: `--fault "error:s4:GetObject": ${problem}` }));
  });

  test('go on where there are, and nobody is asked where none is named', async () => {
    await expect(check(['delay:kms:ListKeys:1'], python('kms:ListKeys', [null]))).resolves.toBeUndefined();
    await expect(check(['rejected:prod'], '/nonexistent')).resolves.toBeUndefined();
  });
});

describe('armed faults', () => {
  test('strike the action they name, once, so that a retry finds the world in order', () => {
    const { strike } = armed(['crashed-build:Build/Synth:3']);
    expect(strike('crashed-build', at('Build', 'Other'))).toBeUndefined();
    expect(strike('expired', at('Build', 'Synth'))).toBeUndefined();
    expect(strike('crashed-build', at('Build', 'Synth'))).toEqual({ place: 'Build/Synth', exit: '3' });
    expect(strike('crashed-build', at('Build', 'Synth'))).toBeUndefined();
  });

  test('strike any approval of the stage, and a later day every time', () => {
    const { strike } = armed(['rejected:prod', 'later:3:Build/Synth']);
    expect(strike('rejected', at('dev', 'Approve'))).toBeUndefined();
    expect(strike('rejected', at('prod', 'Anything'))).toEqual({ stage: 'prod' });
    for (const _ of [1, 2]) expect(strike('later', at('Build', 'Synth'))?.['days']).toBe('3');
  });

  test('are told with how often each struck; one that never did is named', async () => {
    const faults = armed(['error:kms:ListKeys', 'rejected:prod', 'delay:kms:ListKeys:1'], new Knowing(null, [2, 0]));
    faults.strike('rejected', at('prod', 'Approve'));
    expect(faults.asked.map(({ times }) => times)).toEqual([null, null, null]);
    const ended = await faults.end();
    expect(ended.map(({ times }) => times)).toEqual([2, 1, 0]);
    expect(faultsTold(ended, theme(false))).toEqual([
      '  fault error:kms:ListKeys struck 2 times',
      '  fault rejected:prod struck 1 time',
      '  fault delay:kms:ListKeys:1 never happened: nothing in this release came where it strikes',
    ]);
  });

  test('send the emulator what is its own, and nothing is armed where there is none', async () => {
    const cloud = new Knowing(null, []);
    await armed(['rejected:prod', 'error:kms:ListKeys:2'], cloud).arm('http://localhost:1');
    expect(cloud.armed).toEqual([{ name: 'error', arguments: { service: 'kms', operation: 'ListKeys', nth: '2' } }]);
    await armed([], cloud).arm('http://localhost:1');
    expect(cloud.armed).toEqual([]);
  });

  test('are refused by another endpoint, and where the emulator finds one wrong', async () => {
    const elsewhere = new Knowing(undefined, []);
    await expect(armed(['error:kms:ListKeys'], elsewhere).arm('http://localhost:1')).rejects.toThrow(
      'http://localhost:1 is not our emulator, which alone knows these faults: leave out error:kms:ListKeys',
    );
    await armed(['rejected:prod'], elsewhere).arm('http://localhost:1');
    const wrong = armed(['error:kmss:ListKeys'], new Knowing('no service is called "kmss"', []));
    await expect(wrong.arm('http://localhost:1')).rejects.toMatchObject({
      exitCode: 2,
      message: '--fault: no service is called "kmss"',
    });
  });
});
