import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../lib/ground/counted';
import { groupBy } from '../../lib/ground/group-by';
import { jsonIn } from '../../lib/ground/json';
import { UserError } from '../../lib/ground/user-error';
import { refusals } from '../../lib/rehearsal/console/refusals';
import { theme } from '../../lib/rehearsal/console/theme';
import {
  type IdentityPermissions,
  PERMISSIONS,
  type PermissionRecord,
  permissionsSchema,
} from '../../lib/rehearsal/record/permission-record';
import { recordsOf } from '../../lib/rehearsal/record/records';
import { appIn } from '../../lib/rehearsal/site/open-context';
import { type JustifiedPermission, justificationOf } from '../../lib/rehearsal/statements/justified';
import { JUSTIFIED_PERMISSIONS } from '../justified-permissions';
import { type DataPolicyOptions, dataPolicy } from './data-policy';
import { executionPolicy } from './execution-policy';
import { printJson, printLines } from './printing';
import { colors, type Finish, type Shell } from './shell';

interface PermissionsOptions extends Partial<DataPolicyOptions> {
  readonly role?: string;
  readonly app: string;
  readonly json?: boolean;
  readonly executionPolicy?: boolean;
  readonly assembly?: string;
  readonly output?: string;
  readonly name?: string;
}

/** `bin/delivery permissions`: what the newest rehearsal used of what roles may do, or what CloudFormation's execution role needs. */
export const addPermissions = (program: Command, shell: Shell, finish: Finish): void => {
  const command = program
    .command('permissions')
    .description('what the roles of the newest rehearsal used, were refused, and never used')
    .option('--role <name>', 'one role or user, by its name or ARN')
    .option('--app <directory>', 'another CDK Pipelines app', shell.app)
    .option('--execution-policy', 'instead: the least that the execution role of CloudFormation needs, with sources')
    .option('--assembly <directory>', 'with --execution-policy: a cloud assembly; default: cdk.out of the app')
    .option('--output <directory>', 'with --execution-policy: write the policies there, as IAM takes them')
    .option('--name <beginning>', 'with --execution-policy: what the names begin with; default: delivery-execution')
    .option('--json', 'print one JSON document on stdout')
    .action(async (options: PermissionsOptions) => finish(await permissionsOrPolicy(options, shell)));
  // The data of other apps is their own.
  if (shell.app === shell.root)
    command
      .option('--data <purpose>', 'instead: a policy to upload, or to read processed, quarantine or dead-letters')
      .option('--environment <name>', 'with --data: whose data')
      .option('--account <id>', 'with --data: of an environment with several targets')
      .option('--region <region>', 'with --data: of an environment with several targets');
};

const permissionsOrPolicy = async ({ data, ...options }: PermissionsOptions, shell: Shell): Promise<number> => {
  if (data !== undefined) return dataPolicy({ ...options, data }, shell);
  const alone = (['environment', 'account', 'region'] as const).find((name) => options[name] !== undefined);
  if (alone !== undefined) throw new UserError(`--${alone} goes with --data, which is not there`);
  return permissions(options, shell);
};

const permissions = (options: PermissionsOptions, shell: Shell): number => {
  const { role, app, json = false, assembly, output, name, executionPolicy: wanted = false } = options;
  if (wanted && role !== undefined)
    throw new UserError(`--role ${role} is of the newest rehearsal: it does not go with --execution-policy`);
  if (wanted)
    return executionPolicy(
      {
        json,
        assembly: resolve(assembly ?? join(app, 'cdk.out')),
        ...(output === undefined ? {} : { output: resolve(output) }),
        ...(name === undefined ? {} : { name }),
      },
      shell,
    );
  if (assembly !== undefined || output !== undefined || name !== undefined)
    throw new UserError('--assembly, --output and --name go with --execution-policy, which is not there');
  const found = newest(app);
  const shown = role === undefined ? found : onlyOf(found, role);
  if (json) printJson(shell, shown);
  // Why a permission of ours stays is said of this repository's own roles only.
  else
    printLines(
      shell,
      lines(shown, role !== undefined, resolve(app) === shell.root ? JUSTIFIED_PERMISSIONS : [], shell),
    );
  return shown.refused.length === 0 ? 0 : 1;
};

/** @throws {UserError} when there is no record, or it has none of permissions */
const newest = (app: string): PermissionRecord => {
  const file = join(recordsOf(appIn(app)), 'latest', PERMISSIONS);
  if (!existsSync(file)) {
    throw new UserError(
      `${file} is not there: the newest rehearsal has not come to its end, or there was none; run bin/delivery rehearse`,
    );
  }
  const { data } = permissionsSchema.safeParse(jsonIn(readFileSync(file), file));
  if (data === undefined) throw new UserError(`${file} is no record of permissions of this version: rehearse again`);
  return data;
};

const named = (arn: string, role: string): boolean => arn === role || arn.split('/').at(-1) === role;

/** @throws {UserError} when nobody is called so */
const onlyOf = (all: PermissionRecord, role: string): PermissionRecord => {
  const identities = all.identities.filter(({ arn }) => named(arn, role));
  if (identities.length === 0) {
    const known = all.identities.map(({ arn }) => arn.split('/').at(-1)).join(', ');
    throw new UserError(`--role ${role}: the newest rehearsal had no such role or user; it had ${known || 'none'}`);
  }
  const of = ({ identity }: { readonly identity: string }): boolean => named(identity, role);
  return { ...all, identities, refused: all.refused.filter(of), notJudged: all.notJudged.filter(of) };
};

const lines = (
  shown: PermissionRecord,
  whole: boolean,
  justified: readonly JustifiedPermission[],
  shell: Shell,
): readonly string[] => [
  `${shown.mode === 'off' ? 'off' : `${shown.mode}: ${counted(shown.calls, 'call')} judged`}`,
  ...shown.identities.flatMap((each) => ofIdentity(each, whole, justified)),
  ...shown.notJudged.map(
    ({ operation, identity, because, count }) => `not judged ${operation} of ${identity} (${count} times): ${because}`,
  ),
  ...refusals(shown, theme(colors(shell, shell.stdout))),
];

/** A role that nothing was asked of and that may do nothing needs no line. */
const ofIdentity = (
  { arn, path = '', used, statements }: IdentityPermissions,
  whole: boolean,
  justified: readonly JustifiedPermission[],
): readonly string[] => {
  const unused = statements.filter(({ effect, neverUsed }) => effect === 'Allow' && neverUsed.length > 0);
  if (used.length === 0 && unused.length === 0) return [];
  const actions = [...new Set(used.map(({ action }) => action))];
  return [
    '',
    arn,
    ...(whole
      ? used.map(({ action, resource, count }) => `  used        ${action} ${resource} (${count} times)`)
      : [`  used        ${actions.length === 0 ? 'nothing' : actions.join(', ')}`]),
    ...unused.flatMap(({ policy, statement, neverUsed }) => {
      const place = `(${statement} of ${policy})`;
      const reasons = groupBy(neverUsed, (action) => justificationOf(justified, path, action));
      return [...reasons].map(([entry, of]) =>
        entry === undefined
          ? `  never used  ${of.join(', ')} ${place}`
          : `  justified   ${of.join(', ')} ${place}: ${entry.because} (${entry.source})`,
      );
    }),
  ];
};
