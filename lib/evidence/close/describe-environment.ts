import { REVIEW_DATA, REVIEW_PAGE, targetPrefix } from '../../contract/evidence-layout';
import { parseValidationReport, VALIDATION_REPORT, type ValidationReport } from '../../contract/validation-report';
import { environmentOfWave } from '../../ground/wave';
import { type RecordedApproval, type RecordedEnvironment, type RecordedTarget, secondsBetween } from '../statement';
import { lastAttempt } from '../store';
import { approvalName, approvalRecordSchema } from './approval-record';
import type { ActionFacts } from './facts';
import type { Parts } from './parts';

/** Stages before the environments; all others are environments (the names are a contract of the pipeline). */
export const BEFORE_ENVIRONMENTS: ReadonlySet<string> = new Set(['Source', 'Build', 'UpdatePipeline', 'Assets']);

/** Every environment that the execution has reached, in order. */
export const describeEnvironments = (actions: readonly ActionFacts[], parts: Parts): RecordedEnvironment[] => {
  const names = [...new Set(actions.map(environmentOf))].filter((name) => !BEFORE_ENVIRONMENTS.has(name));
  return names.map((name) =>
    describeEnvironment(
      name,
      actions.filter((action) => environmentOf(action) === name),
      parts,
    ),
  );
};

/** All waves of an environment are one. */
const environmentOf = ({ stageName }: ActionFacts): string => environmentOfWave(stageName);

const describeEnvironment = (name: string, actions: readonly ActionFacts[], parts: Parts): RecordedEnvironment => {
  const startTime =
    actions
      .map(({ startTime: time }) => time)
      .sort()
      .at(0) ?? '';
  const endTime =
    actions
      .map(({ lastUpdateTime: time }) => time)
      .sort()
      .at(-1) ?? '';
  return {
    name,
    startTime,
    endTime,
    seconds: secondsBetween(startTime, endTime),
    approvals: actions
      .filter(({ category }) => category === 'Approval')
      .flatMap((action) => describeApproval(action, parts)),
    targets: targetsOf(name, actions, parts).map((target) => describeTarget(name, target, actions, parts)),
  };
};

/** As it was written down, not as it is remembered now. */
const describeApproval = (action: ActionFacts, parts: Parts): readonly RecordedApproval[] => {
  const name = approvalName(action);
  const record = parts.find(name);
  const written = approvalRecordSchema.safeParse(parts.json(name));
  if (record === undefined || !written.success) return [];
  const { actionExecutionId, decision, by, byAuthor, comment, requestedAt, decidedAt, question, reviewUrl, pages } =
    written.data;
  const decided = { actionExecutionId, decision, by, ...(byAuthor && { byAuthor }), comment };
  return [{ ...decided, requestedAt, decidedAt, question, reviewUrl, record, pages }];
};

interface Target {
  readonly account: string;
  readonly region: string;
}

/** Targets that were deployed to or that left something behind, sorted. */
const targetsOf = (environment: string, actions: readonly ActionFacts[], parts: Parts): readonly Target[] => {
  const deployed = actions.flatMap((action) => targetOf(action) ?? []);
  const left = parts.all.flatMap(({ name }) => {
    const [stage, target, ...rest] = name.split('/');
    const found = /^(\d{12})-([a-z]{2}(?:-[a-z]+)+-\d+)$/.exec(target ?? '');
    const [, account, region] = found ?? [];
    return stage === environment && rest.length > 0 && account && region ? [{ account, region }] : [];
  });
  const known = new Map([...deployed, ...left].map((target) => [`${target.account}-${target.region}`, target]));
  return [...known].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, target]) => target);
};

/** The target of a deployment: the account of the role it runs as. */
const targetOf = ({ provider, roleArn, region }: ActionFacts): Target | undefined => {
  const account = roleArn?.split(':')[4];
  return provider === 'CloudFormation' && account && region ? { account, region } : undefined;
};

const describeTarget = (
  environment: string,
  target: Target,
  actions: readonly ActionFacts[],
  parts: Parts,
): RecordedTarget => {
  const prefix = targetPrefix(environment, target);
  const page = parts.find(lastAttempt(parts, `${prefix}${REVIEW_PAGE}`));
  return {
    account: target.account,
    region: target.region,
    review:
      page === undefined ? null : { page, data: parts.find(lastAttempt(parts, `${prefix}${REVIEW_DATA}`)) ?? null },
    changeSets: actions.filter((action) => isOf(target, action)).flatMap(changeSetOf),
    validation: validationOf(lastAttempt(parts, `${prefix}${VALIDATION_REPORT}`), parts),
  };
};

const isOf = ({ account, region }: Target, action: ActionFacts): boolean => {
  const target = targetOf(action);
  return target?.account === account && target.region === region;
};

const changeSetOf = ({ configuration, status, externalExecutionId }: ActionFacts): RecordedTarget['changeSets'] => {
  const { StackName: stack, ChangeSetName: changeSet, ActionMode: action } = configuration;
  if (stack === undefined || changeSet === undefined || action === undefined) return [];
  return [{ stack, changeSet, arn: externalExecutionId ?? null, action, status }];
};

/** A file of that name which is no report has proved nothing and counts as none. */
const validationOf = (name: string, parts: Parts): RecordedTarget['validation'] => {
  const report = parts.find(name);
  const read = report === undefined ? undefined : readValidation(parts.json(name));
  return report === undefined || read === undefined ? null : { report, ...read.summary };
};

/** Undefined where it is no report of schema 1. */
export const readValidation = (value: unknown): ValidationReport | undefined => {
  try {
    return parseValidationReport(value);
  } catch {
    return undefined;
  }
};
