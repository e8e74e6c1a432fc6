import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleasedTemplates } from '../../../lib/validation/release-directory';
import { REGION } from '../../stacks/_helpers/delivered';
import { type Breakage, type LiveTarget, TARGET } from './live-target';

interface Template {
  readonly Resources: Readonly<Record<string, object>>;
  readonly Outputs: Readonly<Record<string, object>>;
}

const templates = (target: LiveTarget): Readonly<Record<'data-dev' | 'validation-access-dev', string>> => {
  const directory = join(target.assembly, 'assembly-dev');
  const read = (part: string) => {
    const file = readdirSync(directory).find((name) => name.includes(part) && name.endsWith('.template.json'));
    return readFileSync(join(directory, file ?? part), 'utf8');
  };
  return { 'data-dev': read('Data'), 'validation-access-dev': read('ValidationAccess') };
};

/** The templates as they were synthesized. */
export const releaseOf = (target: LiveTarget): ReleasedTemplates => ({
  regions: () => [REGION],
  template: async (stackName) => Object.entries(templates(target)).find(([name]) => name === stackName)?.[1],
});

const FINAL = /_(COMPLETE|FAILED)$/;

/** A template that is too long for a request, where CloudFormation finds it: in the bootstrap bucket. */
const laid = async (target: LiveTarget, text: string): Promise<string> => {
  const place = { Bucket: `cdk-hnb659fds-assets-${TARGET.account}-${REGION}`, Key: 'of-somebody.template.json' };
  await target.call('s3', 'PutObject', { ...place, Body: text });
  return `${process.env['AWS_ENDPOINT_URL']}/${place.Bucket}/${place.Key}`;
};

/** Somebody deploys a template of their own, which the pipeline does not know; waits until that has ended. */
const deployed = async (target: LiveTarget, text: string): Promise<void> => {
  await target.call('cloudformation', 'UpdateStack', {
    StackName: 'data-dev',
    TemplateURL: await laid(target, text),
    Capabilities: ['CAPABILITY_NAMED_IAM'],
  });
  for (let left = 600; left > 0; left -= 1) {
    const { Stacks: found } = await target.call('cloudformation', 'DescribeStacks', { StackName: 'data-dev' });
    const [{ StackStatus } = { StackStatus: '' }] = found as { StackStatus: string }[];
    if (FINAL.test(StackStatus) && !StackStatus.includes('IN_PROGRESS')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the update of data-dev did not end within a minute');
};

const changed = async (target: LiveTarget, change: (template: Template) => object) => {
  const { 'data-dev': before } = templates(target);
  await deployed(target, JSON.stringify(change(JSON.parse(before))));
  return () => deployed(target, before);
};

const withResource = (resource: object) => (template: Template) => ({
  ...template,
  Resources: { ...template.Resources, Extra: resource },
});

const QUEUE = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'nameless' } };
const UNLOGGABLE = {
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: '/data/dev/extra', KmsKeyId: 'arn:aws:kms:us-east-1:222222222222:key/none' },
};

/** ZT-15, and what only a second release shows (ZT-13). */
export const STACKS: readonly Breakage[] = [
  {
    check: 'names-carry-environment',
    by: 'a queue without environment in its name, deployed by hand',
    says: /its name lacks "dev"/,
    how: (target) => changed(target, withResource(QUEUE)),
  },
  {
    check: 'template-as-released',
    by: 'a template that somebody changed and deployed by hand',
    says: /its template is not the release's: Extra differ/,
    how: (target) => changed(target, withResource(QUEUE)),
  },
  {
    check: 'termination-protected',
    by: 'data declared as retained in a stack without protection',
    says: /its data is to be retained, but the stack can be deleted/,
    how: (target) =>
      changed(target, (template) => ({
        ...template,
        Outputs: { ...template.Outputs, DataRetention: { Value: 'retained' } },
      })),
  },
  {
    check: 'state-kept-by-updates',
    by: 'data declared as retained in a stack without a policy',
    says: /it has no stack policy, so an update may replace its data/,
    how: (target) =>
      changed(target, (template) => ({
        ...template,
        Outputs: { ...template.Outputs, DataRetention: { Value: 'retained' } },
      })),
  },
  {
    check: 'stacks-settled',
    by: 'an update that failed and was rolled back',
    says: /the stack is in state UPDATE_ROLLBACK_COMPLETE/,
    how: async (target) => {
      await changed(target, withResource(UNLOGGABLE));
      const { 'data-dev': before } = templates(target);
      return async () => {
        const template = JSON.parse(before) as Template;
        await deployed(target, JSON.stringify({ ...template, Outputs: { ...template.Outputs, More: { Value: '1' } } }));
      };
    },
  },
  {
    check: 'alarm-subscribers',
    by: 'a subscription that nobody has confirmed when a second release has changed the stack',
    says: /nobody has confirmed the subscription: alarms reach nobody/,
    how: (target) => changed(target, withResource(QUEUE)),
  },
];
