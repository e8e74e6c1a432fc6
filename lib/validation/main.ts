import { sdkCloud } from './cloud';
import { command } from './command';
import { Interrupted } from './ending';
import { statusLine } from './progress';
import { keepHeapSmall } from './small-heap';

/** Aborts on the first signal that ends processes; a second one ends this one at once. */
const interruption = (): AbortSignal => {
  const controller = new AbortController();
  for (const [name, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(name, () => controller.abort(new Interrupted(name, 128 + number)));
  }
  return controller.signal;
};

/** Entry of the bundle that the pipeline runs: `node validate.js --environment … --account … --region …`. */
const main = async (): Promise<void> => {
  keepHeapSmall();
  // The lockfile decides which SDK and node meet here; a reader of validation results can do nothing about it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  process.exitCode = await command(process.argv.slice(2), {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    colored: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    cloud: sdkCloud,
    status: statusLine(process.stderr),
    interruption: interruption(),
  });
};

void main();
