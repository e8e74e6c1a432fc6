import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { publishedSchemas } from '../../bin/published-schemas';

const schemas = Object.entries(publishedSchemas());

test.each(schemas)('docs/schemas has the schema of the %s as its reader knows it', (name, schema) => {
  expect(JSON.parse(readFileSync(`docs/schemas/${name}.schema.json`, 'utf8'))).toEqual(schema);
});

test('docs/schemas has no other', () => {
  expect(readdirSync('docs/schemas').toSorted()).toEqual(schemas.map(([name]) => `${name}.schema.json`).toSorted());
});
