import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namedStacks } from './assembly/named-stacks';
import { type Assembly, readAssembly } from './assembly/read-assembly';
import { synthFindings } from './assembly/synth-findings';
import { type AssemblyVerdict, judgeAssembly, printedFindings } from './gate-assembly';
import type { Acknowledgement } from './register/acknowledgement';
import { judgeRegister, type RegisterVerdict } from './register/judge-register';
import { readRegister } from './register/read-register';
import { dayOf } from './register/terms';
import { explained } from './report/explain/explain';
import { plainLines } from './report/plain';
import type { PromisedRetention } from './templates/promised';

/** What is held to what. */
export interface GateRequest {
  readonly directory: string;
  /** File of the acknowledgements. */
  readonly register: string;
  /** Whether somebody said that the register is this assembly's; otherwise it is if it names one of its stacks. */
  readonly isMeantForIt: boolean;
  readonly now: Date;
  /** What a configuration promises of its targets. @default - nobody promises more than the least */
  readonly promised?: readonly PromisedRetention[];
}

/** What our rules say of an assembly, and what a register is worth for it. */
export interface DirectoryVerdict extends AssemblyVerdict {
  readonly register: RegisterVerdict & { readonly file: string };
}

/**
 * Holds an assembly directory to our rules, and a register to the assembly.
 *
 * @throws UserError when directory or register cannot be trusted to be read completely
 */
export const gateDirectory = ({
  directory,
  register: file,
  isMeantForIt,
  now,
  promised,
}: GateRequest): DirectoryVerdict => {
  const register = readRegister(file);
  const assembly = readAssembly(directory);
  const judged =
    isMeantForIt || speaksOf(register, assembly)
      ? judgeRegister(register, assembly, dayOf(now))
      : { ...NOTHING, limits: [`${file} names no stack of this assembly: it was not held to it`] };
  return { ...judgeAssembly(assembly, promised), register: { file, ...judged } };
};

/** Are there neither findings nor objections? */
export const isYes = ({ findings, register: { objections, unaccepted } }: DirectoryVerdict): boolean =>
  findings.length + objections.length + unaccepted.length === 0;

/** The verdict for a terminal. */
export const printedGate = (verdict: DirectoryVerdict): string => {
  const { objections, warnings, limits, unaccepted, acknowledged, file } = verdict.register;
  const count = `${acknowledged} acknowledged, ${unaccepted.length} not, ${objections.length} objections`;
  const otherwise = { findings: unaccepted.length, objections: objections.length };
  const lines = [
    ...unaccepted.map(({ finding, path }) => `  ${finding}\n    ${path}: no acknowledgement in ${file}`),
    ...objections.map((objection) => `  ${objection}`),
    ...warnings.map((warning) => `  warning: ${warning}`),
    ...limits.map((limit) => `  not judged: ${limit}`),
    `register ${file}: ${count}`,
  ];
  return [...lines.map(plainLines), printedFindings(verdict, otherwise)].join('\n');
};

/** Explains a finding, with the resources of a directory that have it where a synthesis has left its report there. */
export const explainIn = (directory: string, finding: string, root: string): string => {
  if (!existsSync(join(directory, 'manifest.json'))) return explained(finding, root);
  const assembly = readAssembly(directory);
  const synth = synthFindings(assembly.root);
  if (synth === undefined) return explained(finding, root);
  return plainLines(explained(finding, root, { found: synth.found, stacks: namedStacks(assembly, synth.found) }));
};

const speaksOf = (register: readonly Acknowledgement[], { stacks }: Assembly): boolean => {
  const ids = new Set(stacks.map(({ path }) => path.split('/').at(-1)));
  return register.some(({ stack }) => ids.has(stack));
};

const NOTHING: RegisterVerdict = { objections: [], warnings: [], limits: [], unaccepted: [], acknowledged: 0 };
