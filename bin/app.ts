import { relative, resolve } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { App } from 'aws-cdk-lib';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT } from 'aws-cdk-lib/cx-api';
import {
  assertOwnPipeline,
  assertRealSynthesis,
  configWarnings,
  loadConfig,
  promisedRelease,
  promisedTargets,
} from '../lib/config';
import { GATE_DIRECTORY } from '../lib/contract/gate-report';
import { dayOf } from '../lib/contract/grace';
import { installGate, printed, readWholeRegister, Stopwatch, writeReports } from '../lib/gate';
import { messageOf } from '../lib/ground/message-of';
import { printable } from '../lib/ground/printable';
import { UserError } from '../lib/ground/user-error';
import { APP_CONTEXT, buildDelivery } from '../lib/pipeline';
import { noticesOf } from './clock/notices';
import { commitAtHand } from './commands/commit-at-hand';
import { rehearsableLine } from './commands/rehearsable-line';

/** What is accepted, and until when. */
const REGISTER = 'acknowledgements.yaml';

/** Targets from which on optimized WebAssembly is worth its compilation; measured, see `npm run bench -- --only gate`. */
const WORTH_OPTIMIZING = 8;

/** Exit code: 0 where the gate says yes, 1 where it says no. */
const main = async (): Promise<number> => {
  const profile = asksForProfile();
  const watch = new Stopwatch();
  watch.note('start of node, libraries', performance.now());
  // Asked now, so that git has answered by the end.
  const commit = commitAtHand({ env: process.env, root: process.cwd() });
  const config = await loadConfig(resolve('delivery.config.ts'));
  assertRealSynthesis(config, process.env);
  assertOwnPipeline(config, process.env);
  const targets = promisedTargets(config);
  // The schema check is WebAssembly: optimizing it costs more than it saves until it has read many templates.
  if (targets.length < WORTH_OPTIMIZING) setFlagsFromString('--liftoff-only');
  const app = new App({
    analyticsReporting: false,
    autoSynth: false, // an app that did not come into being is not synthesized at exit
    postCliContext: { ...APP_CONTEXT, [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false }, // the gate reports and fails
  });
  const { acknowledgements, allowances } = readWholeRegister(REGISTER);
  const notices = noticesOf([...acknowledgements, ...allowances]);
  watch.time('constructs', () => buildDelivery(app, config, notices));
  const about = {
    application: config.application,
    root: process.cwd(),
    targets,
    release: promisedRelease(config),
    doubts: switchedOff(process.env['CDK_VALIDATION']),
    warnings: configWarnings(config),
    watch,
  };
  const gate = watch.time('gate: acknowledgements', () => installGate(app, REGISTER, about, dayOf(new Date())));
  const { report } = gate.examine(watch.time('synthesis', () => app.synth()));
  const release = await commit;
  watch.time('gate: reports', () => writeReports(report, app.outdir, release));
  if (profile) console.error(watch.lines(performance.now()).join('\n'));
  console.error(printed(report, relative('', resolve(app.outdir, GATE_DIRECTORY))));
  if (report.verdict !== 'yes') return 1;
  // Where a rehearsal is what one would start next.
  if (process.env['CODEBUILD_BUILD_ID'] === undefined) console.error(await rehearsableLine(app.outdir, process.cwd()));
  return 0;
};

const asksForProfile = (): boolean => {
  try {
    return parseArgs({ options: { profile: { type: 'boolean', default: false } } }).values.profile;
  } catch (error) {
    throw new UserError(`${messageOf(error)}; usage: npm run synth [-- --profile]`);
  }
};

/** The packs run all the same, but whoever wants no validation must not get a yes. */
const switchedOff = (validation: string | undefined): readonly string[] =>
  validation === 'false' ? ['CDK_VALIDATION=false asks for templates that nobody has validated: unset it'] : [];

/** One readable cause; where it comes from only on request. */
const explain = (error: unknown): number => {
  if (error instanceof UserError) {
    console.error(printable(error.message));
    return 2;
  }
  const short = `synthesis failed: ${messageOf(error)} (set DEBUG=1 for the stack)`;
  console.error(printable(process.env['DEBUG'] ? inspect(error) : short));
  return 1;
};

process.exitCode = 1; // until the gate has said yes
main()
  .catch(explain)
  .then((code) => {
    process.exitCode = code;
  });
