import type { BootstrapTarget } from '../assembly/read-assembly';
import { accessTo, type Entrance } from '../emulator/endpoint';
import { awsCloud } from '../executor/cloud/aws-cloud';
import { type Emit, timestamp } from '../progress';
import { type GivenSource, handedOutInstead } from '../site/given-sources';
import { deployedPipeline } from './deployed-pipeline';

/** Says which sources of the pipeline hand out the app for want of anything else. */
export const sayHandedOut = async (
  {
    endpoint,
    tools,
    pipelineName,
  }: { readonly endpoint: Entrance; readonly tools: BootstrapTarget; readonly pipelineName: string },
  {
    given = [],
    emit,
    signal,
  }: { readonly given?: readonly GivenSource[]; readonly emit: Emit; readonly signal: AbortSignal },
): Promise<void> => {
  const cloud = awsCloud(endpoint.url, signal);
  const { sources } = await deployedPipeline(cloud, accessTo(endpoint, tools), pipelineName);
  for (const text of handedOutInstead(sources, given)) emit({ type: 'note', time: timestamp(), text });
};
