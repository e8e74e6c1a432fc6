import { validateProgram } from '../bin/pipeline/validate';
import { documentedRate, modest, type Rate } from '../lib/validation/calls/rates';
import { sdkCloud } from '../lib/validation/cloud';
import { keepHeapSmall } from '../lib/validation/small-heap';

/** How many times AWS's rates the server allows. */
const times = Number(process.env['STUB_TIMES']);

const rate = (service: string, operation: string): Rate => {
  const { perSecond, burst } = modest(documentedRate(service, operation));
  return { perSecond: perSecond * times, burst: burst * times };
};

/**
 * The validator as the pipeline runs it, in a process of its own so that its memory can be measured, but at a multiple of its
 * pace. Prints `{ exitCode, seconds, megabytes }` instead of the table, which it makes.
 */
const main = async (): Promise<void> => {
  keepHeapSmall();
  const begun = performance.now();
  const exitCode = await validateProgram(process.argv.slice(2), {
    stdout: () => undefined,
    stderr: (text) => process.stderr.write(text),
    colored: false,
    cloud: (options) => sdkCloud({ ...options, rate }),
  });
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(JSON.stringify({ exitCode, seconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
};

void main();
