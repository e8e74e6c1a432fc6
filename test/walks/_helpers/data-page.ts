import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { type App, type Ended, run } from '../../rehearsal/_helpers/app';
import { story } from '../../rehearsal/_helpers/this-repository';
import { becoming, type PlayedAccount, userIn } from './people';
import { commandsOf } from './setup-page';

const ROLES = ['records-upload', 'records-processed', 'records-quarantine', 'records-letters'];
const FILES = ['visits.ndjson', 'upload-policy', 'processed-policy', 'quarantine-policy', 'letters-policy'];

/** Runs one more command as whoever follows the page. */
export type AsFollower = (line: string) => Promise<Ended>;

/** Follows `docs/data.md` in an app's directory, with a role for each purpose; answers who can go on. @param records what comes in */
export const followDataPage = async (app: App, live: PlayedAccount, records: string): Promise<AsFollower> => {
  const credentials = join(app.temporary, 'credentials-of-data');
  const { endpoint: AWS_ENDPOINT_URL, region: AWS_DEFAULT_REGION } = live;
  const env = { AWS_ENDPOINT_URL, AWS_DEFAULT_REGION, AWS_SHARED_CREDENTIALS_FILE: credentials };
  const runs: AsFollower = (line) => run('bash', ['-c', `cd ${app.directory} && ${line}`], undefined, env);
  appendFileSync(join(app.directory, '.git', 'info', 'exclude'), FILES.map((file) => `/${file}\n`).join(''));
  app.write('visits.ndjson', records);
  writeFileSync(credentials, profileOf('live', live.account, live.secret));
  const arn = `arn:aws:iam::${live.account}:role/`;
  await rolesIn(live);
  const clerk = await userIn(live, 'clerk', { actions: ['sts:AssumeRole'], resources: [`${arn}records-*`] });
  for (const role of ROLES) {
    const { accessKeyId, secretAccessKey, sessionToken } = await becoming(live, clerk, role, 'clerk');
    appendFileSync(credentials, profileOf(role, accessKeyId, secretAccessKey, sessionToken));
  }
  for (const line of commandsOf('docs/data.md')) {
    const ended = await runs(line);
    if (ended.exitCode !== 0) throw new Error(`${line}\n${story(ended)}`);
  }
  return runs;
};

const profileOf = (name: string, key: string, secret: string, token?: string): string =>
  [
    `[${name}]`,
    `aws_access_key_id = ${key}`,
    `aws_secret_access_key = ${secret}`,
    ...(token === undefined ? [] : [`aws_session_token = ${token}`]),
    '',
  ].join('\n');

/** Roles that people of the account may become, and that may do nothing yet. */
const rolesIn = async ({ endpoint, account, region, secret }: PlayedAccount): Promise<void> => {
  const iam = new IAMClient({ endpoint, region, credentials: { accessKeyId: account, secretAccessKey: secret } });
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  for (const RoleName of ROLES) await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
};
