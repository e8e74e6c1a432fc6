import type { JsonObject } from '../ground/json';
import { type Answer, all, any, not, unknown, YES, yesIf } from './answer';
import { conditionHolds } from './condition';
import { strings } from './json';
import { arnParts, expand, matches, matchesArn } from './pattern';
import { matchesPrincipal, outsidePrincipal } from './principal-match';
import type { Request, Values } from './request';

const ELEMENTS: ReadonlySet<string> = new Set([
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
]);

const matchesAction = (value: unknown, action: string): Answer => {
  const patterns = strings(value);
  if (!patterns) return unknown('Action must be a text or a list of texts');
  const lower = action.toLowerCase();
  return yesIf(patterns.some((pattern) => matches(pattern.toLowerCase(), lower)));
};

/** Answers by statement and action: the same few actions are asked of a statement with many resources and circumstances. */
const answered = new WeakMap<JsonObject, Map<string, Answer>>();

/** Is a statement about an action? One that is not says nothing, whatever else stands in it. */
export const speaksOf = (statement: JsonObject, action: string): Answer => {
  const known = answered.get(statement) ?? new Map<string, Answer>();
  answered.set(statement, known);
  const before = known.get(action);
  if (before !== undefined) return before;
  const answer = either(statement, 'Action', unknown('neither Action nor NotAction'), (value) =>
    matchesAction(value, action),
  );
  known.set(action, answer);
  return answer;
};

const matchesOneResource = (pattern: string, resource: string): Answer => {
  if (pattern === '*') return YES;
  const parts = arnParts(pattern);
  const actual = arnParts(resource);
  if (parts) return yesIf(actual !== undefined && matchesArn(parts, actual));
  return matches(pattern, resource)
    ? unknown(`resource "${pattern}" is neither * nor an ARN of six parts`)
    : yesIf(false);
};

const matchesResource = (value: unknown, resource: string, values: Values, variables: boolean): Answer => {
  const patterns = strings(value);
  if (!patterns) return unknown('Resource must be a text or a list of texts');
  return any(
    patterns.map((pattern) => {
      const expanded = expand(pattern, values, variables);
      return 'missing' in expanded
        ? unknown(`policy variable ${expanded.missing} has no single value in the request`)
        : matchesOneResource(expanded.text, resource);
    }),
  );
};

/** One of the pair `X` / `NotX`; both together are not a policy AWS accepts. */
const either = (statement: JsonObject, name: string, absent: Answer, is: (value: unknown) => Answer): Answer => {
  const inverse = `Not${name}`;
  if (name in statement && inverse in statement) return unknown(`both ${name} and ${inverse}`);
  if (name in statement) return is(statement[name]);
  return inverse in statement ? not(is(statement[inverse])) : absent;
};

const principalMatches = (statement: JsonObject, request: Request): Answer => {
  if ('Principal' in statement && 'NotPrincipal' in statement) return unknown('both Principal and NotPrincipal');
  if ('NotPrincipal' in statement) return outsidePrincipal(statement['NotPrincipal'], request.principal);
  return 'Principal' in statement ? matchesPrincipal(statement['Principal'], request.principal) : YES;
};

/**
 * Does a statement speak about a request? A statement without principal is an identity policy's and speaks about
 * whoever asks; one with a principal and without resource is a trust policy's. Statements are taken not to change.
 */
export const applies = (statement: JsonObject, request: Request, values: Values, variables: boolean): Answer => {
  // One no decides whatever the rest says, so what is answered quickly comes first: most statements are about other actions.
  const action = speaksOf(statement, request.action);
  if (action.is === 'no') return action;
  const principal = principalMatches(statement, request);
  if (principal.is === 'no') return principal;
  const attached = 'Principal' in statement || 'NotPrincipal' in statement;
  const noResource = attached ? YES : unknown('neither Principal nor Resource');
  const resource = either(statement, 'Resource', noResource, (value) =>
    matchesResource(value, request.resource, values, variables),
  );
  if (resource.is === 'no') return resource;
  const condition = conditionHolds(statement['Condition'], { values, variables });
  if (condition.is === 'no') return condition;
  const odd = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  return all([principal, action, resource, condition, odd === undefined ? YES : unknown(`unknown element "${odd}"`)]);
};
