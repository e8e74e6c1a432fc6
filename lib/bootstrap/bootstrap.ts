import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BOOTSTRAP_KINDS } from '../contract/bootstrap-roles';
import type { JsonObject } from '../ground/json';
import { UserError } from '../ground/user-error';
import { type Difference, differences, strangers } from './differences';
import { placeName } from './places';
import type { BootstrapAccess, BootstrapState } from './state';
import { trustInTemplate, variantInTemplate } from './template';
import { attachedTo, policyArn, roleOf, type WantedBootstrap } from './wanted';

/** Reads what is there. */
export const bootstrapState = async (access: BootstrapAccess, wanted: WantedBootstrap): Promise<BootstrapState> => {
  const stack = await access.stack(wanted.stack);
  const roles = await Promise.all(
    BOOTSTRAP_KINDS.map(async (kind) => [kind, await access.role(roleOf(wanted, kind))] as const),
  );
  const policies = await Promise.all(
    wanted.policies.map(async ({ name }) => [name, await access.policy(policyArn(wanted, name))] as const),
  );
  const there = policies.filter((each): each is readonly [string, JsonObject] => each[1] !== undefined);
  return { stack, roles: Object.fromEntries(roles), policies: Object.fromEntries(there) };
};

/** What a bootstrap of a place would change now. */
export const planned = async (access: BootstrapAccess, wanted: WantedBootstrap): Promise<readonly Difference[]> =>
  differences(wanted, await bootstrapState(access, wanted));

/**
 * Makes a place what it is to be: its policies, its stack by `cdk bootstrap`, then what somebody has changed beside the stack,
 * which CloudFormation would not see. Each step may be done again.
 *
 * @param directory for the template
 * @throws {UserError} when `cdk bootstrap` fails, or something still differs afterwards
 */
export const putRight = async (access: BootstrapAccess, wanted: WantedBootstrap, directory: string): Promise<void> => {
  const before = await bootstrapState(access, wanted);
  const all = differences(wanted, before);
  if (all.length === 0) return;
  await writePolicies(access, wanted, before);
  if (all.some((each) => isOfStack(each, wanted))) await runCdk(access, wanted, before, directory);
  await mendRoles(access, wanted);
  if ((await access.stack(wanted.stack))?.isProtected === false) await access.protect(wanted.stack);
  const left = await planned(access, wanted);
  if (left.length === 0) return;
  const said = left.map(({ about, subject }) => `${about} of ${subject}`).join(', ');
  throw new UserError(`${placeName(wanted.place)} still differs after its bootstrap (${said}): run this again`, {
    exitCode: 1,
  });
};

/** What the stack says itself; which policies its execution role has is a parameter of it. */
const isOfStack = ({ about, subject }: Difference, wanted: WantedBootstrap): boolean =>
  about === 'stack' || (about === 'attached' && subject === roleOf(wanted, 'cfn-exec'));

const writePolicies = async (
  access: BootstrapAccess,
  wanted: WantedBootstrap,
  { policies }: BootstrapState,
): Promise<void> => {
  for (const { about, subject } of differences(wanted, { stack: undefined, roles: {}, policies })) {
    const policy = wanted.policies.find(({ name }) => about === 'policy' && name === subject);
    if (policy === undefined) continue;
    const document: JsonObject = { ...policy.document };
    if (policies[subject] === undefined) await access.createPolicy(subject, document);
    else await access.changePolicy(policyArn(wanted, subject), document);
  }
};

const runCdk = async (
  access: BootstrapAccess,
  wanted: WantedBootstrap,
  { stack }: BootstrapState,
  directory: string,
): Promise<void> => {
  const { place, template, qualifier } = wanted;
  const file = join(directory, `${place.account}-${place.region}.json`);
  writeFileSync(file, JSON.stringify(template));
  const isOther = stack !== undefined && variantInTemplate(stack.template) !== variantInTemplate(template);
  const { exitCode, output } = await access.cdk(
    'bootstrap',
    placeName(place),
    ...['--template', file, '--qualifier', qualifier, '--toolkit-stack-name', wanted.stack],
    ...['--cloudformation-execution-policies', attachedTo(wanted, 'cfn-exec').join(',')],
    '--termination-protection',
    // The plan has said which other variant there is.
    ...(isOther ? ['--force'] : []),
  );
  if (exitCode === 0) return;
  const said = output.trimEnd().split('\n').slice(-20).join('\n');
  throw new UserError(`cdk bootstrap of ${placeName(place)} failed:\n${said}`, { exitCode: 1 });
};

const mendRoles = async (access: BootstrapAccess, wanted: WantedBootstrap): Promise<void> => {
  for (const kind of BOOTSTRAP_KINDS) {
    const name = roleOf(wanted, kind);
    const role = await access.role(name);
    if (role === undefined)
      throw new UserError(
        `${name} is not there, and stack ${wanted.stack} of ${placeName(wanted.place)} thinks it is: delete the stack, and run this again`,
        { exitCode: 1 },
      );
    const found = { stack: undefined, roles: { [kind]: role }, policies: {} };
    const isAbout = (about: Difference['about']): boolean =>
      differences(wanted, found).some((each) => each.about === about && each.subject === name);
    if (isAbout('trust')) await access.setTrust(name, trustInTemplate(wanted.template, kind));
    const attached = attachedTo(wanted, kind);
    for (const arn of attached.filter((each) => !role.attached.includes(each))) await access.attach(name, arn);
    for (const arn of role.attached.filter((each) => !attached.includes(each))) await access.detach(name, arn);
    for (const policy of strangers(wanted, kind, role)) await access.deleteInline(name, policy);
  }
};
