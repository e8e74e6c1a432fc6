import { accessTo } from '../emulator/endpoint';
import { awsCloud } from '../executor/cloud/aws-cloud';
import { timestamp } from '../progress';
import { handedOutInstead } from '../site/given-sources';
import type { OpenContext } from '../site/open-context';
import type { Site } from '../site/site';
import { deployedPipeline } from './deployed-pipeline';

/** Says which sources of the pipeline hand out the app for want of anything else. */
export const sayHandedOut = async (
  { endpoint, tools, pipelineName }: Pick<Site, 'endpoint' | 'tools' | 'pipelineName'>,
  { given = [], emit, signal }: Pick<OpenContext, 'given' | 'emit' | 'signal'>,
): Promise<void> => {
  const cloud = awsCloud(endpoint.url, signal);
  const { sources } = await deployedPipeline(cloud, accessTo(endpoint, tools), pipelineName);
  for (const text of handedOutInstead(sources, given)) emit({ type: 'note', time: timestamp(), text });
};
