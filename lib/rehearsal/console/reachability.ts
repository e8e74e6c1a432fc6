import type { Target } from '../assembly/bootstrap-targets';
import type { Entrance } from '../emulator/credentials';
import { credentialsOf } from '../endpoint';
import type { Summary } from '../record/summary';
import type { Theme } from './theme';

/** A rehearsal whose emulator stays up. */
export interface Reachable {
  readonly endpoint: Entrance;
  readonly tools: Target;
  readonly remote: string;
}

/** The variables the `aws` command needs. */
const READ_BY_AWS = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_DEFAULT_REGION'] as const;

/** How to reach a kept emulator: one line per account that makes the stock `aws` CLI its root. */
export function reachability(
  { endpoint, tools, remote }: Reachable,
  { targets }: Summary,
  { color }: Theme,
): readonly string[] {
  const places = [{ environment: 'tools', ...tools }, ...targets];
  const exports = places.map(({ environment, account, region }) => {
    const variables = credentialsOf(endpoint, account, region);
    const assignments = READ_BY_AWS.map((name) => `${name}=${variables[name]}`);
    return `  export ${assignments.join(' ')}  ${color.dim(`# ${environment}`)}`;
  });
  return [
    `  ${color.dim('kept   ')}  emulator ${endpoint.url}, git remote ${remote}`,
    `  ${color.dim('       ')}  bin/delivery down ends it; until then rehearse releases onto it`,
    '',
    ...exports,
  ];
}
