import { command } from './command';
import { sdkCloud } from './sdk-cloud';

/** Entry of the bundle that the pipeline runs: `node validate.js --environment … --account … --region …`. */
const main = async (): Promise<void> => {
  // The lockfile decides which SDK and node meet here; a reader of validation results can do nothing about it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  process.exitCode = await command(process.argv.slice(2), {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    colored: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    cloud: sdkCloud,
  });
};

void main();
