import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** What a document breaks of a schema of docs/schemas, a line each; nothing where it is as the schema says. */
export const brokenRules = (name: string): ((document: unknown) => readonly string[]) => {
  const validate = addFormats(new Ajv2020({ allErrors: true, strict: true, strictRequired: false })).compile(
    JSON.parse(readFileSync(`docs/schemas/${name}.schema.json`, 'utf8')),
  );
  return (document) => {
    validate(document);
    return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
  };
};
