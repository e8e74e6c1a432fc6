import { UserError } from '../contract/user-error';
import { readAssembly } from './assembly/read-assembly';
import { judgeTemplates } from './judge-templates';
import { RULES } from './rules';
import { targetsIn } from './targets';

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
export const gateAssembly = (directory: string): AssemblyVerdict => {
  const { root, stacks } = readAssembly(directory);
  const findings = judgeTemplates(targetsIn(stacks, root));
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

/** Text of a stranger's template, without what would move the cursor of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take away
const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');

/** The verdict for a terminal: one block per rule. */
export const printedFindings = ({ assembly, stacks, resources, findings }: AssemblyVerdict): string => {
  const blocks = RULES.flatMap(({ id, requires, fix, source }) => {
    const own = findings.filter(({ rule }) => rule === id);
    if (own.length === 0) return [];
    const lines = own.map(({ stack, logicalId, because }) => plain(`    ${stack} ${logicalId}: ${because}`));
    return [[`  ${id}`, `    ${requires}`, ...lines, `    fix: ${fix} See ${source}`].join('\n')];
  });
  const looked = `${RULES.length} rules looked at ${resources} resources of ${stacks} stacks in ${assembly}`;
  const verdict = findings.length === 0 ? 'gate: yes. no findings' : `gate: no. ${findings.length} findings`;
  return [...blocks, plain(looked), verdict].join('\n');
};

/**
 * What a finding is, why it matters and how to satisfy the rule.
 *
 * @throws UserError for a rule or requirement nobody knows
 */
export const explained = (finding: string): string => {
  const rules = RULES.filter(({ id }) => id === finding || id.startsWith(`${finding}-`));
  if (rules.length === 0) {
    const known = RULES.map(({ id }) => `  ${id}`).join('\n');
    throw new UserError(`no rule is called "${finding}": these are known, by id or requirement (ZT-06)\n${known}`);
  }
  return rules
    .map(({ id, requires, why, fix, source, hipaa, appliesTo }) =>
      [
        id,
        `  requires: ${requires}`,
        `  why:      ${why}`,
        `  fix:      ${fix}`,
        `  source:   ${source}`,
        `  HIPAA:    ${hipaa.join(', ')}`,
        `  asked of: ${appliesTo === 'any' ? 'targets and the pipeline' : appliesTo}`,
        '  acknowledge: no. A zero-trust finding cannot be acknowledged: it has to be cured.',
      ].join('\n'),
    )
    .join('\n\n');
};
