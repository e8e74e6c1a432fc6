import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { projectIn, type Shell } from '../bin/commands/shell';
import { messageOf } from '../lib/ground/message-of';
import { compareActions } from './actions';
import { compareCheck } from './check';
import { type Comparison, comparisonTable } from './comparison';
import { compareGate } from './gate';
import { compareMemory } from './memory';
import { comparePermissions } from './permissions';
import { compareRefusal } from './refusal';
import { compareRehearsal } from './rehearsal';
import { compareServe } from './serve';
import { compareStacks } from './stacks';
import { compareSynth } from './synth';
import { compareValidation } from './validation';
import { compareWatch } from './watch';

const USAGE =
  'usage: npm run bench -- [--only synth|gate|refusal|rehearsal|memory|permissions|actions|stacks|serve|validation|watch|check] [--runs N] [--json]';

const shell: Shell = {
  ...projectIn(process.cwd()),
  argv: process.argv,
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
};

/** What can be measured, and how often unless told. */
const COMPARISONS: Readonly<Record<string, { readonly runs: number; compare(runs: number): Promise<Comparison> }>> = {
  synth: { runs: 5, compare: (runs) => compareSynth(shell.root, runs) },
  gate: { runs: 3, compare: (runs) => compareGate(shell.root, runs) },
  refusal: { runs: 5, compare: (runs) => compareRefusal(shell.root, runs) },
  rehearsal: { runs: 3, compare: (runs) => compareRehearsal(shell, runs) },
  memory: { runs: 10, compare: (runs) => compareMemory(shell, runs) },
  permissions: { runs: 5, compare: (runs) => comparePermissions(shell, runs) },
  actions: { runs: 3, compare: (runs) => compareActions(shell, runs) },
  stacks: { runs: 3, compare: (runs) => compareStacks(shell, runs) },
  serve: { runs: 5, compare: (runs) => compareServe(runs) },
  validation: { runs: 1, compare: (runs) => compareValidation(shell.root, runs) },
  watch: { runs: 3, compare: (runs) => compareWatch(shell, runs) },
  check: { runs: 1, compare: (runs) => compareCheck(shell.root, runs) },
};

const options = () => {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, runs: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const chosen = values.only === undefined ? Object.keys(COMPARISONS) : [values.only];
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  const unknown = chosen.find((name) => !(name in COMPARISONS));
  if (unknown !== undefined)
    throw new TypeError(`--only must be ${Object.keys(COMPARISONS).join(' or ')}, got "${unknown}"`);
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0)) {
    throw new TypeError(`--runs must be a whole number above 0, got "${values.runs}"`);
  }
  return { chosen, runs, json: values.json };
};

/** Measures, prints a table per comparison, then everything as JSON; with `--json` only that is on stdout. */
const main = async (): Promise<void> => {
  const { chosen, runs, json } = options();
  const tables = json ? process.stderr : process.stdout;
  const comparisons: Comparison[] = [];
  for (const name of chosen) {
    const scenario = COMPARISONS[name];
    if (scenario === undefined) continue;
    const comparison = await scenario.compare(runs ?? scenario.runs);
    tables.write(`${comparisonTable(comparison)}\n\n`);
    comparisons.push(comparison);
  }
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model };
  const document = JSON.stringify({ schema: 1, machine, comparisons }, toMilliseconds, json ? 0 : 2);
  process.stdout.write(`${document}\n`);
};

/** Nothing here is known more exactly than that. */
const toMilliseconds = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toFixed(3)) : value;

// Of the machine's Node, and nothing that a bench is about.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
main().catch((error: unknown) => {
  const usage = error instanceof TypeError;
  process.stderr.write(`${messageOf(error)}\n${usage ? `${USAGE}\n` : ''}`);
  process.exitCode = usage ? 2 : 1;
});
