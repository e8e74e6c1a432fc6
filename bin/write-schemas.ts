import { writeFileSync } from 'node:fs';
import { publishedSchemas } from './published-schemas';

/** Writes `docs/schemas/` anew after a change of a report; `npm run format` then sets its lines as the others. */
for (const [name, schema] of Object.entries(publishedSchemas())) {
  writeFileSync(`docs/schemas/${name}.schema.json`, `${JSON.stringify(schema, undefined, 2)}\n`);
}
