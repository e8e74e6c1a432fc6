import { describe, expect, test } from '@jest/globals';
import { inEveryPlace, telling } from '../../bin/commands/bootstrap-run';
import { OtherAccount } from '../../lib/aws/other-account';
import { bootstrapPlaces, placeName } from '../../lib/bootstrap/places';
import type { BootstrapAccess } from '../../lib/bootstrap/state';
import { wantedBootstraps } from '../../lib/bootstrap/wanted';
import { stockTemplate } from '../validation/_helpers/bootstrap';

const tools = { account: '111111111111', region: 'us-east-1' };
const dev = { account: '222222222222', region: 'us-east-1' };
const policies = [
  { name: 'p', characters: 1, document: { Version: '2012-10-17' as const, Statement: [] }, statements: [] },
];
const all = wantedBootstraps(
  bootstrapPlaces({ application: 'zero-trust-delivery', tools, targets: [dev] }),
  [tools, dev].map((place) => ({ ...place, stacks: [], policies })),
  { stock: stockTemplate(), qualifier: 'hnb659fds', stack: 'CDKToolkit' },
);

/** An account in which nothing is, and which takes no change. */
const empty = (changes: string[]): BootstrapAccess => {
  const change = async (): Promise<never> => {
    changes.push('change');
    throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $fault: 'client' });
  };
  const nothing = async () => undefined;
  const reads = { stack: nothing, role: nothing, policy: nothing };
  const policiesOf = { createPolicy: change, changePolicy: change, attach: change, detach: change };
  return { ...reads, ...policiesOf, setTrust: change, deleteInline: change, protect: change, cdk: change };
};

const run = async (execute: boolean, unreachable?: string) => {
  const [changes, lines]: [string[], string[]] = [[], []];
  const done = await inEveryPlace(all, {
    execute,
    directory: '/nowhere',
    reach: async (place) => {
      if (place.account === unreachable) throw new OtherAccount(`not of account ${place.account}`);
      return empty(changes);
    },
    onSeen: ({ place }) => lines.push(placeName(place)),
    onDone: () => lines.push('done'),
  }).catch((error: Error) => error.message);
  return { done, changes, lines };
};

describe('bin/delivery bootstrap', () => {
  test('changes nothing anywhere where the last account is another than was meant', async () => {
    const { done, changes, lines } = await run(true, tools.account);
    expect(done).toBe('not of account 111111111111');
    expect([changes, lines]).toEqual([[], ['aws://222222222222/us-east-1']]);
  });

  test('has shown every place before it changes the first', async () => {
    const { done, changes, lines } = await run(true);
    expect(lines).toEqual(['aws://222222222222/us-east-1', 'aws://111111111111/us-east-1']);
    expect(changes).toHaveLength(1);
    expect(done).toBe(
      'aws://222222222222/us-east-1: ThrottlingException: Rate exceeded: see to that, and run this again',
    );
  });

  test('changes nothing where it only plans', async () => {
    const { done, changes } = await run(false);
    expect(done).toHaveLength(2);
    expect(changes).toEqual([]);
  });

  test('is no less clear about a failure that is nobody’s answer', async () => {
    await expect(telling(dev, () => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
  });
});
