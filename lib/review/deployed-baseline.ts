import { CallRefused } from '../aws/call-refused';
import type { DeliveryTarget } from '../contract/delivery-target';
import type { GateReport } from '../contract/gate-report';
import { isObject, own } from '../ground/json';
import { UserError } from '../ground/user-error';
import type { DeployedStack, DeployedStacks } from './deployed-stacks';
import { asCloudFormationSays } from './diff-engine';
import { parseTemplate } from './read-release';
import type { Baseline, Release, ReviewedStack, ReviewedTemplate } from './template';

/** Which target is read, and what is known of it already. */
export interface PromotedTarget extends DeliveryTarget {
  /** The gate's report on the release that it runs; absent where none was ever promoted there. */
  readonly promoted?: GateReport;
}

/** What a target runs now: the templates that CloudFormation has of the stacks that are, or were, the release's. */
export const deployedBaseline = async (
  target: PromotedTarget,
  release: Release,
  deployed: DeployedStacks,
): Promise<Baseline> => {
  const { promoted } = target;
  const wanted = stacksOf(target, release.stacks, promoted);
  const found: (ReviewedStack | undefined)[] = [];
  try {
    for (const stack of wanted) found.push(await look(stack, deployed));
  } catch (error) {
    if (!(error instanceof CallRefused && error.permission === 'sts:AssumeRole')) throw error;
    if (promoted === undefined) {
      return {
        kind: 'nothing',
        because: `nothing was ever promoted there, and its role cannot be assumed (${error.said})`,
        unseen: true,
      };
    }
    return known(
      target,
      wanted.map((stack) => unreadable(stack, error.said)),
    );
  }
  const there = found.filter((stack) => stack !== undefined);
  if (there.length > 0) return known(target, there);
  return { kind: 'nothing', because: 'none of its stacks exists there' };
};

const known = ({ account, region, promoted }: PromotedTarget, stacks: readonly ReviewedStack[]): Baseline => ({
  kind: 'deployed',
  label: `what runs in ${account}, ${region}`,
  stacks,
  ...(promoted && { report: promoted }),
  cannotTell: stacks
    .filter(({ template = {} }) => asCloudFormationSays(JSON.stringify(template)) !== JSON.stringify(template))
    .map(({ stackName }) => `${stackName}: ${MANGLED}`),
});

const MANGLED = 'CloudFormation gives back characters outside of ASCII as "?": a change among them is not seen';

/** The release's stacks, and those that the promoted release had. */
const stacksOf = (
  { environment, account, region }: PromotedTarget,
  stacks: readonly ReviewedStack[],
  promoted: GateReport | undefined,
): readonly ReviewedStack[] => {
  const isHere = (stack: Pick<ReviewedStack, 'environment' | 'account' | 'region'>): boolean =>
    stack.environment === environment && stack.account === account && stack.region === region;
  const now = stacks.filter(isHere);
  const names = new Set(now.map(({ stackName }) => stackName));
  const gone = (promoted?.stacks ?? []).filter((stack) => isHere(stack) && !names.has(stack.stackName));
  return [...now, ...gone.map(({ path, stackName }) => ({ path, stackName, environment, account, region }))];
};

const unreadable = ({ template: _, sha256: __, ...stack }: ReviewedStack, because: string): ReviewedStack => ({
  ...stack,
  because,
});

/** What was never finished, or is being changed at this moment, is no baseline. */
const UNFINISHED =
  /^(CREATE_FAILED|ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED|UPDATE_ROLLBACK_FAILED|.*_IN_PROGRESS)$/;

/** A stack as it is deployed; undefined where it is not. */
const look = async (stack: ReviewedStack, deployed: DeployedStacks): Promise<ReviewedStack | undefined> => {
  const { stackName } = stack;
  if (stackName.includes('/'))
    return unreadable(stack, 'the template of a nested stack is not read where it is deployed');
  let found: DeployedStack | undefined;
  try {
    found = await deployed.stack(stackName);
  } catch (error) {
    if (error instanceof CallRefused && error.permission !== 'sts:AssumeRole') return unreadable(stack, error.said);
    throw error;
  }
  if (found === undefined || found.status === 'REVIEW_IN_PROGRESS') return undefined;
  if (UNFINISHED.test(found.status))
    return unreadable(stack, `it is in ${found.status}: what is left of it is not to be seen`);
  const { template: _, sha256: __, ...place } = stack;
  return { ...place, ...read(found.template, stack) };
};

const read = (
  text: string | undefined,
  { stackName, template: released }: ReviewedStack,
): Pick<ReviewedStack, 'template' | 'because'> => {
  if (text === undefined) return { because: 'CloudFormation answered without its template' };
  try {
    return { template: restored(parseTemplate(text, stackName), released) as ReviewedTemplate };
  } catch (error) {
    if (error instanceof UserError) return { because: error.message };
    throw error;
  }
};

/** Puts characters back that CloudFormation could not give, wherever the release has the same text but for them. */
const restored = (value: unknown, released: unknown): unknown => {
  if (typeof value === 'string') {
    return typeof released === 'string' && asCloudFormationSays(released) === value ? released : value;
  }
  if (Array.isArray(value)) {
    return value.map((each, index) => restored(each, Array.isArray(released) ? released[index] : undefined));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      restored(each, isObject(released) ? own(released, key) : undefined),
    ]),
  );
};
