import { type JsonObject, listAt, objectAt } from '../ground/json';

/** Who may assume a role, one in a line: what a person compares before it changes. */
export const whoIsTrusted = (trust: JsonObject): readonly string[] => {
  const lines = listAt(trust['Statement']).map(objectAt).flatMap(trusted);
  return lines.length === 0 ? ['nobody'] : [...new Set(lines)].toSorted();
};

const NAMES = 'aws:PrincipalArn';

/** One statement. Conditions that name roles say who; every other stands behind as it is. */
const trusted = (statement: JsonObject): readonly string[] => {
  if (statement['Effect'] !== 'Allow') return [];
  const { ArnEquals: named, ...others } = objectAt(statement['Condition']);
  const roles = listAt(objectAt(named)[NAMES]).map(String);
  const isNamed = roles.length > 0 && Object.keys(objectAt(named)).length === 1;
  const rest = isNamed ? others : objectAt(statement['Condition']);
  const under = Object.keys(rest).length === 0 ? '' : ` where ${JSON.stringify(rest)}`;
  const actions = listAt(statement['Action']).map(String).toSorted().join(', ');
  const what = actions === 'sts:AssumeRole' ? '' : ` (${actions})`;
  return (isNamed ? roles : principals(statement)).map((who) => `${who}${what}${under}`);
};

const principals = ({ Principal: principal, NotPrincipal: others }: JsonObject): readonly string[] => {
  if (others !== undefined) return [`everybody but ${JSON.stringify(others)}`];
  if (principal === '*') return ['everybody'];
  return Object.entries(objectAt(principal)).flatMap(([, who]) => listAt(who).map(said));
};

const said = (who: unknown): string => {
  if (who === '*') return 'everybody';
  const [, account] = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(String(who)) ?? [];
  return account === undefined ? String(who) : `whomever account ${account} lets`;
};
