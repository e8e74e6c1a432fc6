import { CHAIN_PREFIX, CLOSING_ENVIRONMENT, RELEASES_PREFIX } from '../../contract/evidence-layout';
import { missOf } from '../../effect/event-pattern';
import { releaseEvents } from '../../effect/release-events';
import { listAt, objectAt } from '../../ground/json';
import { ask, principalOf } from '../templates/asking';
import { encryptionOf } from '../templates/buckets';
import { closingFunctions, evidenceBuckets, signingKeys, variablesOf } from '../templates/evidence';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { permissionsOf } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-13: however a release ends, its record is closed and signed, and every decision is written down. */
export const releasesAreClosed: Rule = {
  id: 'ZT-13-ReleasesAreClosed',
  requires:
    'Every end of an execution and every decision about one wakes the function that closes releases, which may do what it has to and keeps what it could not do.',
  why: 'A rejected or failed release is the one whose record matters, and no step of the pipeline runs after it.',
  fix: 'Keep rules, function and permissions of EvidenceCloser (lib/pipeline/evidence-closer.ts).',
  source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html',
  hipaa: ['164.308(a)(1)(ii)(D)', '164.312(b)'],
  appliesTo: 'pipeline',
  check: (target) =>
    evidenceBuckets(target).length === 0
      ? []
      : [
          ...target.each('AWS::CodePipeline::Pipeline', (pipeline) => flawsOfEvents(pipeline, target)),
          ...target.each(closingFunctions(target), (closer) => flawsOfFunction(closer, target)),
        ],
};

/** Events that wake nobody; the nearest rule says why, where there is one. */
const flawsOfEvents = ({ identity, stack }: Resource, target: Target): readonly string[] => {
  const closers = closingFunctions(target);
  if (closers.length === 0) return ['no function of these templates closes releases'];
  const rules = target
    .certain('AWS::Events::Rule')
    .filter((rule) => closers.some((closer) => isTold(closer, rule, target)));
  return releaseEvents({ name: identity.name, arn: arnOf(identity), ...stack }).flatMap(({ when, event }) => {
    const flaws = rules.map((rule) => ({ rule, flaw: flawOfRule(rule, event, closers, target) }));
    if (flaws.some(({ flaw }) => flaw === undefined)) return [];
    const because = flaws.map(({ rule, flaw }) => `${rule.logicalId} ${flaw}`).join('; ');
    return [`nothing is written down when ${when}: ${because || 'no rule wakes the function'}`];
  });
};

const isTold = (closer: Resource, { properties }: Resource, target: Target): boolean =>
  listAt(properties['Targets']).some((each) => target.find(objectAt(each)['Arn'], closer.type) === closer);

/** Why a rule does not wake the function with the event as it is; undefined where it does. */
const flawOfRule = (
  rule: Resource,
  event: Parameters<typeof missOf>[1],
  closers: readonly Resource[],
  target: Target,
): string | undefined => {
  const {
    State: state = 'ENABLED',
    EventPattern: pattern,
    EventBusName: bus = 'default',
    Targets: targets,
  } = rule.properties;
  if (state !== 'ENABLED') return `has the State ${shown(state)}`;
  if (bus !== 'default') return `listens to ${shown(bus)}, where no event of AWS goes`;
  const miss = missOf(pattern, event);
  if (miss !== undefined) return `does not take it (${miss})`;
  const changed = listAt(targets)
    .map(objectAt)
    .find((each) => ['Input', 'InputPath', 'InputTransformer'].some((name) => each[name] !== undefined));
  if (changed !== undefined) return 'sends something else than the event';
  return closers.some((closer) => isTold(closer, rule, target) && mayInvoke(rule, closer, target))
    ? undefined
    : 'may not invoke the function';
};

const mayInvoke = (rule: Resource, closer: Resource, target: Target): boolean =>
  target.certain('AWS::Lambda::Permission').some(({ properties }) => {
    const { FunctionName: name, Principal: principal, Action: action, SourceArn: source } = properties;
    return (
      target.find(name, closer.type) === closer &&
      principal === 'events.amazonaws.com' &&
      action === 'lambda:InvokeFunction' &&
      source === arnOf(rule.identity)
    );
  });

const flawsOfFunction = (closer: Resource, target: Target): readonly string[] => {
  const { properties } = closer;
  const variables = variablesOf(closer);
  const bucket = evidenceBuckets(target).find(
    (each) => target.find(variables[CLOSING_ENVIRONMENT.bucket], each.type) === each,
  );
  const key = signingKeys(target).find(
    (each) => target.find(variables[CLOSING_ENVIRONMENT.signingKey], each.type) === each,
  );
  const letters = target.find(objectAt(properties['DeadLetterConfig'])['TargetArn'], 'AWS::SQS::Queue');
  return [
    ...(bucket === undefined
      ? [`it writes to ${shown(variables[CLOSING_ENVIRONMENT.bucket])}, no bucket that locks evidence`]
      : []),
    ...(key === undefined
      ? [`it signs with ${shown(variables[CLOSING_ENVIRONMENT.signingKey])}, no key that signs`]
      : []),
    ...(letters === undefined ? ['what it could not close is lost: it has no queue for dead letters'] : []),
    ...(String(properties['ReservedConcurrentExecutions']) === '0'
      ? ['it never runs: ReservedConcurrentExecutions is 0']
      : []),
    ...lacking(closer, { bucket, key, letters }, target),
  ];
};

interface Needs {
  readonly bucket: Resource | undefined;
  readonly key: Resource | undefined;
  readonly letters: Resource | undefined;
}

/** What it has to do and may not. */
const lacking = (closer: Resource, { bucket, key, letters }: Needs, target: Target): readonly string[] => {
  const role = target.find(closer.properties['Role'], 'AWS::IAM::Role');
  if (role === undefined) return ['nobody knows what it may do: its role is in no template'];
  const { policies } = permissionsOf(role, target);
  const evidenceKey = bucket && target.find(encryptionOf(bucket).key, 'AWS::KMS::Key');
  const objects =
    bucket === undefined
      ? []
      : [RELEASES_PREFIX, CHAIN_PREFIX].map((prefix) => `${arnOf(bucket.identity)}/${prefix}any`);
  const pipelines = target.of('AWS::CodePipeline::Pipeline').map(({ identity }) => arnOf(identity));
  const arnsOf = (resource: Resource | undefined) => (resource === undefined ? [] : [arnOf(resource.identity)]);
  const calls: readonly (readonly [actions: readonly string[], resources: readonly string[]])[] = [
    [['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions'], pipelines],
    [['s3:GetObject', 's3:PutObject'], objects],
    [['s3:ListBucket'], arnsOf(bucket)],
    [['kms:Decrypt', 'kms:GenerateDataKey'], arnsOf(evidenceKey)],
    [['kms:Sign', 'kms:GetPublicKey'], arnsOf(key)],
    [['sqs:SendMessage'], arnsOf(letters)],
  ];
  return calls.flatMap(([actions, resources]) =>
    actions.flatMap((action) =>
      resources
        .filter((resource) => ask(policies, principalOf(role.identity.account), action, resource).effect !== 'allow')
        .map((resource) => `its role may not ${action} on ${resource}, which it has to`),
    ),
  );
};
