import { CfnResource, type Stack, Stage, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { environmentInStackName, environmentOfStage } from '../../contract/names';
import type { PacksReport } from '../packs/validation-report';
import { type Acknowledgement, type AcknowledgementPlace, namespacedId, packOf } from './acknowledgement';
import { coveredBelow, keyOf } from './doubts-of-register';
import { type Applied, type NamedStack, type Resolved, resolveRegister } from './resolve-register';

/** What a register means for an app. */
export interface AppliedRegister extends Resolved {
  /** The policies of the resource at a path, as they are when it is asked. */
  readonly policyOf: (path: string) => unknown;
}

/** Acknowledges the register's findings on the resources it names. */
export const applyRegister = (register: readonly Acknowledgement[], stacks: readonly Stack[]): AppliedRegister => {
  const constructs = new Map(stacks.flatMap(resourcesBelow).map((resource) => [resource.node.path, resource]));
  const has = (path: string, property: string) => isSet(constructs.get(path), property);
  const resolved = resolveRegister(
    register,
    stacks.map((stack) => named(stack, has)),
  );
  for (const { finding, resource: path, reason } of resolved.applied) {
    const resource = constructs.get(path);
    if (resource === undefined) throw new Error(`the register was laid over ${path}, which is not there`);
    Validations.of(resource).acknowledge({ id: namespacedId(finding), reason });
  }
  const policyOf = (path: string) => policiesIn(constructs.get(path));
  return { ...resolved, policyOf };
};

/** A policy is a policy's document, or stands in the list of an identity. */
const policiesIn = (resource: CfnResource | undefined): unknown => {
  const { policyDocument, policies } = (resource ?? {}) as {
    readonly policyDocument?: unknown;
    readonly policies?: unknown;
  };
  return resource?.stack.resolve([policyDocument, policies]);
};

/** The stack's own resources and those of its nested stacks; a pipeline's stack has its stages below it, which are not its own. */
const resourcesBelow = (stack: Stack): readonly CfnResource[] =>
  stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter((resource) => Stage.of(resource) === Stage.of(stack));

/** By the attribute of the construct, which the packs read; the CDK spells it as CloudFormation does, with a small letter first. */
const isSet = (resource: CfnResource | undefined, property: string): boolean =>
  resource !== undefined && Reflect.get(resource, property.charAt(0).toLowerCase() + property.slice(1)) !== undefined;

const named = (stack: Stack, has: NamedStack['has']): NamedStack => ({
  has,
  path: stack.node.path,
  place: placeOf(stack),
  resources: resourcesBelow(stack).map(({ node }) => node.path),
});

const placeOf = (stack: Stack): AcknowledgementPlace => {
  const { account, region, partition, stackName } = stack;
  const stage = Stage.of(stack)?.node.id ?? '';
  const environment = environmentInStackName(stackName, environmentOfStage(stage, { account, region }));
  return { account, region, partition, stackName, environment };
};

/** Findings that something else than the register has acknowledged, with and without a trace in the report. */
export const outsideTheRegister = (
  applied: readonly Applied[],
  { acknowledged }: PacksReport,
  app: IConstruct,
): readonly string[] => {
  const ours = new Set(applied.map(({ finding, resource }) => `${namespacedId(finding)} ${resource}`));
  const below = new Set(coveredBelow(applied, acknowledged).map(keyOf));
  const reported = acknowledged
    .filter((each) => !ours.has(`${namespacedId(each.finding)} ${each.resource}`) && !below.has(keyOf(each)))
    .map(({ finding, resource }) => `${finding} on ${resource}`);
  const vanished = acknowledgementsBelow(app)
    .filter(({ id, path }) => !ours.has(`${id} ${path}`))
    // What nag's packs find is hidden by any spelling of its id; the report tells of the other packs.
    .filter(({ id }) => ['AwsSolutions', 'HIPAA.Security'].includes(packOf(bare(id)) ?? ''))
    .map(({ id, path }) => `${bare(id)} on ${path}`);
  return [...new Set([...reported, ...vanished])].map(
    (what) => `${what} is acknowledged outside the register: write it into acknowledgements.yaml`,
  );
};

/** An acknowledgement's id without the namespace that the CDK gives every one. */
const bare = (id: string): string => id.replace(/^.*?::/, '');

const acknowledgementsBelow = (scope: IConstruct): readonly { readonly id: string; readonly path: string }[] =>
  scope.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.keys(data ?? {}).map((id) => ({ id, path: node.path }))),
    );
