import { parseArgs } from 'node:util';
import { messageOf } from '../ground/message-of';
import { protect } from './protect';

/** Entry of the bundle that the pipeline runs: `node protect.js --stack … --region … --role-arn …`. */
const main = async (): Promise<void> => {
  // The lockfile decides which SDK and node meet here; a reader of the log can do nothing about it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { stack: text, region: text, 'role-arn': text } });
  const { stack, region, 'role-arn': roleArn } = values;
  if (stack === undefined || region === undefined || roleArn === undefined) {
    process.stderr.write('usage: protect --stack NAME --region REGION --role-arn ARN\n');
    process.exitCode = 2;
    return;
  }
  await protect({ stack, region, roleArn });
  process.stdout.write(`${stack} is protected against deletion, and its data against replacement\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`protect: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
