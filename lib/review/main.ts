import { command } from './command';
import { sdkDeployedStacks } from './sdk-deployed-stacks';

/** Entry of the bundle that the pipeline runs: `node review.js --release … --environment … --account … --region …`. */
const main = async (): Promise<void> => {
  // The lockfile decides which SDK and node meet here; a reader of the log can do nothing about it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  process.exitCode = await command(process.argv.slice(2), {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    today: new Date(),
    deployed: sdkDeployedStacks,
  });
};

void main();
