import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Shell } from '../bin/commands/shell';
import { type Emulator, startEmulator } from '../lib/rehearsal/emulator/start-emulator';
import { seconds } from './stopwatch';

/** Whose account it is in. */
export const TOOLS = { account: '111111111111', region: 'us-east-1' } as const;

/** An emulator of a bench's own, with the root user's client. */
export interface BenchEmulator {
  readonly emulator: Emulator;
  /** Private; removed with the emulator. */
  readonly directory: string;
  readonly cloudFormation: CloudFormationClient;
}

const started = async ({ root, env }: Shell): Promise<BenchEmulator> => {
  const directory = await mkdtemp(join(tmpdir(), 'bench-emulator-'));
  const emulator = await startEmulator({
    emulatorDirectory: join(root, 'emulator'),
    nodeModules: join(root, 'node_modules'),
    stateDir: join(directory, 'state'),
    env,
    log: () => undefined,
  });
  const credentials = { accessKeyId: TOOLS.account, secretAccessKey: emulator.secret };
  const cloudFormation = new CloudFormationClient({
    endpoint: emulator.endpoint,
    region: TOOLS.region,
    credentials,
  });
  return { emulator, directory, cloudFormation };
};

/** Does something with emulators of its own, which end with it. */
export const onEmulators = async <T>(
  shell: Shell,
  count: number,
  work: (emulators: readonly BenchEmulator[]) => Promise<T>,
): Promise<T> => {
  const running: BenchEmulator[] = [];
  try {
    for (let index = 0; index < count; index += 1) running.push(await started(shell));
    return await work(running);
  } finally {
    for (const { emulator, directory, cloudFormation } of running) {
      cloudFormation.destroy();
      await emulator.stop();
      await rm(directory, { recursive: true, force: true });
    }
  }
};

/** Seconds that a stack takes, from the request to its end. A stack that fails was not measured. */
export const createStack = ({ cloudFormation }: BenchEmulator, StackName: string, template: object): Promise<number> =>
  seconds(async () => {
    const request = {
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    };
    await cloudFormation.send(new CreateStackCommand(request));
    for (;;) {
      const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
      if (stack?.StackStatus === 'CREATE_COMPLETE') return;
      if (stack?.StackStatus !== 'CREATE_IN_PROGRESS')
        throw new Error(`stack ${StackName} ended as ${stack?.StackStatus} and was not measured`);
    }
  });
