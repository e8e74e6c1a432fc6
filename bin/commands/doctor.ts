import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type DeliveryConfig, loadConfig } from '../../lib/config';
import { DOCTOR_CHECKS } from '../../lib/doctor/checks';
import { doctorLines, doctorList } from '../../lib/doctor/doctor-lines';
import { examine } from '../../lib/doctor/examine';
import { inColumns } from '../../lib/ground/in-columns';
import { UserError } from '../../lib/ground/user-error';
import { patientHere } from '../doctor/patient-here';
import { givenAssembly, twoSyntheses } from '../doctor/two-syntheses';
import { printJson, printLines, quotingInOneLine } from './printing';
import type { Finish, Shell } from './shell';

interface DoctorOptions {
  readonly profile?: readonly string[];
  readonly assembly?: string;
  readonly timeout: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** `bin/delivery doctor`: what will go wrong, before it does, each with what to do about it. It changes nothing. */
export const addDoctor = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('doctor')
    .description('say what will go wrong before it does, and what to do about it (AWS, or AWS_ENDPOINT_URL)')
    .addOption(
      new Option('--profile <account=name>', 'the profile of an account; may be repeated').argParser(
        (value, earlier: readonly string[] = []) => [...earlier, value],
      ),
    )
    .option('--assembly <directory>', 'a cloud assembly, instead of two syntheses')
    .option('--timeout <seconds>', 'what is not answered by then was not looked at', '180')
    .option('--list', 'print the checks and what they look at, and ask nothing')
    .option('--json', 'print one JSON document on stdout')
    .option('--debug', 'show stack traces')
    .action(async (options: DoctorOptions) => finish(await quotingInOneLine(() => doctor(options, shell))));
};

const doctor = async (
  { profile = [], assembly, timeout, list, json }: DoctorOptions,
  shell: Shell,
): Promise<number> => {
  if (list) {
    const all = doctorList(DOCTOR_CHECKS);
    if (json)
      printJson(
        shell,
        all.map(([id, about]) => ({ id, about })),
      );
    else printLines(shell, inColumns(all));
    return 0;
  }
  const config = await loadConfig(join(shell.root, 'delivery.config.ts'));
  const profiles = profilesOf(profile, config);
  const signal = AbortSignal.timeout(secondsOf(timeout) * 1000);
  const made = assembly === undefined ? twoSyntheses(shell.root, shell.env) : undefined;
  try {
    const syntheses = made ?? givenAssembly(resolve(assembly ?? ''));
    const patient = patientHere(config, syntheses, { root: shell.root, env: shell.env, profiles, signal });
    const report = await examine(DOCTOR_CHECKS, patient);
    if (json) printJson(shell, report);
    else printLines(shell, doctorLines(report));
    return report.findings.length === 0 ? 0 : 1;
  } finally {
    made?.remove();
  }
};

/** @throws {UserError} when one is not `ACCOUNT=PROFILE`, or of an account that the configuration does not have */
const profilesOf = (given: readonly string[], { tools, environments }: DeliveryConfig): ReadonlyMap<string, string> => {
  const accounts = new Set([
    tools.account,
    ...environments.flatMap(({ targets }) => targets.map(({ account }) => account)),
  ]);
  return new Map(
    given.map((text): [string, string] => {
      const [, account, name] = /^(\d{12})=(.+)$/.exec(text) ?? [];
      if (account === undefined || name === undefined)
        throw new UserError(`--profile must be ACCOUNT=PROFILE, like 222222222222=dev, got "${text}"`);
      if (!accounts.has(account))
        throw new UserError(
          `--profile ${text}: delivery.config.ts has no account ${account}, it has ${[...accounts].join(', ')}`,
        );
      return [account, name];
    }),
  );
};

const secondsOf = (value: string): number => {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new UserError(`--timeout must be a whole number of seconds from 1 to 9999, got "${value}"`);
};
