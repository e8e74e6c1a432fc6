import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { configWarnings, loadConfig, promisedRelease, promisedTargets } from '../../lib/config';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface GateOptions {
  readonly register?: string;
  readonly config?: string;
  readonly explain?: string;
  readonly fixMoved?: boolean;
  readonly json?: boolean;
}

/** `bin/delivery gate`: our rules and the register on any cloud assembly directory, without an app and without a network. */
export const addGate = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('gate')
    .description(
      'hold the templates of a cloud assembly directory to the zero-trust rules, and a register to its findings',
    )
    .argument('[assembly]', 'directory of any cloud assembly; default: cdk.out of this project')
    .option('--register <file>', 'acknowledgements to hold it to; default: acknowledgements.yaml of this project')
    .option('--config <file>', 'configuration that says what it must be; default: none, for cdk.out delivery.config.ts')
    .addOption(
      new Option(
        '--explain <finding>',
        'say what a finding is, why it matters, how to be rid of it, how to acknowledge it',
      ).conflicts(['fixMoved', 'json', 'register', 'config']),
    )
    .option(
      '--fix-moved',
      'write the new names of renamed resources into the register, and hold it to the findings again',
    )
    .option('--json', 'print the findings as one JSON document')
    .option('--debug', 'show stack traces')
    .action(async (assembly: string | undefined, options: GateOptions) => finish(await gate(assembly, options, shell)));
};

const gate = async (
  assembly: string | undefined,
  { register, config, explain, fixMoved = false, json = false }: GateOptions,
  shell: Shell,
): Promise<number> => {
  const { root, stdout, stderr } = shell;
  // Loaded when it is asked for: cdk-nag and the CDK would cost every other command a third of a second.
  const { explainIn, fixMoved: fix, gateDirectory, isYes, printedGate } = await import('../../lib/gate/gate-directory');
  const directory = assembly === undefined ? join(root, 'cdk.out') : resolve(assembly);
  if (explain !== undefined) {
    stdout.write(`${explainIn(directory, explain, root)}\n`);
    return 0;
  }
  const file = config ?? (assembly === undefined ? join(root, 'delivery.config.ts') : undefined);
  const own = file === undefined ? undefined : await loadConfig(resolve(file));
  const request = {
    directory,
    register: register ?? join(root, 'acknowledgements.yaml'),
    isMeantForIt: register !== undefined || assembly === undefined,
    now: new Date(),
    ...(own && { promised: promisedTargets(own), release: promisedRelease(own) }),
  };
  const before = gateDirectory(request);
  const lines = fixMoved ? fix(before) : [];
  if (!json) printLines(shell, lines);
  else if (fixMoved) stderr.write(`${lines.join('\n')}\n`);
  const result = fixMoved ? gateDirectory(request) : before;
  if (json) printJson(shell, result);
  else {
    const warnings = own === undefined ? [] : configWarnings(own);
    stdout.write(`${printedGate(result, { warnings, ...(assembly !== undefined && { asked: assembly }) })}\n`);
  }
  return isYes(result) ? 0 : 1;
};
