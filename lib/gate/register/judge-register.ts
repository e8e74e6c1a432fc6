import type { MovedAcknowledgements } from '../../contract/gate-report';
import type { Day } from '../../contract/grace';
import { namedStacks } from '../assembly/named-stacks';
import type { Assembly } from '../assembly/read-assembly';
import { type SynthFindings, synthFindings } from '../assembly/synth-findings';
import type { Acknowledgement } from './acknowledgement';
import { doubtsOfRegister, keyOf, otherActions } from './doubts-of-register';
import { movesOf } from './moved';
import { type NamedStack, resolveRegister } from './resolve-register';
import { reviewRegister } from './review-register';

/** What a register is worth for an assembly. */
export interface RegisterVerdict {
  /** Acknowledgements that cannot stand. */
  readonly objections: readonly string[];
  /** Acknowledgements that expire soon, or have a few days ago. */
  readonly warnings: readonly string[];
  /** What could not be judged, and why. */
  readonly limits: readonly string[];
  /** What the packs found at synthesis and the register does not accept. */
  readonly unaccepted: readonly { readonly finding: string; readonly path: string }[];
  readonly acknowledged: number;
  /** Acknowledgements whose resource has another name now; each is one of the objections. @default - none */
  readonly moved?: readonly MovedAcknowledgements[];
}

/**
 * Holds a register against an assembly. What the packs of CDK constructs find is in the report of its synthesis only: where
 * there is none, an acknowledgement is judged by itself and by whether its resource is there. Its stack
 * has to be in the assembly, unless it says that it may not be.
 *
 * @throws {UserError} when the assembly's report cannot be read
 */
export const judgeRegister = (
  register: readonly Acknowledgement[],
  assembly: Assembly,
  today: Day,
): RegisterVerdict => {
  const synth = synthFindings(assembly.root);
  const { sound, objections, warnings } = reviewRegister(register, today);
  const stacks = namedStacks(assembly, synth?.found ?? []);
  const known = stacks.filter(({ resources }) => resources.length > 0);
  const resolved = resolveRegister(
    sound,
    known,
    stacks.map(({ path }) => path),
  );
  const accepted = new Set(resolved.applied.map(keyOf));
  const open = (synth?.found ?? []).filter((each) => !accepted.has(keyOf(each)));
  const policyOf = policiesOf(assembly);
  const { moved, ...moves } = movesOf({ ...resolved, found: synth?.found ?? [], open, policyOf });
  return {
    objections: [
      ...objections,
      ...resolved.objections,
      ...moves.objections,
      ...otherActions(resolved.applied, policyOf),
      ...(synth === undefined ? [] : [...synth.failures, ...doubtsOfRegister(moves.left, synth.found)]),
    ],
    warnings,
    limits: limitsOf(stacks, synth, assembly.root),
    unaccepted: open.filter((each) => !moves.covers(each)).map(({ finding, resource: path }) => ({ finding, path })),
    acknowledged: resolved.applied.length,
    ...(moved.length === 0 ? {} : { moved }),
  };
};

/** What stands in the template under the construct path of a resource. */
const policiesOf = ({ stacks }: Assembly): ((path: string) => unknown) => {
  const resources = stacks.flatMap(({ template }) => Object.values(template.Resources ?? {}));
  const byPath = new Map(
    resources.map(({ Metadata: about, Properties: properties }) => [about?.['aws:cdk:path'], properties]),
  );
  return (path) => byPath.get(path);
};

const limitsOf = (stacks: readonly NamedStack[], synth: SynthFindings | undefined, root: string): readonly string[] => [
  ...(synth === undefined
    ? [
        `${root} has no report of its synthesis: whether findings of cdk-nag and CloudFormation are all accepted, and whether what is accepted is still found, is not known`,
      ]
    : []),
  ...stacks
    .filter(({ resources }) => resources.length === 0)
    .map(
      ({ path }) => `stack ${path} does not say the paths of its constructs: acknowledgements in it were not judged`,
    ),
];
