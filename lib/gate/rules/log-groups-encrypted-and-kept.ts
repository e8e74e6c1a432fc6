import { LEAST_LOG_RETENTION_DAYS, LOG_RETENTION_DAYS } from '../../promises';
import { type Finding, resourcesOfType, type StackTemplate } from '../templates/template';
import type { Rule } from './rule';

/** ZT-07: every log group of a final template names a key and keeps its events as long as is promised; whose key it is, is ZT-06's question. */
export const logGroupsEncryptedAndKept: Rule = {
  id: 'ZT-07-LogGroupsEncryptedAndKept',
  requires: `Every log group is encrypted with a key of its own account and keeps its events as long as its environment promises, at least ${LEAST_LOG_RETENTION_DAYS} days where it promises nothing.`,
  why: 'What a function logs is as sensitive as what it reads, and without a retention it stays for ever.',
  fix: 'Make the log group with EncryptedLogGroup (lib/stacks/constructs/encrypted-log-group.ts), and override nothing of it.',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  hipaa: ['164.312(a)(2)(iv)', '164.312(b)', '164.316(b)(2)(i)'],
  appliesTo: 'any',
  check: ({ stacks }) => stacks.flatMap(judge),
};

const judge = (stack: StackTemplate): readonly Finding[] =>
  resourcesOfType(stack, 'AWS::Logs::LogGroup').flatMap(([logicalId, { Properties: properties = {} }]) => {
    const { KmsKeyId: key, RetentionInDays: days, LogGroupClass: kind = 'STANDARD' } = properties;
    const { logRetentionDays: promised } = stack;
    const allowed: readonly unknown[] = promised === undefined ? LOG_RETENTION_DAYS : [promised];
    const more =
      promised === undefined ? '' : `, and ${promised} are promised (logRetentionDays in delivery.config.ts)`;
    const because = [
      ...(namesKey(key) ? [] : [`KmsKeyId is ${JSON.stringify(key) ?? 'missing'}`]),
      ...(allowed.includes(days) ? [] : [`RetentionInDays is ${JSON.stringify(days) ?? 'missing'}${more}`]),
      ...(kind === 'STANDARD'
        ? []
        : [`LogGroupClass is ${JSON.stringify(kind)}, which takes no metric filter and no subscription`]),
    ];
    return because.map((each) => ({ stack, logicalId, because: each }));
  });

/** A text, or a reference other than the one that takes the property away; a condition may take it away, too. */
const namesKey = (key: unknown): boolean => {
  if (typeof key === 'string') return key !== '';
  if (typeof key !== 'object' || key === null) return false;
  const { Ref: reference } = key as Readonly<Record<string, unknown>>;
  return !('Fn::If' in key) && reference !== 'AWS::NoValue';
};
