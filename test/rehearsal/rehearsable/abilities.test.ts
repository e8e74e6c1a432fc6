import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ABILITIES } from '../../../lib/rehearsal/rehearsable/abilities';

const RESOURCES = 'emulator/delivery_emulator/cloudformation/resources';

/** The types that files of the emulator name, as they are written there. */
const namedIn = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => [...text.matchAll(/^ {4}name = "(\w+::\w+::\w+)"$/gm)].map(([, name = '']) => name));

describe('what a rehearsal believes the emulator can do', () => {
  // All of it is compared where Python is: test/rehearsal/emulator/resource-types.e2e.ts.
  test('has every resource type of the emulator, and no other: else npm run docs, npm run format', () => {
    const files = readdirSync(RESOURCES).filter((file) => file.endsWith('.py'));
    const named = namedIn(files.map((file) => readFileSync(join(RESOURCES, file), 'utf8')));
    expect(Object.keys(ABILITIES.types)).toEqual(named.toSorted());
  });

  test('would miss a type that is not written down', () => {
    expect(namedIn(['class A(ResourceType):\n    name = "AWS::No::Such"\n'])).toEqual(['AWS::No::Such']);
  });
});
