import { isDeepStrictEqual } from 'node:util';
import { BOOTSTRAP_KINDS, type BootstrapKind } from '../contract/bootstrap-roles';
import { isObject, type JsonObject } from '../ground/json';
import { UserError } from '../ground/user-error';
import { placeName } from './places';
import { whoIsTrusted } from './spoken-trust';
import type { BootstrapRole, BootstrapStack, BootstrapState } from './state';
import { inlineInTemplate, trustInTemplate, variantInTemplate, versionInTemplate } from './template';
import { attachedTo, roleOf, type WantedBootstrap } from './wanted';

/** One thing that is not as it is to be; `was` and `becomes` are for people. */
export interface Difference {
  readonly about: 'policy' | 'stack' | 'trust' | 'attached' | 'inline' | 'protection';
  readonly subject: string;
  readonly was: readonly string[];
  readonly becomes: readonly string[];
}

const NOT_THERE = 'not there';

/**
 * Everything that a bootstrap of a place changes, in the order in which it changes it; nothing where all is well.
 *
 * @throws {UserError} when the stack is in the middle of something, or newer than the installed CDK
 */
export const differences = (wanted: WantedBootstrap, state: BootstrapState): readonly Difference[] => [
  ...policyDifferences(wanted, state),
  ...stackDifferences(wanted, state.stack),
  ...BOOTSTRAP_KINDS.flatMap((kind) => roleDifferences(wanted, kind, state.roles[kind])),
  ...(state.stack?.isProtected === false
    ? [{ about: 'protection' as const, subject: wanted.stack, was: ['anybody may delete it'], becomes: ['protected'] }]
    : []),
];

const policyDifferences = ({ policies }: WantedBootstrap, { policies: there }: BootstrapState): readonly Difference[] =>
  policies.flatMap(({ name, document }) => {
    const { [name]: was } = there;
    if (was !== undefined && isDeepStrictEqual(was, plain(document))) return [];
    const about = { about: 'policy' as const, subject: name };
    if (was === undefined) return [{ ...about, was: [NOT_THERE], becomes: statementsOf(document) }];
    const [before, after] = [statementsOf(was), statementsOf(document)];
    return [
      {
        ...about,
        was: before.filter((each) => !after.includes(each)),
        becomes: after.filter((each) => !before.includes(each)),
      },
    ];
  });

/** Each statement in a line, as IAM has it. */
const statementsOf = (document: { readonly Statement?: unknown }): readonly string[] =>
  [document.Statement].flat().map((statement) => JSON.stringify(statement));

/** As it comes back from IAM: without what JSON does not know. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const stackDifferences = (wanted: WantedBootstrap, stack: BootstrapStack | undefined): readonly Difference[] => {
  const { template } = wanted;
  const becomes = [`version ${versionInTemplate(template)}, ${variantInTemplate(template)}`];
  const about = { about: 'stack' as const, subject: wanted.stack, becomes };
  if (stack === undefined) return [{ ...about, was: [NOT_THERE] }];
  assertUsable(wanted, stack);
  const isFailed = !GOOD.test(stack.status);
  if (!isFailed && isDeepStrictEqual(stack.template, template)) return [];
  const was = `version ${stack.version}, ${variantInTemplate(stack.template)}`;
  return [{ ...about, was: [isFailed ? `${was}, ${stack.status}` : was] }];
};

/** A stack that works; one whose first creation failed, `cdk bootstrap` makes again. */
const GOOD = /^((CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE)$/;
const MADE_AGAIN = /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|REVIEW_IN_PROGRESS)$/;

const assertUsable = ({ place, stack: name, template }: WantedBootstrap, stack: BootstrapStack): void => {
  const where = `stack ${name} of ${placeName(place)}`;
  if (!GOOD.test(stack.status) && !MADE_AGAIN.test(stack.status))
    throw new UserError(
      `${where} is ${stack.status}: ${stack.status.endsWith('_IN_PROGRESS') ? 'wait for its end' : 'bring it to an end in CloudFormation (continue its rollback, or delete it)'}, and run this again`,
    );
  if (stack.version > versionInTemplate(template))
    throw new UserError(
      `${where} has version ${stack.version} and the installed aws-cdk makes ${versionInTemplate(template)}: update aws-cdk in package.json`,
    );
};

const roleDifferences = (
  wanted: WantedBootstrap,
  kind: BootstrapKind,
  role: BootstrapRole | undefined,
): readonly Difference[] => {
  const subject = roleOf(wanted, kind);
  const trust = trustInTemplate(wanted.template, kind);
  const attached = attachedTo(wanted, kind);
  const [was, becomes] = [role?.attached ?? [], attached].map((arns) => arns.toSorted()) as [string[], string[]];
  const strange = strangers(wanted, kind, role);
  return [
    ...(role !== undefined && isDeepStrictEqual(normal(role.trust), normal(trust))
      ? []
      : [
          {
            about: 'trust' as const,
            subject,
            was: role === undefined ? [NOT_THERE] : whoIsTrusted(role.trust),
            becomes: whoIsTrusted(trust),
          },
        ]),
    ...(isDeepStrictEqual(was, becomes) ? [] : [{ about: 'attached' as const, subject, was, becomes }]),
    ...(strange.length === 0 ? [] : [{ about: 'inline' as const, subject, was: strange, becomes: [] }]),
  ];
};

/** Policies that were written into a role, and not by the CDK's template. */
export const strangers = (
  wanted: WantedBootstrap,
  kind: BootstrapKind,
  role: BootstrapRole | undefined,
): readonly string[] => {
  const own = ['default', 'LookupRolePolicy', `${roleOf(wanted, kind).replace('-role-', '-role-default-policy-')}`];
  const written = inlineInTemplate(wanted.template, kind);
  return (role?.inline ?? []).filter((name) => written === 0 || !own.includes(name));
};

/** A policy whatever way it is written: one thing is a list of it, and order says nothing. */
const normal = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const all = value.map(normal).toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    return all.length === 1 ? all[0] : all;
  }
  if (!isObject(value)) return value;
  const names = Object.keys(value as JsonObject).toSorted();
  return Object.fromEntries(names.map((name) => [name, normal(value[name])]));
};
