import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GateFinding } from '../contract/gate-report';
import { dayOf } from '../contract/grace';
import { harmOf } from '../contract/harm';
import { counted } from '../ground/counted';
import { groupBy } from '../ground/group-by';
import { printable, printableLine } from '../ground/printable';
import { namedStacks } from './assembly/named-stacks';
import { type Assembly, readAssembly } from './assembly/read-assembly';
import { synthFindings } from './assembly/synth-findings';
import { type Acknowledgement, ruleOf } from './register/acknowledgement';
import { judgeRegister, type RegisterVerdict } from './register/judge-register';
import { readWholeRegister } from './register/read-register';
import { idleAllowances, reviewAllowances } from './register/review-allowances';
import { rewriteRegister } from './register/rewrite-register';
import { explained } from './report/explain/explain';
import { judgeTemplates, RULES, rulesAllowing } from './rules';
import type { Rule } from './rules/rule';
import {
  type ReleasePromise,
  resourcesOfType,
  type TargetPromise,
  targetsIn,
  withPromises,
} from './templates/template';

/** What is held to what. */
export interface GateRequest {
  readonly directory: string;
  /** File of the acknowledgements. */
  readonly register: string;
  /** Whether somebody said that the register is this assembly's; otherwise it is if it names one of its stacks. */
  readonly isMeantForIt: boolean;
  readonly now: Date;
  /** What a configuration promises of its targets. @default - nobody promises more than the least */
  readonly promised?: readonly TargetPromise[];
  /** What it promises of the release beside them. @default - nobody has said it */
  readonly release?: ReleasePromise;
}

/** What our rules say of an assembly, and what a register is worth for it. */
export interface DirectoryVerdict extends AssemblyVerdict {
  readonly register: RegisterVerdict & { readonly file: string };
}

/**
 * Holds an assembly directory to our rules, and a register to the assembly.
 *
 * @throws {UserError} when directory or register cannot be trusted to be read completely
 */
export const gateDirectory = ({
  directory,
  register: file,
  isMeantForIt,
  now,
  promised,
  release,
}: GateRequest): DirectoryVerdict => {
  const register = readWholeRegister(file);
  const assembly = readAssembly(directory);
  if (!isMeantForIt && !speaksOf(register.acknowledgements, assembly)) {
    const limits = [
      `${file} names no stack of this assembly: it was not held to it`,
      ...unpromised(assembly, promised),
    ];
    return { ...judgeAssembly(assembly, promised, RULES, release), register: { file, ...NOTHING, limits } };
  }
  const judged = judgeRegister(register.acknowledgements, assembly, dayOf(now));
  const allowed = reviewAllowances(register.allowances, dayOf(now));
  return {
    ...judgeAssembly(assembly, promised, rulesAllowing(allowed.sound), release),
    register: {
      file,
      ...judged,
      objections: [...judged.objections, ...allowed.objections, ...idleAllowances(allowed.sound, deployedBy(assembly))],
      warnings: [...judged.warnings, ...allowed.warnings],
      limits: [...judged.limits, ...unpromised(assembly, promised)],
    },
  };
};

/** Writes the new names of moved resources into the register that a verdict is about, and says what it changed. */
export const fixMoved = ({ register: { file, moved = [] } }: DirectoryVerdict): readonly string[] => {
  const { yaml, changes } = rewriteRegister(moved.length === 0 ? '' : readFileSync(file, 'utf8'), moved);
  if (changes.length === 0) return [`nothing has moved: ${file} stays as it is`];
  writeFileSync(file, yaml);
  return changes.map(({ line, from, to }) => `${file}:${line}: ${from} is now ${to}`);
};

/** What no template says of a pipeline, where no configuration does. */
const unpromised = ({ stacks }: Assembly, promised: readonly TargetPromise[] | undefined): readonly string[] =>
  promised === undefined && stacks.some((stack) => resourcesOfType(stack, 'AWS::CodePipeline::Pipeline').length > 0)
    ? [
        'no configuration (--config FILE) says where releases come from, which environments wait for an approval, in which order, and how long evidence is locked',
      ]
    : [];

const deployedBy = ({ stacks }: Assembly) =>
  stacks.flatMap(({ template }) =>
    Object.values(template.Resources ?? {}).map(({ Type: type, Properties: properties = {} }) => ({
      type,
      properties,
    })),
  );

/** Are there neither findings nor objections? */
export const isYes = ({ findings, register: { objections, unaccepted } }: DirectoryVerdict): boolean =>
  findings.length + objections.length + unaccepted.length === 0;

/** What the command line knows beside a verdict. */
export interface Printing {
  /** The directory, as it was named, for the next command. @default - none was named */
  readonly asked?: string;
  /** Warnings of the configuration that was used. */
  readonly warnings: readonly string[];
}

const PLAIN: Printing = { warnings: [] };

