import { isObject, type JsonObject, listAt } from '../ground/json';
import { conditionHolds } from './condition';
import type { PolicyDocument } from './evaluate';
import { scalars, strings } from './json';
import { coversAction, coversResource, overlapActions, overlapResources } from './pattern-sets';
import { type Test, testsOf } from './pins';
import type { Carried } from './required-denies';

/** Calls of whoever holds identity policies. */
export interface Use {
  /** One, or a pattern of which any one would do. */
  readonly action: string;
  /** A pattern. @default any */
  readonly resource?: string;
  /** What is known of its keys; of every other one the holder has the choice. @default nothing */
  readonly facts?: Readonly<Record<string, Extract<Carried, { readonly is: 'absent' | 'equal' }>>>;
}

/**
 * Whether an identity's policies let a call through in some request, whatever else it carries. Never narrower than what they let
 * through: what nobody can tell counts as yes, and a Deny counts where it refuses every such request for certain.
 */
export const mayEver = (policies: readonly PolicyDocument[], use: Use): boolean => {
  const statements = policies.flatMap((policy) =>
    listAt(policy['Statement']).map((statement) => ({ statement, variables: policy['Version'] === '2012-10-17' })),
  );
  const denials = statements.filter(({ statement }) => isObject(statement) && statement['Effect'] === 'Deny');
  return statements.some(
    ({ statement, variables }) =>
      !isObject(statement) ||
      (statement['Effect'] !== 'Deny' &&
        mayConcern(statement, use) &&
        meets(statement['Condition'], use, variables) !== 'never' &&
        !denials.some(
          (denial) => refuses(denial.statement, statement, use) && isCertain(denial.statement, use, denial.variables),
        )),
  );
};

const mayConcern = (statement: JsonObject, { action, resource }: Use): boolean => {
  const actions = strings(statement['Action'] ?? null);
  const spared = strings(statement['NotAction'] ?? null) ?? [];
  const resources = strings(statement['Resource'] ?? null);
  const away = strings(statement['NotResource'] ?? null) ?? [];
  return (
    (actions === undefined || actions.some((each) => overlapActions(each, action))) &&
    !spared.some((each) => coversAction(each, action)) &&
    (resource === undefined ||
      ((resources === undefined || resources.some((each) => overlapResources(each, resource))) &&
        !away.some((each) => coversResource(each, resource))))
  );
};

/** What a condition says to requests of which only some keys are known. */
const meets = (condition: unknown, { facts = {} }: Use, variables: boolean): 'always' | 'never' | 'perhaps' => {
  const tests = testsOf(condition);
  if (tests === undefined) return 'perhaps';
  const answers = tests.map((test) => heldBy(test, facts, variables));
  if (answers.includes('no')) return 'never';
  return answers.every((answer) => answer === 'yes') ? 'always' : 'perhaps';
};

const heldBy = ({ operator, key, values }: Test, facts: NonNullable<Use['facts']>, variables: boolean) => {
  const fact = Object.entries(facts).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  const wanted = scalars(values);
  // What stands for a variable, or in the place of what the deployment fills in, is not known.
  if (fact === undefined || wanted === undefined || wanted.some((each) => /\$\{|\{\{resolve:/.test(each))) {
    return 'unknown';
  }
  const carried = new Map([[key.toLowerCase(), fact.is === 'absent' ? [] : [fact.to]]]);
  return conditionHolds({ [operator]: { [key]: wanted } }, { values: carried, variables }).is;
};

const isCertain = (denial: unknown, use: Use, variables: boolean): boolean =>
  isObject(denial) && meets(denial['Condition'], use, variables) === 'always';

/** Whether a Deny speaks of all that an Allow says of such calls. */
const refuses = (denial: unknown, allowed: JsonObject, { action, resource }: Use): boolean => {
  if (!isObject(denial) || 'NotAction' in denial || 'NotResource' in denial) return false;
  const actions = strings(denial['Action'] ?? null) ?? [];
  const resources = strings(denial['Resource'] ?? null) ?? [];
  const named = resource === undefined ? strings(allowed['Resource'] ?? null) : [resource];
  return (
    actions.some((each) => coversAction(each, action)) &&
    (resources.includes('*') || named?.every((each) => resources.some((wide) => coversResource(wide, each))) === true)
  );
};
