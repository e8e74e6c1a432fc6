import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { namespacedId, packOf } from './acknowledgement';
import { coveredBelow } from './doubts-of-register';
import type { WatchedPack } from './packs';
import type { Report } from './report';
import type { Applied } from './resolve-register';

/** An app without stacks has no findings, and proves nothing. */
export const nothingThere = (stacks: readonly Stack[]): readonly string[] =>
  stacks.length > 0 ? [] : ['the app has no stack: nothing was looked at'];

/** Which packs did not look at which stacks, or not at all of their resources. */
export const unseen = (packs: readonly WatchedPack[], stacks: readonly Stack[]): readonly string[] =>
  stacks.flatMap((stack) => {
    const resources = resourcesOf(stack).map(({ node }) => node.path);
    if (resources.length === 0) return [];
    return packs.flatMap(({ name, looksAt, looks }) => {
      const missed = (looksAt === 'stacks' ? [stack.node.path] : resources).filter((path) => !looks.has(path));
      if (missed.length === 0) return [];
      const what = missed.length === resources.length || looksAt === 'stacks' ? '' : `${missed.join(', ')} of `;
      return [`${name} did not look at ${what}stack ${stack.node.path}`];
    });
  });

/** Findings that something else than the register has acknowledged, with and without a trace in the report. */
export const outsideTheRegister = (
  applied: readonly Applied[],
  { acknowledged }: Report,
  app: IConstruct,
): readonly string[] => {
  const ours = new Set(applied.map(({ finding, path }) => `${namespacedId(finding)} ${path}`));
  const below = new Set(coveredBelow(applied, acknowledged).map(({ finding, path }) => `${finding} ${path}`));
  const reported = acknowledged
    .filter(({ finding, path }) => !ours.has(`${namespacedId(finding)} ${path}`) && !below.has(`${finding} ${path}`))
    .map(({ finding, path }) => `${finding} on ${path}`);
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

/** The resources of this very template: neither those of stages below a pipeline's stack nor those of nested stacks. */
const resourcesOf = (stack: Stack): readonly CfnResource[] =>
  stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter((resource) => Stack.of(resource) === stack);
