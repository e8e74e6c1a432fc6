/** Whether a stack policy refuses something; undefined where it says what we cannot judge. */
export type StackPolicyAnswer = boolean | undefined;

/** An update of one resource, in the words of stack policies. */
export interface ResourceUpdate {
  readonly action: 'Update:Replace' | 'Update:Delete';
  readonly logicalId: string;
  readonly type: string;
}

const KNOWN = ['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/**
 * Whether a stack's policy refuses an update: an explicit Deny does, and so does silence.
 *
 * Source: CloudFormation user guide, "Prevent updates to stack resources".
 *
 * @throws {SyntaxError} when the text is no JSON
 */
export const refusesUpdate = (policy: string, update: ResourceUpdate): StackPolicyAnswer => {
  const { Statement: statements } = JSON.parse(policy) as { Statement?: unknown };
  if (!Array.isArray(statements)) return undefined;
  const answers = statements.map((statement) => ({ statement, applies: applies(statement, update) }));
  if (answers.some(({ statement, applies: it }) => it === true && statement.Effect === 'Deny')) return true;
  if (answers.some(({ applies: it }) => it === undefined)) return undefined;
  return !answers.some(({ applies: it }) => it);
};

type Statement = Readonly<Record<string, unknown>>;

const applies = (statement: Statement, { action, logicalId, type }: ResourceUpdate): StackPolicyAnswer => {
  if (Object.keys(statement).some((key) => !KNOWN.includes(key)) || statement['Principal'] !== '*') return undefined;
  const ofType = conditionHolds(statement['Condition'], type);
  if (ofType === undefined) return undefined;
  return ofType && names(statement, 'Action', action) && names(statement, 'Resource', `LogicalResourceId/${logicalId}`);
};

const names = (statement: Statement, element: 'Action' | 'Resource', value: string): boolean =>
  statement[element] === undefined ? !isLike(value, statement[`Not${element}`]) : isLike(value, statement[element]);

/** Only the two operators on the type of a resource exist. */
const conditionHolds = (condition: unknown, type: string): StackPolicyAnswer => {
  for (const [operator, keys] of Object.entries(condition ?? {}) as [string, Statement][]) {
    if (!['StringEquals', 'StringLike'].includes(operator) || Object.keys(keys).join() !== 'ResourceType')
      return undefined;
    const wanted = listed(keys['ResourceType']);
    if (!(operator === 'StringEquals' ? wanted.includes(type) : isLike(type, wanted))) return false;
  }
  return true;
};

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const isLike = (value: string, patterns: unknown): boolean =>
  listed(patterns).some((pattern) => {
    const source = String(pattern)
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`, 's').test(value);
  });
