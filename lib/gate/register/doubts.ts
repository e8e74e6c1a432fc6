import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Report } from '../packs/validation-report';
import { namespacedId, packOf } from './acknowledgement';
import { coveredBelow } from './doubts-of-register';
import type { Applied } from './resolve-register';

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
