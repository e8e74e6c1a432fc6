/** A resource that a stack lists. */
export interface HeldResource {
  readonly logicalId: string;
  readonly type: string;
  /** What its service calls it; empty where it was never made. */
  readonly id: string;
  /** For example `DELETE_SKIPPED`. */
  readonly status: string;
}

/** A change set that was prepared and not executed. */
export interface WaitingChangeSet {
  readonly name: string;
  /** For example `CREATE_COMPLETE`. */
  readonly status: string;
}

/** A stack of ours as CloudFormation has it. */
export interface StackFacts {
  readonly name: string;
  readonly status: string;
  readonly isProtected: boolean;
  readonly resources: readonly HeldResource[];
  readonly changeSets: readonly WaitingChangeSet[];
}

/** What a deleted stack has left where it was, as its deletion policies say. */
export interface LeftBehind {
  /** Id of that stack. */
  readonly from: string;
  readonly held: readonly HeldResource[];
}

/** Headings of the runbook that say what a person does. */
export const PAGES = {
  firstCreation: 'A first creation failed',
  creationKept: 'A first creation could not be rolled back',
  updateKept: 'An update could not be rolled back',
  changeSet: 'A change set is stuck',
  retainedNames: 'An environment is made again under retained names',
} as const;

/** Something that frees a stack, and that loses nothing. */
export type RecoveryStep =
  | { readonly does: 'delete-stack'; readonly unprotects: boolean; readonly because: string }
  | { readonly does: 'delete-change-set'; readonly changeSet: string; readonly because: string }
  | { readonly does: 'continue-rollback'; readonly because: string }
  | (LeftBehind & { readonly does: 'import-resources'; readonly because: string });

/** What only a person can decide; `page` is a heading of the runbook. */
export interface Left {
  readonly because: string;
  readonly page?: string;
}

/** What is to be done about a stack; of a stack that stands in nobody's way, nothing. */
export interface Remedy {
  readonly steps: readonly RecoveryStep[];
  readonly left: readonly Left[];
}

/** Why a deployment may be preparing something just now; undefined where none is under way. */
export type Busy = string | undefined;

/** The change sets that releases make: CodePipeline's by the CDK, and those of `cdk deploy`. Others are somebody's own. */
const OF_RELEASES: readonly string[] = ['PipelineChange', 'cdk-deploy-change-set'];

/** States in which a stack waits for a person, and where the runbook says what he does. */
export const FOR_A_PERSON: Readonly<Record<string, string>> = {
  CREATE_FAILED: PAGES.creationKept,
  ROLLBACK_FAILED: PAGES.creationKept,
  DELETE_FAILED: PAGES.creationKept,
  UPDATE_FAILED: PAGES.updateKept,
};

/**
 * What is to be done about a stack. Only what loses nothing is a step: a stack is deleted only when nothing is in it any more.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export const remedyOf = (stack: StackFacts, busy: Busy): Remedy => {
  const { status } = stack;
  const page = FOR_A_PERSON[status];
  if (page !== undefined) return person(`${status}${holding(stack.resources.filter(isThere))}`, page);
  if (status === 'ROLLBACK_COMPLETE') return deletion(stack, 'its first creation failed and was taken back');
  if (status === 'REVIEW_IN_PROGRESS') {
    if (busy !== undefined) return person(`${status}, and ${busy}`, PAGES.changeSet);
    return deletion(stack, 'its change set was never executed');
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') return one({ does: 'continue-rollback', because: `it is in ${status}` });
  // CloudFormation refuses a second operation until this one has ended.
  if (status.endsWith('_IN_PROGRESS'))
    return { steps: [], left: [{ because: `it is in ${status}: wait until that has ended` }] };
  return changeSetsOf(stack, busy);
};

/** What is to be done where there is no stack, and the next one would make again what a deleted one has left behind. */
export const adoptionRemedy = (behind: LeftBehind | undefined, busy: Busy): Remedy => {
  if (behind === undefined) return { steps: [], left: [] };
  const because = `a deleted stack of its name has left ${behind.held.map(({ type, id }) => `${type} ${id}`).join(', ')}`;
  if (busy !== undefined)
    return { steps: [], left: [{ because: `${because}, and ${busy}`, page: PAGES.retainedNames }] };
  return one({ does: 'import-resources', ...behind, because });
};

const one = (step: RecoveryStep): Remedy => ({ steps: [step], left: [] });
const person = (because: string, page: string): Remedy => ({
  steps: [],
  left: [{ because: `it is in ${because}`, page }],
});

const deletion = ({ status, isProtected, resources }: StackFacts, because: string): Remedy => {
  const held = resources.filter(isThere);
  if (held.length > 0) return person(`${status}${holding(held)}`, PAGES.creationKept);
  return one({ does: 'delete-stack', unprotects: isProtected, because: `${because}, and nothing is in it` });
};

/** Whether a resource may be there still: made, and not deleted since. */
const isThere = ({ id, status }: HeldResource): boolean => id !== '' && status !== 'DELETE_COMPLETE';

const holding = (held: readonly HeldResource[]): string =>
  held.length === 0
    ? ''
    : `, and what it has made is there still: ${held.map(({ type, id }) => `${type} ${id}`).join(', ')}`;

const changeSetsOf = ({ changeSets }: StackFacts, busy: Busy): Remedy => {
  const steps: RecoveryStep[] = [];
  const left: Left[] = [];
  for (const { name, status } of changeSets) {
    const because = `change set ${name} is in ${status}, and was never executed`;
    if (!OF_RELEASES.includes(name))
      left.push({ because: `${because}: it is none of a release`, page: PAGES.changeSet });
    else if (busy !== undefined) left.push({ because: `${because}, and ${busy}`, page: PAGES.changeSet });
    else steps.push({ does: 'delete-change-set', changeSet: name, because });
  }
  return { steps, left };
};
