import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  paginateListActionExecutions,
} from '@aws-sdk/client-codepipeline';
import { type ActionFacts, type Executions, inOrder } from '../../lib/evidence/close/facts';
import { callFailed } from '../aws-call';

/** CodePipeline in AWS. */
export const pipelineExecutions = (client: CodePipelineClient): Executions => ({
  async describe(pipelineName, pipelineExecutionId) {
    const request = { pipelineName, pipelineExecutionId };
    const { pipelineExecution: execution } = await client
      .send(new GetPipelineExecutionCommand(request))
      .catch((error: unknown) => {
        throw callFailed('codepipeline:GetPipelineExecution', error);
      });
    if (execution?.status === undefined)
      throw new Error(`CodePipeline answered without execution ${pipelineExecutionId}`);
    const revision = execution.artifactRevisions?.[0];
    const { trigger } = execution;
    return {
      pipelineName,
      pipelineExecutionId,
      status: execution.status,
      pipelineVersion: execution.pipelineVersion ?? 1,
      statusSummary: execution.statusSummary,
      revision:
        revision?.revisionId === undefined
          ? undefined
          : { id: revision.revisionId, summary: revision.revisionSummary, url: revision.revisionUrl },
      trigger: trigger?.triggerType && { type: trigger.triggerType, detail: trigger.triggerDetail ?? '' },
      rollbackTo: execution.rollbackMetadata?.rollbackTargetPipelineExecutionId,
      actions: inOrder((await actionsOf(client, pipelineName, pipelineExecutionId)).map(factsOf)),
    };
  },
});

const actionsOf = async (
  client: CodePipelineClient,
  pipelineName: string,
  pipelineExecutionId: string,
): Promise<readonly ActionExecutionDetail[]> => {
  const found: ActionExecutionDetail[] = [];
  try {
    const request = { pipelineName, filter: { pipelineExecutionId } };
    for await (const page of paginateListActionExecutions({ client }, request)) {
      found.push(...(page.actionExecutionDetails ?? []));
    }
  } catch (error) {
    throw callFailed('codepipeline:ListActionExecutions', error);
  }
  return found;
};

const factsOf = (detail: ActionExecutionDetail): ActionFacts => {
  const { input, output, startTime } = detail;
  const { executionResult: result } = output ?? {};
  if (startTime === undefined) throw new Error(`action ${detail.stageName}/${detail.actionName} has no start time`);
  return {
    stageName: detail.stageName ?? '',
    actionName: detail.actionName ?? '',
    actionExecutionId: detail.actionExecutionId ?? '',
    category: input?.actionTypeId?.category ?? '',
    provider: input?.actionTypeId?.provider ?? '',
    status: detail.status ?? '',
    startTime: startTime.toISOString(),
    lastUpdateTime: (detail.lastUpdateTime ?? startTime).toISOString(),
    updatedBy: detail.updatedBy,
    roleArn: input?.roleArn,
    region: input?.region,
    configuration: input?.resolvedConfiguration ?? input?.configuration ?? {},
    summary: result?.externalExecutionSummary ?? result?.errorDetails?.message,
    error: result?.errorDetails?.message ?? result?.errorDetails?.code,
    externalExecutionId: result?.externalExecutionId,
    outputVariables: output?.outputVariables ?? {},
  };
};
