import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { approverRoleName } from '../../lib/contract/approvers';
import { evidenceReaderRoleName } from '../../lib/contract/evidence-layout';
import { accessTo } from '../../lib/rehearsal/emulator/endpoint';
import { awsCloud } from '../../lib/rehearsal/executor/cloud/aws-cloud';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { type App, type Ended, run, thisRepository } from '../rehearsal/_helpers/app';
import { checkLess, editFile, MINUTES, SECOND_REGION, story } from '../rehearsal/_helpers/this-repository';
import { type Running, runEmulator } from '../rehearsal/emulator/running-emulator';
import { userIn } from './_helpers/people';
import { commandsOf } from './_helpers/setup-page';
import { waitForApproval } from './_helpers/steered';

const PROFILES = { tools: '111122223333', dev: '444455556666', live: '777788889999' };
const HOME = 'eu-west-1';
const FIRST = 'zero-trust-delivery';
const APPROVE = / bin\/delivery approve /;

/** Somebody who follows the page: with profiles and a home of his own, in a clone of his own. */
class Follower {
  readonly app: App;
  private release: Promise<Ended> | undefined;

  constructor(
    private readonly running: Running,
    private readonly application: string,
  ) {
    this.app = thisRepository('plausible-config');
    checkLess(this.app);
    const host = join(this.app.temporary, 'host.git');
    execFileSync('git', ['init', '--bare', '--quiet', host]);
    execFileSync('git', ['remote', 'add', 'origin', host], { cwd: this.app.directory });
    editFile(this.app, CONFIG_FILE, (text) => text.replace("'records-team'", "'our-team'"));
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      AWS_ENDPOINT_URL: this.running.emulator.endpoint,
      AWS_SHARED_CREDENTIALS_FILE: join(this.running.directory, 'credentials'),
      AWS_CONFIG_FILE: join(this.running.directory, 'config'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      NO_COLOR: '1',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
    };
  }

  /** One command, as the page has it but for the application's name. */
  runs(line: string): Promise<Ended> {
    const own = line.replaceAll(FIRST, this.application);
    return run('bash', ['-c', `cd ${this.app.directory} && ${own}`], undefined, this.env);
  }

  /** Follows the page; what the page says of the plan's exit code holds for `--plan`. */
  async follows(lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      if (APPROVE.test(` ${line}`)) await this.isAsked();
      const ended = await this.runs(line);
      const expected = line.includes('bootstrap --plan') ? 1 : 0;
      if (ended.exitCode !== expected) throw new Error(`${line}\n${story(ended)}`);
      if (line.includes('cdk deploy')) await this.isReleased();
      if (APPROVE.test(` ${line}`)) await this.isDone();
    }
  }

  /** What AWS does once the pipeline is there, and who may become what. */
  private async isReleased(): Promise<void> {
    const { emulator } = this.running;
    const account = PROFILES.tools;
    const place = { endpoint: emulator.endpoint, secret: emulator.secret, account, region: HOME };
    for (const [name, role] of [
      ['grace', approverRoleName(this.application, HOME)],
      ['iris', evidenceReaderRoleName(this.application, HOME)],
    ] as const) {
      const may = { actions: ['sts:AssumeRole'], resources: [`arn:aws:iam::${account}:role/${role}`] };
      const { accessKeyId, secretAccessKey } = await userIn(place, `${name}-${this.application}`, may);
      const file = join(this.running.directory, 'credentials');
      const key = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
      appendFileSync(file, `[${name}]\n${key}`);
    }
    const words = ['rehearse', '--approve', 'ask', '--permissions', 'enforce', '--json'];
    this.release = this.app.delivery(words, undefined, emulator.environment(account, HOME));
  }

  /** A release that ends before somebody is asked says why. */
  private async isAsked(): Promise<void> {
    const asked = waitForApproval(this.running.emulator, this.application, { account: PROFILES.tools, region: HOME });
    const ended = this.isDone().then(() => Promise.reject(new Error('the release has ended, and asked nobody')));
    await Promise.race([asked, ended]);
  }

  private async isDone(): Promise<void> {
    const ended = await this.release;
    if (ended?.exitCode !== 0) throw new Error(ended && story(ended));
  }

  /** Runs what the plan of a teardown has printed, without what nobody plays. */
  withoutPlayed(): void {
    const file = join(this.app.directory, 'teardown-plan');
    const kept = readFileSync(file, 'utf8').replaceAll(/^aws codeconnections .*$/gm, '');
    writeFileSync(file, kept);
  }

  /** Stacks that stand anywhere, each with its place. */
  async allStacks(): Promise<readonly string[]> {
    const places = [HOME, 'eu-central-1'].flatMap((region) =>
      Object.keys(PROFILES).map((profile) => [profile, region] as const),
    );
    const each = await Promise.all(
      places.map(async (place) => (await this.stacks(...place)).map((name) => `${name} in ${place.join(', ')}`)),
    );
    return each.flat().sort();
  }

  /** Stacks that stand in an account. */
  async stacks(profile: string, region: string): Promise<readonly string[]> {
    const query = `StackSummaries[?StackStatus!='DELETE_COMPLETE'].StackName`;
    const words = `aws cloudformation list-stacks --query "${query}" --output json --profile ${profile} --region ${region}`;
    const ended = await this.runs(words);
    if (ended.exitCode !== 0) throw new Error(story(ended));
    return JSON.parse(ended.stdout);
  }
}

