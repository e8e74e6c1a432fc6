import { permitted } from '../aws/call-refused';
import { type JsonObject, jsonIn, objectAt } from '../ground/json';
import type { CloudFormationAsked } from './cloudformation-asked';

/**
 * Ids of the deleted stacks of a name, the newest first. CloudFormation answers for deleted stacks by their ids, for ninety days.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
 */
export const deletedStacks = ({ sdk, client, signal }: CloudFormationAsked, name: string): Promise<readonly string[]> =>
  permitted('cloudformation:ListStacks', async () => {
    const found: { readonly id: string; readonly at: number }[] = [];
    const asked = { StackStatusFilter: ['DELETE_COMPLETE' as const] };
    for await (const { StackSummaries = [] } of sdk.paginateListStacks({ client }, asked, { abortSignal: signal }))
      for (const { StackName, StackId: id, DeletionTime } of StackSummaries)
        if (StackName === name && id !== undefined) found.push({ id, at: Number(DeletionTime) });
    return found.toSorted((one, other) => other.at - one.at).map(({ id }) => id);
  });

/** The template that a stack was made from. @throws {Error} when it is no JSON, as the CDK writes it */
export const deletedTemplate = async (
  { sdk, client, signal }: CloudFormationAsked,
  StackName: string,
): Promise<JsonObject> => {
  const command = new sdk.GetTemplateCommand({ StackName, TemplateStage: 'Original' });
  const { TemplateBody = '' } = await permitted('cloudformation:GetTemplate', () =>
    client.send(command, { abortSignal: signal }),
  );
  return objectAt(jsonIn(TemplateBody, `the template of ${StackName}`));
};
