import { execFile } from 'node:child_process';
import config from '../_fixtures/delivery-config';
import { thisRepository } from '../rehearsal/_helpers/app';
import type { Running } from '../rehearsal/emulator/running-emulator';
import type { Delivered } from '../stacks/_helpers/delivered';
import { type Followed, REGION, World } from './world';

/** A world in an emulator. @param delivered who deploys into it; without, nothing of this repository is deployed */
export const emulatedWorld = (running: Running, delivered?: Delivered): World => {
  const repository = thisRepository('delivery-config').directory;
  const run = (account: string, script: string): Promise<Followed> => {
    const { PATH } = process.env;
    const env = {
      PATH,
      ...running.emulator.environment(account, REGION),
      AWS_PAGER: '',
      HOME: running.directory,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      NO_COLOR: '1',
    };
    return new Promise((resolve) => {
      const child = execFile('bash', ['-c', script], { cwd: repository, env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  };
  const deploy = async (environment: string): Promise<void> => {
    if (delivered === undefined) throw new Error('nobody deploys here');
    const assembly = delivered.assemble(config, [environment]);
    const stacks = [`${environment}/Data`, `${environment}/ValidationAccess`];
    const { code, output } = await delivered.deploy(assembly, ...stacks);
    if (code !== 0) throw new Error(output);
  };
  return new World({ run, deploy, repository });
};
