import { inPipeline, type Row, set, statements } from './evidence';
import type { Workbench } from './mutant';

const RULE = 'AWS::Events::Rule';
const TOPIC = 'AWS::SNS::Topic';
const ALARM = 'AWS::CloudWatch::Alarm';
const TOLD = 'ZT-13-PeopleAreTold';

const EVENTS = [
  'NotificationsReleaseFailed',
  'NotificationsValidationFailed',
  'NotificationsNotApproved',
  'NotificationsRevalidationFailed',
] as const;

const target = (id: string, change: Readonly<Record<string, unknown>>) => (bench: Workbench) => {
  const [first] = bench.one(id, RULE).Properties['Targets'] as Record<string, unknown>[];
  Object.assign(first ?? {}, change);
};

const state = (id: string, field: string, left: string) => (bench: Workbench) => {
  const { detail } = bench.one(id, RULE).Properties['EventPattern'] as { detail: Record<string, string[]> };
  detail[field] = (detail[field] ?? []).filter((each) => each !== left);
};

/** Who is told of releases, broken row by row. */
export const TELLING = inPipeline([
  ...EVENTS.flatMap((id): readonly Row[] => [
    [TOLD, `${id} is not there`, (bench) => bench.remove(id, RULE)],
    [TOLD, `${id} is switched off`, set(id, RULE, 'State', 'DISABLED')],
    [TOLD, `${id} listens to another bus`, set(id, RULE, 'EventBusName', 'other')],
    [TOLD, `${id} takes another service`, set(id, RULE, 'EventPattern.source', ['aws.s3'])],
    [TOLD, `${id} tells nobody`, set(id, RULE, 'Targets', [])],
    [TOLD, `${id} sends all that an event says`, target(id, { InputTransformer: undefined })],
    [
      TOLD,
      `${id} sends what a person wrote`,
      target(id, {
        InputTransformer: {
          InputPathsMap: {
            execution: '$.detail.execution-id',
            build: '$.detail.build-id',
            said: '$.detail.execution-result.external-execution-summary',
          },
          InputTemplate: '"<execution> <build> <said>"',
        },
      }),
    ],
    ...['<aws.events.event>', '<aws.events.event.json>'].map(
      (whole): Row => [
        TOLD,
        `${id} sends ${whole} beside what it may`,
        target(id, {
          InputTransformer: {
            InputPathsMap: { execution: '$.detail.execution-id', build: '$.detail.build-id' },
            InputTemplate: `"<execution> <build> ${whole}"`,
          },
        }),
      ],
    ),
    [
      TOLD,
      `${id} does not say of which release`,
      target(id, { InputTransformer: { InputPathsMap: {}, InputTemplate: '"failed"' } }),
    ],
    [TOLD, `${id} tells as a role of nobody`, target(id, { RoleArn: 'arn:aws:iam::111111111111:role/other' })],
    [
      TOLD,
      `${id} tells twice`,
      (bench) => {
        const all = bench.one(id, RULE).Properties['Targets'] as unknown[];
        all.push({ ...(all[0] as object), Id: 'again' });
      },
    ],
  ]),
  ...['FAILED', 'ABANDONED'].map(
    (each): Row => [TOLD, `nobody hears that an approval is ${each}`, state('NotificationsNotApproved', 'state', each)],
  ),
  ...['FAILED', 'FAULT', 'TIMED_OUT'].map(
    (each): Row => [
      TOLD,
      `nobody hears that a revalidation is ${each}`,
      state('NotificationsRevalidationFailed', 'build-status', each),
    ],
  ),
  [
    TOLD,
    'nobody hears of the validation of a further target',
    set('NotificationsValidationFailed', RULE, 'EventPattern.detail.action', ['Validate']),
  ],
  [TOLD, 'a notice says whatever its event says', target('NotificationsEnds', { Input: undefined })],
  [TOLD, 'the deployment says what a notice says', target('NotificationsEnds', { Input: { Ref: 'Text' } })],
  [
    TOLD,
    'a notice comes whenever somebody writes of one',
    set('NotificationsEnds', RULE, 'EventPattern', { source: ['aws.codepipeline'] }),
  ],
  [
    TOLD,
    'a notice is told as a role of nobody',
    target('NotificationsEnds', { RoleArn: 'arn:aws:iam::111111111111:role/other' }),
  ],
  [TOLD, 'what is told is not encrypted', set('NotificationsTopic', TOPIC, 'KmsMasterKeyId', undefined)],
  [TOLD, 'what is told is encrypted by AWS', set('NotificationsTopic', TOPIC, 'KmsMasterKeyId', 'alias/aws/sns')],
  [
    TOLD,
    'whoever likes may publish',
    statements(['NotificationsTopicPolicy', 'AWS::SNS::TopicPolicy', 'PolicyDocument'], (all) => {
      all.push({ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: '*' });
    }),
  ],
  [
    TOLD,
    'what is told may go without TLS',
    statements(['NotificationsTopicPolicy', 'AWS::SNS::TopicPolicy', 'PolicyDocument'], (all) => {
      all.splice(
        all.findIndex(({ Effect: effect }) => effect === 'Deny'),
        1,
      );
    }),
  ],
  [TOLD, 'a queue hears what people are told', set('NotificationsTopic', 'AWS::SNS::Subscription', 'Protocol', 'sqs')],
  [
    TOLD,
    'the deployment says who hears',
    set('NotificationsTopic', 'AWS::SNS::Subscription', 'Endpoint', { Ref: 'Address' }),
  ],
  [TOLD, 'nobody hears of letters', (bench) => bench.remove('NotificationsDeadLetters', ALARM)],
  [TOLD, 'the alarm of letters is off', set('NotificationsDeadLetters', ALARM, 'ActionsEnabled', false)],
  [TOLD, 'the alarm of letters waits for many', set('NotificationsDeadLetters', ALARM, 'Threshold', 100)],
  [
    TOLD,
    'an approval asks in silence',
    (bench) => {
      const { Stages: stages } = bench.one('Pipeline', 'AWS::CodePipeline::Pipeline').Properties as {
        Stages: { Actions: { ActionTypeId: { Category: string }; Configuration: Record<string, unknown> }[] }[];
      };
      const asks = stages.flatMap(({ Actions: all }) => all).find((each) => each.ActionTypeId.Category === 'Approval');
      if (asks === undefined) throw new Error('nobody is asked');
      delete asks.Configuration['NotificationArn'];
    },
  ],
]);
