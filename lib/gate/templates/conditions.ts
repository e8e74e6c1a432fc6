import { isObject } from '../../ground/json';
import { resolve, type Scope, Unresolved } from './intrinsics';

/** Whether a condition of a template holds; undefined where only the deployment knows. */
export const conditionHolds = (expression: unknown, scope: Scope): boolean | undefined => {
  if (!isObject(expression)) return undefined;
  const [[name, argument] = []] = Object.entries(expression);
  const nested = (): readonly (boolean | undefined)[] =>
    Array.isArray(argument) ? argument.map((each) => conditionHolds(each, scope)) : [undefined];
  switch (name) {
    case 'Condition':
      return typeof argument === 'string' ? scope.condition(argument) : undefined;
    case 'Fn::Equals':
      return equal(argument, scope);
    case 'Fn::Not': {
      const [only] = nested();
      return only === undefined ? undefined : !only;
    }
    case 'Fn::And':
      return nested().includes(false) ? false : nested().includes(undefined) ? undefined : true;
    case 'Fn::Or':
      return nested().includes(true) ? true : nested().includes(undefined) ? undefined : false;
    default:
      return undefined;
  }
};

const equal = (argument: unknown, scope: Scope): boolean | undefined => {
  if (!Array.isArray(argument) || argument.length !== 2) return undefined;
  const [left, right] = argument.map((each) => resolve(each, scope));
  if (isObject(left) || isObject(right) || left instanceof Unresolved || right instanceof Unresolved) return undefined;
  return String(left) === String(right);
};
