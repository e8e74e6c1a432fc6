import type { CfnResource } from 'aws-cdk-lib';
import type { LeftOut } from '../../../contract/gate-report';
import type { WatchedPack } from '..';
import type { FinalStack } from '../final-stacks';

/** How a pack has looked at one stack. */
export interface Look {
  /** How many of the final template's resources it has looked at. */
  readonly looked: number;
  /** Resources it has not looked at and should have, each in words. */
  readonly missed: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** What cdk-nag, which reads typed constructs, may leave out: the known differences to the final templates. */
const MAY_LEAVE_OUT: readonly { readonly type: RegExp; readonly path?: RegExp; readonly because: string }[] = [
  {
    type: /^(Custom::.*|AWS::CloudFormation::CustomResource)$/,
    because: 'what a custom resource is, its provider decides: no pack has a rule about any',
  },
  {
    type: /^AWS::(IAM::Role|Lambda::Function)$/,
    path: /\/Custom::\w+CustomResourceProvider\/(Role|Handler)$/,
    because:
      'a helper of the CDK, made of plain CfnResources that no typed rule sees: ZeroTrust and CloudFormation-Validate read it in the template',
  },
  { type: /^AWS::CDK::Metadata$/, because: "the CDK's note of what it was made with: it deploys nothing" },
];

/** How a pack has looked at the resources of a final template. */
export const lookAt = (pack: WatchedPack, stack: FinalStack): Look => {
  const { looksAt, looks } = pack;
  if (looksAt === 'stacks') {
    const { sha256 } = stack;
    const { digests = new Map([[stack.path, sha256]]) } = pack;
    return looks.has(stack.path) && digests.get(stack.path) === sha256
      ? { looked: stack.resources.size, missed: [], leftOut: [] }
      : { looked: 0, missed: [...stack.resources.keys()], leftOut: [] };
  }
  let looked = 0;
  const missed: string[] = [];
  const leftOut: LeftOut[] = [];
  for (const [logicalId, { type, construct }] of stack.resources) {
    const name = construct?.node.path ?? `${stack.template}#${logicalId}`;
    if (construct !== undefined && isTyped(construct) && looks.has(name)) {
      looked++;
      continue;
    }
    const difference = MAY_LEAVE_OUT.find((each) => each.type.test(type) && (each.path?.test(name) ?? true));
    if (difference) leftOut.push({ stack: stack.path, logicalId, type, because: difference.because });
    else missed.push(wordsFor(name, type, construct));
  }
  return { looked, missed, leftOut };
};

/** Rules are about classes of constructs; a `CfnResource` that only has its type in a string is of none of them. */
const isTyped = (construct: CfnResource): boolean =>
  'CFN_RESOURCE_TYPE_NAME' in construct.constructor &&
  construct.constructor.CFN_RESOURCE_TYPE_NAME === construct.cfnResourceType;

const wordsFor = (name: string, type: string, construct: CfnResource | undefined): string =>
  construct !== undefined && !isTyped(construct) ? `${name} (a plain CfnResource of type ${type})` : name;

/** Which packs did not look at which stacks, or not at all of their resources. */
export const unlooked = (packs: readonly WatchedPack[], stacks: readonly FinalStack[]): readonly string[] =>
  stacks
    .filter(({ resources }) => resources.size > 0)
    .flatMap((stack) =>
      packs.flatMap((pack) => {
        const { looked, missed } = lookAt(pack, stack);
        if (missed.length === 0) return [];
        const what = looked === 0 && missed.length === stack.resources.size ? '' : `${missed.join(', ')} of `;
        return [`${pack.name} did not look at ${what}stack ${stack.path}`];
      }),
    );
