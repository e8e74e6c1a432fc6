import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { explained, gateAssembly, printedFindings } from '../../lib/gate/gate-assembly';
import type { Finish, Shell } from './shell';

interface GateOptions {
  readonly explain?: string;
  readonly json?: boolean;
}

/** `bin/delivery gate`: our rules on any cloud assembly directory, without an app and without a network. */
export function addGate(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('gate')
    .description('hold the templates of a cloud assembly directory to the zero-trust rules')
    .argument('[assembly]', 'directory of any cloud assembly; default: cdk.out of this project')
    .option('--explain <finding>', 'say what a rule wants, why, and how to satisfy it')
    .option('--json', 'print the findings as one JSON document')
    .option('--debug', 'show stack traces')
    .action((assembly: string | undefined, options: GateOptions) => finish(gate(assembly, options, shell)));
}

function gate(assembly: string | undefined, { explain, json = false }: GateOptions, { root, stdout }: Shell): number {
  if (explain !== undefined) {
    stdout.write(`${explained(explain)}\n`);
    return 0;
  }
  const result = gateAssembly(assembly === undefined ? join(root, 'cdk.out') : resolve(assembly));
  stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : `${printedFindings(result)}\n`);
  return result.findings.length === 0 ? 0 : 1;
}
