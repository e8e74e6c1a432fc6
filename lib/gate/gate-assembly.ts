import { type Assembly, readAssembly } from './assembly/read-assembly';
import { plain } from './report/plain';
import { RULES } from './rules';
import { judgeTemplates } from './rules/judge-templates';
import { type PromisedRetention, withPromises } from './templates/promised';
import { targetsIn } from './templates/targets';

/** What our rules say of an assembly. */
export interface AssemblyVerdict {
  readonly assembly: string;
  readonly stacks: number;
  readonly resources: number;
  readonly findings: readonly AssemblyFinding[];
}

/** One rule violated by one resource of an assembly. */
export interface AssemblyFinding {
  readonly rule: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly because: string;
  readonly fix: string;
}

/**
 * Holds every stack of an assembly directory to our rules.
 *
 * @throws UserError when the directory is no assembly that can be trusted to be read completely
 */
export const gateAssembly = (directory: string): AssemblyVerdict => judgeAssembly(readAssembly(directory));

/** Holds every stack of an assembly that has been read to our rules. */
export const judgeAssembly = (
  { root, stacks }: Assembly,
  promised: readonly PromisedRetention[] = [],
): AssemblyVerdict => {
  const findings = judgeTemplates(targetsIn(withPromises(stacks, promised), root));
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

/** The verdict for a terminal: one block per rule. */
export const printedFindings = (
  { assembly, stacks, resources, findings }: AssemblyVerdict,
  otherwise: Otherwise = { findings: 0, objections: 0 },
): string => {
  const blocks = RULES.flatMap(({ id, requires, fix, source }) => {
    const own = findings.filter(({ rule }) => rule === id);
    if (own.length === 0) return [];
    const lines = own.map(({ stack, logicalId, because }) => plain(`    ${stack} ${logicalId}: ${because}`));
    return [[`  ${id}`, `    ${requires}`, ...lines, `    fix: ${fix} See ${source}`].join('\n')];
  });
  const looked = `${RULES.length} rules looked at ${resources} resources of ${stacks} stacks in ${assembly}`;
  const all = findings.length + otherwise.findings;
  const objected = otherwise.objections === 0 ? '' : `, ${otherwise.objections} objections`;
  const verdict = all + otherwise.objections === 0 ? 'gate: yes. no findings' : `gate: no. ${all} findings${objected}`;
  return [...blocks, plain(looked), verdict].join('\n');
};
