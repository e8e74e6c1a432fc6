import { revalidationStart } from '../../contract/revalidation';
import { listAt, objectAt } from '../../ground/json';
import { evidenceBuckets } from '../templates/evidence';
import { shown } from '../templates/intrinsics';
import type { Resource, Target } from '../templates/target';
import type { Promises } from '../templates/template';
import { jobOf } from './jobs/job-of';
import type { Rule } from './rule';

const RULE = 'AWS::Events::Rule';

/** ZT-13: somebody looks between releases, too. */
export const environmentsValidatedAgain: Rule = {
  id: 'ZT-13-EnvironmentsValidatedAgain',
  requires:
    'Every environment is validated again when the configuration says so, by what validated it when its release came to its end there, and nothing else runs on a schedule.',
  why: 'What somebody changes by hand between two releases is seen by nobody until the next one, which may be months away.',
  fix: 'Say when in revalidate of the environment in delivery.config.ts, and let Revalidation (lib/pipeline/revalidation.ts) write project, role and rules.',
  source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html',
  hipaa: ['164.308(a)(1)(ii)(D)', '164.308(a)(8)'],
  appliesTo: 'pipeline',
  check: (target) => [
    ...target.each(RULE, (rule) => (isScheduled(rule) && !isNotice(rule, target) ? flawsOfRule(rule, target) : [])),
    ...target.each('AWS::CodePipeline::Pipeline', ({ stack: { promises } }) => lacking(promises, target)),
  ],
};

/** A rule that does something at a time, or says something of its own. */
const isScheduled = ({ properties }: Resource): boolean =>
  properties['ScheduleExpression'] !== undefined ||
  listAt(properties['Targets']).some((each) => objectAt(each)['Input'] !== undefined);

/** One that runs nothing: at a time it says a text of ours to topics. */
const isNotice = ({ properties }: Resource, target: Target): boolean =>
  properties['EventPattern'] === undefined &&
  listAt(properties['Targets'])
    .map(objectAt)
    .every(({ Arn: arn, Input: input }) => typeof input === 'string' && target.find(arn, 'AWS::SNS::Topic'));

const flawsOfRule = (rule: Resource, target: Target): readonly string[] => {
  const { ScheduleExpression: schedule, EventPattern: pattern, Targets: targets } = rule.properties;
  const [only, ...more] = listAt(targets).map(objectAt);
  const { Arn: arn, Input: input } = only ?? {};
  const project = target.find(arn, 'AWS::CodeBuild::Project');
  const environment = environmentIn(input, target);
  return [
    ...(more.length > 0 || project === undefined || jobOf(project).job?.id !== 'revalidation'
      ? [`it starts ${shown(arn)} on a schedule, which is not the one build that validates again`]
      : []),
    ...(environment === undefined ? [`it starts that with ${shown(input)}, by which no environment is validated`] : []),
    ...(pattern === undefined && schedule !== undefined ? [] : ['it starts that on an event, not at a time']),
  ];
};

/** The environment that a build is started for, where it is started as it is by hand; one that is promised, where any is. */
const environmentIn = (input: unknown, target: Target): string | undefined => {
  const [, environment] =
    /"name":"ENVIRONMENT","type":"PLAINTEXT","value":"([a-z][a-z0-9-]*)"/.exec(String(input)) ?? [];
  if (environment === undefined || !inputsFor(environment, target).includes(String(input))) return undefined;
  const promised = target.of('AWS::CodePipeline::Pipeline').flatMap(({ stack }) => stack.promises?.targets ?? []);
  return promised.length === 0 || promised.some((each) => each.environment === environment) ? environment : undefined;
};

const inputsFor = (environment: string, target: Target): readonly string[] =>
  evidenceBuckets(target).map(({ identity }) => JSON.stringify(revalidationStart(environment, identity.name)));

const lacking = (promises: Promises | undefined, target: Target): readonly string[] => {
  const rules = target.certain(RULE).filter(isScheduled);
  const promised = new Map(
    (promises?.targets ?? []).map(({ environment, revalidation }) => [environment, revalidation]),
  );
  return [...promised].flatMap(([environment, schedule]) => {
    const own = rules.filter((rule) => isFor(rule, environment, target));
    if (schedule === undefined) {
      return own.map(
        ({ logicalId }) => `${logicalId} validates ${environment} again, which the configuration does not say`,
      );
    }
    const isThere = own.some(
      ({ properties }) =>
        properties['ScheduleExpression'] === schedule && String(properties['State'] ?? 'ENABLED') === 'ENABLED',
    );
    return isThere ? [] : [`nothing validates ${environment} again at ${schedule}, as the configuration says`];
  });
};

const isFor = ({ properties }: Resource, environment: string, target: Target): boolean =>
  listAt(properties['Targets']).some((each) =>
    inputsFor(environment, target).includes(String(objectAt(each)['Input'])),
  );
