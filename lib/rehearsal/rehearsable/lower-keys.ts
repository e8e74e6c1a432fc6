import { isObject } from '../../ground/json';

/** What stands below is named by the type of the action. */
const CONFIGURATION = 'Configuration';

/** Properties of a template as the service's API names them: `ActionTypeId` is `actionTypeId`. */
export const lowerKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      key === CONFIGURATION ? one : lowerKeys(one),
    ]),
  );
};
