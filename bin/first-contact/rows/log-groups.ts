import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { ContactRow } from '../row';
import type { Sandbox } from '../sandbox';
import { ENCRYPTED, narrowKey, wideKey } from './things';

const underKey = async (sandbox: Sandbox, logGroupName: string, key: Promise<string>) => {
  const logs = sandbox.of(CloudWatchLogsClient);
  const kmsKeyId = await key;
  return sandbox.taken({
    what: `log group ${logGroupName}`,
    refusal: /^InvalidParameterException$/,
    make: () => logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId })),
    remove: () => logs.send(new DeleteLogGroupCommand({ logGroupName })),
  });
};

/** A log group under a key of ours. */
export const LOG_GROUP_ROWS: readonly ContactRow[] = [
  {
    about: 'logs-encrypts',
    asks: 'a log group under a key that lets CloudWatch Logs in for its ARN',
    expected: ['accepted'],
    look: (sandbox) => underKey(sandbox, sandbox.name(ENCRYPTED), wideKey(sandbox)),
  },
  {
    about: 'logs-encrypts',
    asks: 'the same under a key that lets it in for another log group',
    expected: ['refused'],
    look: (sandbox) => underKey(sandbox, sandbox.name('locked'), narrowKey(sandbox)),
  },
];
