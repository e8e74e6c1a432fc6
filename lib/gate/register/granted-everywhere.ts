import { isObject, listAt } from '../../ground/json';

/** Whether a finding says that a policy names every resource there is. */
export const isOnEverything = (finding: string): boolean => finding === 'AwsSolutions-IAM5[Resource::*]';

/**
 * The actions that statements anywhere in a value allow on `*`, in lower case, sorted. The finding's id does not tell them: an
 * acknowledgement of it would go on accepting whatever else is allowed there later.
 */
export const grantedEverywhere = (value: unknown): readonly string[] => [...new Set(granted(value))].toSorted();

const granted = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(granted);
  if (!isObject(value)) return [];
  if (value['Effect'] === 'Allow' && listAt(value['Resource']).includes('*')) {
    // NotAction allows all but what it lists
    return value['Action'] === undefined
      ? ['*']
      : listAt(value['Action']).map((action) => String(action).toLowerCase());
  }
  return Object.values(value).flatMap(granted);
};
