import { setTimeout } from 'node:timers/promises';
import { permitted } from '../aws/call-refused';
import type { JsonObject } from '../ground/json';
import { adoptionOf } from './adoption';
import { type CloudFormationAsked, POLL_MILLISECONDS, settled } from './cloudformation-asked';
import type { HeldResource } from './stuck';

const ChangeSetName = 'delivery-unblock';

/**
 * Makes a stack of what a deleted one has left behind, by an import, which changes nothing of it; answers what went wrong. What only
 * was prepared then is taken away again.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html
 */
export const adopt = async (
  asked: CloudFormationAsked,
  StackName: string,
  template: JsonObject,
  held: readonly HeldResource[],
): Promise<string | undefined> => {
  const { sdk, client, signal } = asked;
  const { template: cut, resources } = adoptionOf(template, held);
  if (resources.length === 0) return 'CloudFormation can import nothing of it';
  const command = new sdk.CreateChangeSetCommand({
    StackName,
    ChangeSetName,
    ChangeSetType: 'IMPORT',
    TemplateBody: JSON.stringify(cut),
    ResourcesToImport: [...resources],
    Capabilities: ['CAPABILITY_NAMED_IAM'],
  });
  await permitted('cloudformation:CreateChangeSet', () => client.send(command, { abortSignal: signal }));
  const refused = await prepared(asked, StackName);
  if (refused !== undefined) {
    const remove = new sdk.DeleteStackCommand({ StackName });
    await permitted('cloudformation:DeleteStack', () => client.send(remove, { abortSignal: signal }));
    return `CloudFormation has refused it: ${refused}`;
  }
  const execute = new sdk.ExecuteChangeSetCommand({ StackName, ChangeSetName });
  await permitted('cloudformation:ExecuteChangeSet', () => client.send(execute, { abortSignal: signal }));
  const status = await settled(asked, StackName);
  return status === 'IMPORT_COMPLETE' ? undefined : `left it in ${status}`;
};

/** Why the change set failed; undefined once it can be executed. */
const prepared = async (
  { sdk, client, signal }: CloudFormationAsked,
  StackName: string,
): Promise<string | undefined> => {
  for (;;) {
    const { Status, StatusReason } = await permitted('cloudformation:DescribeChangeSet', () =>
      client.send(new sdk.DescribeChangeSetCommand({ StackName, ChangeSetName }), { abortSignal: signal }),
    );
    if (Status === 'CREATE_COMPLETE') return undefined;
    if (Status === 'FAILED') return StatusReason ?? 'it says no reason';
    await setTimeout(POLL_MILLISECONDS, undefined, { signal });
  }
};
