import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig, promisedTargets } from '../../lib/config';
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
  readonly profile: readonly string[];
  readonly assumeRole?: string;
  readonly assembly?: string;
  readonly timeout: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

const several = (given: string, before: readonly string[]): readonly string[] => [...before, given];

/** `bin/delivery doctor`: what will go wrong, before it does, each with what to do about it. It changes nothing. */
export const addDoctor = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('doctor')
    .description('say what will go wrong before it does, and what to do about it (AWS, or AWS_ENDPOINT_URL)')
    .option('--profile <account=name>', 'the profile with which an account is reached; may be repeated', several, [])
    .option('--assume-role <name>', 'a role to assume in every account that the credentials at hand are not of')
    .option('--assembly <directory>', 'a cloud assembly, instead of two syntheses')
    .option('--timeout <seconds>', 'what is not answered by then was not looked at', '180')
    .option('--list', 'print the checks and what they look at, and ask nothing')
    .option('--json', 'print one JSON document on stdout')
    .option('--debug', 'show stack traces')
    .action(async (options: DoctorOptions) => finish(await quotingInOneLine(() => doctor(options, shell))));
};

const doctor = async (options: DoctorOptions, shell: Shell): Promise<number> => {
  const { assembly, timeout, list = false, json = false } = options;
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
  // The SDK is loaded for this command only.
  const { waysFrom } = await import('./bootstrap-accounts');
  const places = [config.tools, ...promisedTargets(config)];
  const ways = waysFrom(
    options,
    places.map(({ account }) => account),
  );
  const signal = AbortSignal.timeout(secondsOf(timeout) * 1000);
  const made = assembly === undefined ? twoSyntheses(shell.root, shell.env) : undefined;
  try {
    const syntheses = made ?? givenAssembly(resolve(assembly ?? ''), places);
    const patient = patientHere(config, syntheses, { root: shell.root, env: shell.env, ways, signal });
    const report = await examine(DOCTOR_CHECKS, patient);
    if (json) printJson(shell, report);
    else printLines(shell, doctorLines(report));
    return report.findings.length === 0 ? 0 : 1;
  } finally {
    made?.remove();
  }
};

const secondsOf = (value: string): number => {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new UserError(`--timeout must be a whole number of seconds from 1 to 9999, got "${value}"`);
};
