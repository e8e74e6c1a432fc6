import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeSubscriptionFiltersCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeKeyCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import { PacedClients } from '../lib/validation/calls/clients';
import { inParallel } from '../lib/validation/calls/in-parallel';
import { documentedRate, modest, type Rate } from '../lib/validation/calls/rates';

const times = Number(process.env['STUB_TIMES']);

const rate = (service: string, operation: string): Rate => {
  const { perSecond, burst } = modest(documentedRate(service, operation));
  return { perSecond: perSecond * times, burst: burst * times };
};

/**
 * What one writes first: each log group is looked up by its name, then its key, then to whom it forwards, then its streams. It has our pace and our
 * retries, so that the comparison is about what is asked and not about how. Reads names from stdin, prints `{ seconds }`.
 */
const main = async (): Promise<void> => {
  const clients = new PacedClients({ region: 'us-east-1', rate });
  let names = '';
  for await (const chunk of process.stdin) names += chunk;
  const begun = performance.now();
  await inParallel(names.trim().split('\n'), (name) => lookAt(name, clients));
  process.stdout.write(JSON.stringify({ seconds: (performance.now() - begun) / 1000 }));
};

const lookAt = async (name: string, clients: PacedClients): Promise<void> => {
  const logs = clients.of(CloudWatchLogsClient);
  const kms = clients.of(KMSClient);
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  const KeyId = logGroups.find(({ logGroupName }) => logGroupName === name)?.kmsKeyId;
  await kms.send(new DescribeKeyCommand({ KeyId }));
  await kms.send(new GetKeyPolicyCommand({ KeyId }));
  await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
  await logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName: name }));
  let nextToken: string | undefined;
  do {
    ({ nextToken } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: name, nextToken })));
  } while (nextToken !== undefined);
};

void main();
