import { Failure } from '../../failure';

/** A configuration value that an action mode cannot do without. */
export function required(configuration: Readonly<Record<string, string>>, key: string): string {
  const value = configuration[key];
  if (value === undefined || value === '') {
    throw new Failure(`ActionMode ${configuration['ActionMode']} needs ${key}, which the action does not set`);
  }
  return value;
}
