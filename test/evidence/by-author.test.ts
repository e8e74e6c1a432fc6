import { describe, expect, test } from '@jest/globals';
import { isByAuthor, readPeople } from '../../lib/evidence/by-author';
import { approvalRecord } from '../../lib/evidence/close/approval-record';
import { APPROVER, execution, FIRST } from './_helpers/execution';

const session = (name: string): string => `arn:aws:sts::111111111111:assumed-role/delivery-approver-us-east-1/${name}`;
const ADA = { AuthorDisplayName: 'Ada Lovelace', AuthorEmail: 'Ada@example.com' };
const TOGETHER = {
  CommitMessage: 'Compute\n\nAsked for by grace\n\nCo-Authored-By: Charles Babbage <babbage@example.com>\n',
};

describe('an approval', () => {
  test.each([
    ['the name of the author', session('ada'), { AuthorDisplayName: 'Ada' }, {}, true],
    ['the address', session('ada@example.com'), ADA, {}, true],
    ['the beginning of the address', session('ada'), ADA, {}, true],
    ['a user of that name', 'arn:aws:iam::111111111111:user/ada', ADA, {}, true],
    ['a session that the configuration knows', session('al1815'), ADA, { al1815: ['Ada Lovelace'] }, true],
    ['an address that the configuration knows', session('al1815'), ADA, { al1815: ['x', 'ada@EXAMPLE.com'] }, true],
    ['a session that the configuration writes otherwise', session('AL1815'), ADA, { al1815: ['ada lovelace'] }, true],
    ['the login of a hidden address', session('ada'), { AuthorEmail: '1815+Ada@users.noreply.github.com' }, {}, true],
    ['a co-author, by name', session('cb'), { ...ADA, ...TOGETHER }, { cb: ['Charles Babbage'] }, true],
    ['a co-author, by address', session('Babbage'), { ...ADA, ...TOGETHER }, {}, true],
    ['somebody of whom the message tells', session('grace'), { ...ADA, ...TOGETHER }, {}, false],
    ['somebody else', session('grace'), ADA, { al1815: ['Ada Lovelace'] }, false],
    ['a part of the name', session('ad'), ADA, {}, false],
    ['nobody', undefined, ADA, {}, false],
    ['somebody, where the source says no author', session('ada'), { CommitId: 'ada' }, {}, false],
    ['a name of every object', session('constructor'), { AuthorDisplayName: 'x' }, {}, false],
  ] as const)('by %s', (_, by, variables, people, own) => {
    expect(isByAuthor(by, variables, people)).toBe(own);
  });

  const decided = (people: Record<string, string[]>, change: object = {}) => {
    const facts = execution(FIRST);
    const action = facts.actions.find(({ category }) => category === 'Approval');
    if (action === undefined) throw new Error('nobody was asked');
    const none = { all: [], has: () => false, find: () => undefined, json: () => undefined };
    return approvalRecord(facts, { ...action, ...change }, none, people);
  };

  test('of the author says so in its record, and nobody else’s does, nor a rejection', () => {
    const people = { [APPROVER.split('/').at(-1) ?? '']: ['Ada'] };
    expect(decided(people)).toMatchObject({ decision: 'Approved', by: APPROVER, byAuthor: true });
    expect(decided({})).not.toHaveProperty('byAuthor');
    expect(decided(people, { status: 'Failed' })).not.toHaveProperty('byAuthor');
  });

  test('knows whom the variable of the function knows, and nothing else', () => {
    expect(readPeople('{"al1815":["Ada"]}')).toEqual({ al1815: ['Ada'] });
    expect([readPeople(undefined), readPeople('')]).toEqual([{}, {}]);
    expect(() => readPeople('{"al1815":"Ada"}')).toThrow();
  });
});
