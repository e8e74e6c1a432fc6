import { expect, test } from '@jest/globals';
import { RULES } from '../../../../lib/gate/rules';
import { CLOSED_WORLD } from '../../../../lib/gate/rules/closed-world/known';
import type { PropertyState } from '../../../../lib/gate/rules/closed-world/state';
import { isThere, missingFrom } from './specification';

const PLACES = ['target', 'pipeline'];
const ofAws = Object.entries(CLOSED_WORLD).filter(([type]) => type.startsWith('AWS::'));
const pathsOf = (rows: readonly PropertyState[]) => rows.flatMap(({ paths }) => paths);

test('every path is a property that CloudFormation knows', () => {
  const unknown = ofAws.flatMap(([type, rows]) =>
    pathsOf(rows)
      .filter((path) => !isThere(type, path))
      .map((path) => `${type}.${path}`),
  );
  expect(unknown).toEqual([]);
});

test('every property of every type has a state; a new one needs a row, or stands among what is not allowed', () => {
  const missing = ofAws.flatMap(([type, rows]) => missingFrom(type, pathsOf(rows)).map((path) => `${type}.${path}`));
  expect(missing).toEqual([]);
});

test('no property has two states in one place, and none stands below another', () => {
  const twice = Object.entries(CLOSED_WORLD).flatMap(([type, rows]) =>
    PLACES.flatMap((place) => {
      const paths = pathsOf(rows.filter((row) => row.in === undefined || row.in === place));
      return paths
        .filter((path, at) => paths.indexOf(path) !== at || paths.some((each) => each.startsWith(`${path}.`)))
        .map((path) => `${type}.${path}`);
    }),
  );
  expect(twice).toEqual([]);
});

test('whoever judges is a rule, and asked where the row says', () => {
  const wrong = Object.entries(CLOSED_WORLD).flatMap(([type, rows]) =>
    rows.flatMap(({ state, by, paths, in: place }) => {
      const rule = RULES.find(({ id }) => id === by);
      const isAsked = rule?.appliesTo === 'any' || (rule !== undefined && rule.appliesTo === place);
      return state === 'judged' && !isAsked ? [`${type}.${paths[0]}: ${by}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
});

test('what is harmless has a reason of its own words, and a form', () => {
  const bare = Object.values(CLOSED_WORLD)
    .flat()
    .filter(({ state, by = '', shape }) => state === 'harmless' && (by.split(' ').length < 5 || shape === undefined));
  expect(bare).toEqual([]);
});
