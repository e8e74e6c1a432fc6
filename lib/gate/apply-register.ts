import { CfnResource, type Stack, Stage, Validations } from 'aws-cdk-lib';
import type { AcknowledgementTerms } from '../contract/gate-report';
import { environmentOfStage } from '../contract/names';
import { UserError } from '../contract/user-error';
import {
  type Acknowledgement,
  type AcknowledgementPlace,
  findingIn,
  flawsOf,
  matchesPath,
  namespacedId,
} from './acknowledgement';

/** An acknowledgement as it was applied to one resource. */
export interface Applied extends AcknowledgementTerms {
  readonly finding: string;
  /** Construct path of the resource. */
  readonly path: string;
  /** What its decision is called. */
  readonly cause: string;
}

/**
 * Acknowledges the register's findings on the resources it names.
 *
 * @throws UserError for an entry that says nothing, names nothing, or says what another one has said
 */
export const applyRegister = (register: readonly Acknowledgement[], stacks: readonly Stack[]): readonly Applied[] => {
  const applied = register.flatMap((acknowledgement) => resolveIn(stacks, acknowledgement));
  const seen = new Set<string>();
  for (const { finding, path } of applied) {
    if (seen.has(`${finding} ${path}`)) complain(finding, `it is there twice for ${path}`);
    seen.add(`${finding} ${path}`);
  }
  return applied;
};

const complain = (finding: string, flaw: string): never => {
  throw new UserError(`acknowledgement of ${finding}: ${flaw}: edit acknowledgements.yaml`);
};

const resolveIn = (stacks: readonly Stack[], acknowledgement: Acknowledgement): readonly Applied[] => {
  const [flaw] = flawsOf(acknowledgement);
  if (flaw !== undefined) complain(acknowledgement.finding, flaw);
  const { finding, forEach } = acknowledgement;
  const called = (id: string) => stacks.filter(({ node }) => node.id === id);
  return called(acknowledgement.stack).flatMap((stack) =>
    (forEach === undefined ? [stack] : called(forEach)).flatMap((place) => {
      const concrete = findingIn(finding, { ...placeOf(place), stackName: stack.stackName });
      return acknowledgement.resources.flatMap((pattern) => applyTo(stack, pattern, concrete, acknowledgement));
    }),
  );
};

const applyTo = (
  stack: Stack,
  pattern: string,
  finding: string,
  acknowledgement: Acknowledgement,
): readonly Applied[] => {
  const { reason, owner, expires, ticket, cause } = acknowledgement;
  const resources = stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter(({ node }) => matchesPath(pattern, node.path.slice(stack.node.path.length + 1)));
  if (resources.length === 0) {
    complain(acknowledgement.finding, `there is no resource ${pattern} in stack ${stack.node.path}`);
  }
  return resources.map((resource) => {
    Validations.of(resource).acknowledge({ id: namespacedId(finding), reason });
    return { finding, path: resource.node.path, reason, owner, expires, ticket, cause };
  });
};

const placeOf = (stack: Stack): AcknowledgementPlace => {
  const { account, region, partition, stackName } = stack;
  const stage = Stage.of(stack)?.node.id ?? '';
  return { account, region, partition, stackName, environment: environmentOfStage(stage, { account, region }) };
};
