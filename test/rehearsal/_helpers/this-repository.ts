import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type PermissionRecord, permissionsSchema } from '../../../lib/rehearsal/record/permission-record';
import type { Summary } from '../../../lib/rehearsal/record/summary';
import type { Session } from '../../../lib/rehearsal/session/session';
import type { App, Ended } from './app';

export const MINUTES = 60_000;
export const TOOLS = '111111111111';
export const ACCOUNTS = { dev: '222222222222', staging: '333333333333', prod: '444444444444' };

/** Alias of an account's logs key: `alias/data-logs-dev`, `alias/zero-trust-delivery-logs`. */
export const LOGS_KEY = /^alias\/(data-logs-\w+|.+-logs)$/;

export interface LogGroup {
  readonly logGroupName: string;
  readonly kmsKeyId?: string;
  readonly retentionInDays?: number;
}

export interface Alias {
  readonly AliasName: string;
  readonly TargetKeyId?: string;
}

export interface Owned {
  readonly ResourceType: string;
  readonly PhysicalResourceId: string;
}

export const statuses = ({ stages }: Summary): readonly string[] =>
  stages.map(({ stageName, status }) => `${stageName} ${status}`);

export const stacks = ({ targets }: Summary): readonly string[] =>
  targets.flatMap(({ region, stacks: all }) => all.map(({ stackName, status }) => `${region} ${stackName} ${status}`));

/** What policies let happen in a release of an app. */
export const permissionsOf = (app: string, { pipelineExecutionId }: Summary): PermissionRecord =>
  permissionsSchema.parse(
    JSON.parse(readFileSync(join(app, '.rehearsal', pipelineExecutionId, 'permissions.json'), 'utf8')),
  );

/** What to read of a command that should have succeeded: the end of what it told a person, which names the cause, comes first. */
export const story = ({ exitCode, stdout, stderr }: Ended): string =>
  `exit code ${exitCode}\n${stderr.slice(-TOLD)}\n${stdout.slice(-TOLD)}`;

const TOLD = 6_000;

/** Variables that make a command the root user of an account of a kept emulator. */
export const rootOf = (account: string, session: Session | undefined): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: session?.secret,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: session?.endpoint ?? 'no emulator was kept',
});

/** What the `aws` command line answers as root of an account. */
export const awsAs = (account: string, session: Session | undefined, args: readonly string[]): string =>
  execFileSync('aws', args, { encoding: 'utf8', env: rootOf(account, session) });

/** What a validation says of dev when somebody has taken the key from the log group of its function. */
export const KEY_TAKEN = {
  check: 'log-groups-encrypted',
  requirement: 'ZT-07',
  subject: '/aws/lambda/data-processing-dev',
  status: 'fail',
  because: 'encrypted with no key of ours',
  fix: expect.stringContaining('aws logs associate-kms-key'),
};

export const QA = `
    {
      name: 'qa',
      approval: 'required',
      data: 'disposable',
      auditRetentionDays: 365,
      targets: [
        { account: '555555555555', region: 'us-east-1', cidr: '10.25.0.0/16', zones: ['us-east-1a', 'us-east-1b'] },
      ],
    },`;

export const SECOND_REGION = `        { account: '444444444444', region: 'eu-west-1', cidr: '10.31.0.0/16', zones: ['eu-west-1a', 'eu-west-1b'] },
`;

/**
 * Has a release's Build run a sample of `npm run check`, for which no package of development is needed, half of what `npm ci`
 * unpacks: `npm test` runs all of it beside, and a Build does in `npm run real-accounts`.
 */
export const checkLess = (app: App): void => {
  const sample = 'node --check bin/synth.mjs';
  editFile(app, 'package.json', (text) => text.replace(/"check": "[^"]*"/, `"check": "${sample}"`));
  editFile(app, '.npmrc', (text) => `${text}omit=dev\n`);
  app.commit('Check less');
};

/** Changes one file of a release's commit to be. */
export const editFile = (app: App, path: string, change: (text: string) => string): void => {
  const before = readFileSync(join(app.directory, path), 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`the edit of ${path} changed nothing`);
  app.write(path, after);
};
