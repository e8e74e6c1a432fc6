import { Failure } from '../failure';
import type { ConfigurationRule } from './action-types';

/** @throws {Failure} when a key or value of a configuration cannot be rehearsed, or a key is missing, naming it */
export const checkConfiguration = (
  where: string,
  type: string,
  rule: ConfigurationRule,
  configuration: Readonly<Record<string, string>>,
): void => {
  const keys = Object.keys(configuration);
  const unknown = keys.filter((key) => !rule.required.includes(key) && !rule.optional.includes(key));
  if (unknown.length > 0) {
    throw new Failure(`${where} has the configuration ${unknown.join(', ')}, which cannot be rehearsed for ${type}`);
  }
  const missing = rule.required.filter((key) => !keys.includes(key));
  if (missing.length > 0) throw new Failure(`${where} lacks the configuration ${missing.join(', ')} of ${type}`);
  for (const [key, known] of Object.entries(rule.values ?? {})) {
    const value = configuration[key];
    if (value === undefined || known.includes(value)) continue;
    throw new Failure(`${where} sets ${key} to ${value}, which cannot be rehearsed: known is ${known.join(', ')}`);
  }
};
