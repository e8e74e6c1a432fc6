import type { Calls } from './stack-calls';

/** CodePipeline, as far as it remembers earlier executions. */
export const historyCalls: Calls<'listActions' | 'lastSucceeded'> = (clients) => ({
  async listActions(access, pipelineName, pipelineExecutionId) {
    const { sdk, client } = await clients.codePipeline(access);
    const filter = { pipelineExecutionId };
    const runs = [];
    for await (const page of sdk.paginateListActionExecutions({ client }, { pipelineName, filter })) {
      runs.push(...(page.actionExecutionDetails ?? []).filter(({ status }) => status === 'Succeeded'));
    }
    return runs.map(({ stageName = '', actionName = '', input, output }) => ({
      stageName,
      actionName,
      region: input?.region ?? access.region,
      variables: output?.outputVariables ?? {},
      artifacts: (output?.outputArtifacts ?? []).map(({ name = '', s3location: { bucket = '', key = '' } = {} }) => ({
        name,
        at: { bucket, key },
      })),
    }));
  },

  async lastSucceeded(access, pipelineName, stageName, but) {
    const { sdk, client } = await clients.codePipeline(access);
    const filter = { succeededInStage: { stageName } };
    for await (const page of sdk.paginateListPipelineExecutions({ client }, { pipelineName, filter })) {
      const found = page.pipelineExecutionSummaries?.find(
        ({ pipelineExecutionId: id, executionType }) => id !== but && executionType !== 'ROLLBACK',
      );
      const { pipelineExecutionId, sourceRevisions = [] } = found ?? {};
      if (pipelineExecutionId !== undefined) {
        return { pipelineExecutionId, commitId: sourceRevisions[0]?.revisionId ?? '' };
      }
    }
    return undefined;
  },
});

/** Which execution a push that comes now would follow. */
export const newestCalls: Calls<'newestExecution'> = (clients) => ({
  async newestExecution(access, pipelineName) {
    const { sdk, client } = await clients.codePipeline(access);
    for await (const page of sdk.paginateListPipelineExecutions({ client }, { pipelineName })) {
      const found = page.pipelineExecutionSummaries?.find(({ executionType }) => executionType !== 'ROLLBACK');
      if (found !== undefined) return found.pipelineExecutionId;
    }
    return undefined;
  },
});