const SETUP = commandsOf('docs/aws-setup.md');
const [PLAN = '', TEARDOWN = '', ...MORE] = commandsOf('docs/teardown.md');

const VARIANTS = [
  ['as the page has it', FIRST, (text: string) => text],
  [
    'with a second region',
    FIRST,
    (text: string) => {
      const more = SECOND_REGION.replace('444444444444', PROFILES.live).trimStart();
      return text.replace(/( *\],\n *\},\n *\],\n\};)/, `        ${more}$1`);
    },
  ],
  [
    'for a second application in the same accounts',
    'claims',
    (text: string) =>
      text
        .replace(`'${FIRST}'`, "'claims',\n  qualifier: 'claims'")
        .replaceAll(/( *)name: '(?:dev|live)',\n/g, "$&$1guests: { principals: ['cdk-hnb659fds-*'] },\n"),
  ],
] as const;

test('the page has ten steps, and every block is run', () => {
  expect([...readFileSync('docs/aws-setup.md', 'utf8').matchAll(/^\d+\. \*\*/gm)]).toHaveLength(10);
  expect([SETUP.length > 15, PLAN, TEARDOWN, MORE]).toEqual([
    true,
    expect.stringMatching(/^bin\/delivery teardown --plan .* > teardown-plan$/),
    'bash -e teardown-plan',
    [],
  ]);
});

describe.each(VARIANTS)('docs/aws-setup.md, followed %s', (_, application, edit) => {
  let running: Running;
  let follower: Follower;
  let others: readonly string[];

  beforeAll(async () => {
    running = await runEmulator();
    const { endpoint, secret } = running.emulator;
    const access = accessTo({ url: endpoint, secret }, { account: PROFILES.tools, region: HOME });
    await awsCloud(endpoint, new AbortController().signal).judgePermissions(access, 'enforce');
    const each = Object.entries(PROFILES);
    const keys = each.map(([name, id]) => `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`);
    writeFileSync(join(running.directory, 'credentials'), keys.join(''));
    const people = ['profile tools', 'profile dev', 'profile live', 'profile grace', 'profile iris'];
    const sections = people.map((name) => `[${name}]\nregion = ${HOME}\n`);
    writeFileSync(join(running.directory, 'config'), sections.join(''));
    if (application !== FIRST) {
      const before = new Follower(running, FIRST);
      for (const line of SETUP.slice(0, SETUP.findIndex((each) => each.includes('cdk deploy')) + 1)) {
        const ended = await before.runs(line);
        if (ended.exitCode !== 0 && !line.includes('--plan')) throw new Error(`${line}\n${story(ended)}`);
      }
    }
    follower = new Follower(running, application);
    follower.app.write(CONFIG_FILE, edit(readFileSync(join(follower.app.directory, CONFIG_FILE), 'utf8')));
    others = await follower.allStacks();
  }, 30 * MINUTES);
  afterAll(() => running.end());

  test(
    'leads from empty accounts to a release in the last environment, and its record',
    async () => {
      await follower.follows(SETUP);
      const standing = await follower.stacks('live', 'eu-central-1');
      expect(standing.some((name) => name.startsWith('data-') && name.endsWith('live'))).toBe(true);
      expect(existsSync(join(follower.app.directory, 'evidence-report'))).toBe(true);
    },
    60 * MINUTES,
  );

  test(
    'is taken away again as docs/teardown.md says: no stack is left but those of others',
    async () => {
      await follower.follows([PLAN]);
      follower.withoutPlayed();
      await follower.follows([TEARDOWN]);
      expect(await follower.allStacks()).toEqual(others);
      const kept = await follower.runs('aws s3api list-buckets --query "Buckets[].Name" --profile tools');
      expect(kept.stdout).toContain(`${application}-evidence-`);
    },
    20 * MINUTES,
  );
});
