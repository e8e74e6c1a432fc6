import { assertRealArguments } from '../lib/config/placeholder';
import { messageOf } from '../lib/ground/message-of';
import { printableLine } from '../lib/ground/printable';
import type { Streams } from './pipeline/program';

/** What runs around a deployment, each loaded when it is asked for: `node pipeline.mjs validate …`. No job runs `review`. */
const PROGRAMS: Readonly<Record<string, (argv: readonly string[], to: Streams) => Promise<number>>> = {
  record: async (argv, to) => {
    const { recordProgram } = await import('./pipeline/record');
    const { CODEBUILD_BUILD_ID: buildId = '', CODEBUILD_RESOLVED_SOURCE_VERSION: commit = '' } = process.env;
    return recordProgram(argv, {
      ...to,
      buildId,
      commit,
      source: process.cwd(),
      endpoint: process.env['AWS_ENDPOINT_URL'],
    });
  },
  protect: async (argv, to) => {
    const { protectProgram } = await import('./pipeline/protect');
    return protectProgram(argv, to);
  },
  validate: async (argv, to) => {
    const [{ interruption, validateProgram }, { keepHeapSmall, sdkCloud, statusLine }] = await Promise.all([
      import('./pipeline/validate'),
      import('../lib/validation'),
    ]);
    keepHeapSmall();
    return validateProgram(argv, {
      ...to,
      colored: process.stdout.isTTY === true && !process.env['NO_COLOR'],
      cloud: sdkCloud,
      endpoint: process.env['AWS_ENDPOINT_URL'],
      status: statusLine(process.stderr),
      interruption: interruption(),
    });
  },
  revalidate: async (argv, to) => {
    const [{ revalidateProgram }, { interruption }, { keepHeapSmall, sdkCloud }] = await Promise.all([
      import('./pipeline/revalidate'),
      import('./pipeline/validate'),
      import('../lib/validation'),
    ]);
    keepHeapSmall();
    const endpoint = process.env['AWS_ENDPOINT_URL'];
    return revalidateProgram(argv, { ...to, endpoint, cloud: sdkCloud, interruption: interruption() });
  },
  promote: async (argv, to) => {
    const [{ promoteProgram }, { sdkDeployedStacks }] = await Promise.all([
      import('./pipeline/promote'),
      import('../lib/review/deployed-stacks'),
    ]);
    const endpoint = process.env['AWS_ENDPOINT_URL'];
    const { CODEBUILD_INITIATOR: initiator = '' } = process.env;
    const pipeline = /^codepipeline\/(.+)$/.exec(initiator)?.[1];
    return promoteProgram(argv, { ...to, endpoint, pipeline, today: new Date(), deployed: sdkDeployedStacks });
  },
  review: async (argv, to) => {
    const [{ reviewProgram }, { sdkDeployedStacks }] = await Promise.all([
      import('./pipeline/review'),
      import('../lib/review/deployed-stacks'),
    ]);
    return reviewProgram(argv, { ...to, today: new Date(), deployed: sdkDeployedStacks });
  },
};

const main = async ([name = '', ...argv]: readonly string[]): Promise<void> => {
  // The lockfile decides which SDK and node meet here; a reader of the log can do nothing about it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (program === undefined) {
    const names = Object.keys(PROGRAMS).join('|');
    process.stderr.write(`there is no program "${name}"\nusage: pipeline ${names} …; each says more with --help\n`);
    process.exitCode = 2;
    return;
  }
  try {
    assertRealArguments(argv, process.env['AWS_ENDPOINT_URL']);
  } catch (error) {
    process.stderr.write(`${name}: ${printableLine(messageOf(error))}\n`);
    process.exitCode = 2;
    return;
  }
  process.exitCode = 1; // until the program has answered
  process.exitCode = await program(argv, {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  });
};

void main(process.argv.slice(2));
