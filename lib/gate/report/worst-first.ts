import type { GateFinding, ReportedStack, SourceLocation } from '../../contract/gate-report';
import { harmOf } from '../../contract/harm';
import { counted } from '../../ground/counted';
import { groupBy } from '../../ground/group-by';

/** Few enough lines for the worst of a few resources to stand together in the tail of a build's log. */
const MOST = { kinds: 4, lines: 16 } as const;

type What = Pick<GateFinding, 'rule' | 'because' | 'fix'>;

/** Orders findings, the worst first; of those that are as bad, what says how to be cured. */
export const worstFirst = (one: What, other: What): number =>
  harmOf(one).rank - harmOf(other).rank || Number(one.fix === undefined) - Number(other.fix === undefined);

/** What is wrong with one resource, wherever it is deployed. */
interface Subject {
  readonly name: string;
  readonly environments: readonly string[];
  /** A finding of each rule, the worst first. */
  readonly findings: readonly GateFinding[];
}

/** What people say of a finding, in the words of its rule. */
type Sentence = (finding: GateFinding) => string;

/** The findings by resource, the worst first, as many as few lines hold; what they do not hold is counted. Always one. */
export const findingLines = (
  findings: readonly GateFinding[],
  stacks: readonly ReportedStack[],
  sentence: Sentence,
): readonly string[] => {
  const subjects = subjectsOf(findings, stacks);
  const blocks = subjects.map((subject) => block(subject, sentence));
  let [shown, lines] = [0, 0];
  while (shown < blocks.length && (shown === 0 || lines + (blocks[shown]?.length ?? 0) <= MOST.lines)) {
    lines += blocks[shown]?.length ?? 0;
    shown += 1;
  }
  const [worst] = subjects[0]?.findings ?? [];
  const hidden = subjects.slice(shown);
  const rules = new Set(hidden.flatMap((subject) => subject.findings.map(({ rule }) => rule))).size;
  return [
    ...blocks.slice(0, shown).flat(),
    ...(hidden.length === 0
      ? []
      : [
          `  and ${counted(hidden.length, 'more resource')} with findings of ${counted(rules, 'rule')}, in the reports`,
        ]),
    ...(worst === undefined ? [] : [`next: bin/delivery gate --explain ${worst.rule}`]),
  ];
};

const subjectsOf = (findings: readonly GateFinding[], stacks: readonly ReportedStack[]): readonly Subject[] => {
  const environments = new Map(stacks.map(({ path, environment }) => [path, environment]));
  const groups = groupBy(findings, (finding) => [nameOf(finding, environments), said(finding)].join(' '));
  const subjects = [...groups.values()].map((own): Subject => {
    const [first] = own as readonly [GateFinding];
    const sorted = own.toSorted(worstFirst);
    return {
      name: nameOf(first, environments) + said(first),
      environments: [...new Set(own.flatMap(({ stack }) => environments.get(stack ?? '') ?? []))],
      findings: [...groupBy(sorted, ({ rule }) => rule).values()].flatMap(([each]) => each ?? []),
    };
  });
  return subjects.toSorted(
    (one, other) =>
      worstFirst(one.findings[0] as GateFinding, other.findings[0] as GateFinding) ||
      other.findings.length - one.findings.length,
  );
};

/**
 * A resource as an acknowledgement calls it, the stack's id and the path below it, which are the same in every environment; the
 * path of what stands in none.
 */
const nameOf = ({ stack, resource, logicalId }: GateFinding, environments: ReadonlyMap<string, unknown>): string => {
  if (resource.includes('#') && logicalId !== undefined) return logicalId;
  const isTarget = stack !== undefined && environments.get(stack) !== undefined;
  return isTarget && resource.startsWith(`${stack}/`) ? resource.slice(stack.lastIndexOf('/') + 1) : resource;
};

const said = ({ at, from }: GateFinding): string => {
  if (at === undefined) return '';
  return from === undefined ? `, ${line(at)}` : `, ${line(from)} (made in ${line(at)})`;
};

const line = ({ file, line: number }: SourceLocation): string => `${file}:${number}`;

const block = ({ name, environments, findings }: Subject, sentence: Sentence): readonly string[] => {
  const where = environments.length === 0 ? '' : `, ${environments.join(', ')}`;
  const kinds = [...groupBy(findings, (finding) => harmOf(finding).name)];
  const hidden = kinds.slice(MOST.kinds).map(([harm, { length }]) => `${length} ${harm}`);
  return [
    `  ${name}${where}: ${counted(findings.length, 'rule')}`,
    ...kinds.slice(0, MOST.kinds).flatMap(([harm, own], index) => kind(harm, own, index === 0, sentence)),
    ...(hidden.length === 0 ? [] : [`    and ${hidden.join(', ')}`]),
  ];
};

/** Rules that are as bad: what the first of them has found, and how many there are. */
const kind = (harm: string, own: readonly GateFinding[], isWorst: boolean, sentence: Sentence): readonly string[] => {
  const [first] = own as readonly [GateFinding];
  const more = own.length === 1 ? '' : ` (and ${counted(own.length - 1, 'more rule')})`;
  const fix = isWorst && first.fix !== undefined ? [`      fix: ${first.fix}`] : [];
  return [`    ${harm}: ${first.finding}: ${sentence(first)}${more}`, ...fix];
};
