import { FAULTS, type FaultRow } from '../../../lib/rehearsal/faults/table';

/** What a release under a fault came to, in words that the next run repeats. */
export interface FaultRun {
  readonly row: FaultRow;
  /** As it was asked for. */
  readonly fault: string;
  readonly app: string;
  readonly exitCode: number | null;
  /** The last words of the command, and what it wrote to stderr. */
  readonly terminal: readonly string[];
  /** Status of the execution, of every stage, and the summary of the action that decided. */
  readonly summary: readonly string[];
}

const HEAD = `# What goes wrong, and what one sees

\`bin/delivery rehearse --fault NAME:ARGUMENTS\` has something go wrong in a release, from its push on ([why so](decisions/faults-strike-where-aws-fails.md)).
It may be repeated; \`--fault list\` prints the table. A fault that never struck is said at the end, and the exit code is 1.
This file is written by \`npm run faults\`, which releases under each fault once: what stands in a box was said so. Ids, times
and paths are left out.
`;

/** Keeps a cell of a table one cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

const overview = (): string => {
  const rows = FAULTS.map(({ name, form, does, where, exitCode }) =>
    [`[\`${name}\`](#${name})`, `\`${form}\``, does, where, exitCode].map(cell).join(' | '),
  );
  return [
    '| fault | arguments | does | where | exit code |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
};

const box = (title: string, lines: readonly string[]): string =>
  `${title}:\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`;

const section = ({ row, fault, app, exitCode, terminal, summary }: FaultRun): string =>
  [
    `## ${row.name}\n`,
    `**You see:** ${row.sees}. **Do:** ${row.cure}.\n`,
    `\`bin/delivery rehearse --fault '${fault}'\` of ${app} ends with exit code ${exitCode}.\n`,
    box('The terminal', terminal),
    box('`summary.json`', summary),
  ].join('\n');

/**
 * `docs/faults.md`, of runs of the faults. What was not run again stays as the document had it.
 *
 * @throws {Error} when a fault was never run
 */
export const faultsDocument = (runs: readonly FaultRun[], before = ''): string => {
  const [, ...old] = before.split(/^(?=## )/m);
  const sections = FAULTS.map((row) => {
    const run = runs.find((each) => each.row === row);
    return run === undefined ? old.find((text) => text.startsWith(`## ${row.name}\n`)) : section(run);
  });
  const missing = FAULTS.filter((_, index) => sections[index] === undefined).map(({ name }) => name);
  if (missing.length > 0) throw new Error(`no run of ${missing.join(', ')}: the document shows all or none`);
  return [HEAD, `${overview()}\n`, ...sections.map((text) => `${text?.trimEnd()}\n`)].join('\n');
};
