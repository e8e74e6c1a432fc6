import { spawn } from 'node:child_process';
import type { PrepareReview } from './promotion';

/** Makes reviews with the review's own bundle, in a process of its own: it assumes another role than the promotion. */
export const reviewProcess =
  (bundle: string): PrepareReview =>
  async ({ place, roleArn, releaseDirectory, promoted, validations, output }) => {
    const { environment, account, region } = place;
    const argv = [
      ...[bundle, '--release', releaseDirectory, '--environment', environment, '--account', account],
      ...['--region', region, '--role-arn', roleArn],
      ...(promoted === undefined ? [] : ['--promoted', promoted]),
      ...validations.flatMap((file) => ['--validation', file]),
      ...['--output', output],
    ];
    const code = await new Promise<number | null>((done, fail) => {
      const child = spawn(process.execPath, argv, { stdio: ['ignore', 'inherit', 'inherit'] });
      child.on('error', fail);
      child.on('close', done);
    });
    if (code !== 0)
      throw new Error(`the review of ${environment} (${account}, ${region}) ended with exit code ${code}`);
  };