/** The verdict for a terminal. */
export const printedGate = (
  verdict: DirectoryVerdict,
  { asked, warnings: ofConfiguration }: Printing = PLAIN,
): string => {
  const { objections, warnings, limits, unaccepted, acknowledged, file } = verdict.register;
  const count = `${acknowledged} acknowledged, ${unaccepted.length} not, ${counted(objections.length, 'objection')}`;
  const otherwise = { findings: unaccepted.length, objections: objections.length };
  const open = [...groupBy(unaccepted.toSorted(byHarm), ({ finding }) => finding)];
  const next =
    verdict.findings.length > 0 ? [] : open.slice(0, 1).map(([finding]) => nextCommand(ruleOf(finding), asked));
  const lines = [
    ...open.flatMap(([finding, own]) => [
      `  ${finding}: no acknowledgement in ${file} for`,
      ...own.map(({ path }) => `    ${path}`),
    ]),
    ...objections.map((objection) => `  ${objection}`),
    ...[...ofConfiguration, ...warnings].map((warning) => `  warning: ${warning}`),
    ...limits.map((limit) => `  not judged: ${limit}`),
    `register ${file}: ${count}`,
    ...next,
  ];
  return [...lines.map(printableLine), printedFindings(verdict, otherwise, asked)].join('\n');
};

const nextCommand = (rule: string, asked: string | undefined): string =>
  `next: bin/delivery gate ${asked === undefined ? '' : `${asked} `}--explain ${rule}`;

/** Explains a finding, with the resources of a directory that have it where a synthesis has left its report there. */
export const explainIn = (directory: string, finding: string, root: string): string => {
  if (!existsSync(join(directory, 'manifest.json'))) return explained(finding, root);
  const assembly = readAssembly(directory);
  const synth = synthFindings(assembly.root);
  if (synth === undefined) return explained(finding, root);
  return printable(explained(finding, root, { found: synth.found, stacks: namedStacks(assembly, synth.found) }));
};

const speaksOf = (register: readonly Acknowledgement[], { stacks }: Assembly): boolean => {
  const ids = new Set(stacks.map(({ path }) => path.split('/').at(-1)));
  return register.some(({ stack }) => ids.has(stack));
};

const NOTHING: RegisterVerdict = { objections: [], warnings: [], limits: [], unaccepted: [], acknowledged: 0 };

/** What our rules say of an assembly. */
export interface AssemblyVerdict {
  readonly assembly: string;
  readonly stacks: number;
  readonly resources: number;
  readonly findings: readonly Pick<GateFinding, 'rule' | 'stack' | 'logicalId' | 'because' | 'fix'>[];
}

/**
 * Holds every stack of an assembly directory to our rules.
 *
 * @throws {UserError} when the directory is no assembly that can be trusted to be read completely
 */
export const gateAssembly = (directory: string): AssemblyVerdict => judgeAssembly(readAssembly(directory));

/** Holds every stack of an assembly that has been read to our rules. */
export const judgeAssembly = (
  { root, stacks }: Assembly,
  promised: readonly TargetPromise[] = [],
  rules: readonly Rule[] = RULES,
  release?: ReleasePromise,
): AssemblyVerdict => {
  const findings = judgeTemplates(targetsIn(withPromises(stacks, promised, release), root), rules);
  return {
    assembly: root,
    stacks: stacks.length,
    resources: stacks.reduce((sum, { template }) => sum + Object.keys(template.Resources ?? {}).length, 0),
    findings: findings.map(({ rule, stack, logicalId, because }) => ({
      rule: rule.id,
      stack: stack.path,
      logicalId,
      because,
      fix: rule.fix,
    })),
  };
};

/** What else speaks against an assembly, beside our rules. */
export interface Otherwise {
  readonly findings: number;
  readonly objections: number;
}

/** The worst first, as far as names of rules say it. */
const byHarm = (one: { readonly finding: string }, other: { readonly finding: string }): number =>
  harmOf({ rule: one.finding, because: '' }).rank - harmOf({ rule: other.finding, because: '' }).rank;

/** The verdict for a terminal: one block per rule, the worst first. */
export const printedFindings = (
  { assembly, stacks, resources, findings }: AssemblyVerdict,
  otherwise: Otherwise = { findings: 0, objections: 0 },
  asked?: string,
): string => {
  const found = RULES.filter(({ id }) => findings.some(({ rule }) => rule === id))
    .map((rule) => ({ ...rule, finding: rule.id }))
    .toSorted(byHarm);
  const blocks = found.map(({ id, requires, fix, source }) => {
    const own = findings.filter(({ rule }) => rule === id);
    const lines = own.map(({ stack, logicalId, because }) => printableLine(`    ${stack} ${logicalId}: ${because}`));
    return [`  ${id}`, `    ${requires}`, ...lines, `    fix: ${fix} See ${source}`].join('\n');
  });
  const next = found.slice(0, 1).map(({ id }) => nextCommand(id, asked));
  const looked = `${RULES.length} rules looked at ${resources} resources of ${counted(stacks, 'stack')} in ${assembly}`;
  const all = findings.length + otherwise.findings;
  const objected = otherwise.objections === 0 ? '' : `, ${counted(otherwise.objections, 'objection')}`;
  const verdict =
    all + otherwise.objections === 0 ? 'gate: yes. no findings' : `gate: no. ${counted(all, 'finding')}${objected}`;
  return [...blocks, ...next, printableLine(looked), verdict].join('\n');
};
