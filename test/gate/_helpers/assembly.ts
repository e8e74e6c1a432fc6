import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes files into a directory: path → text, or what becomes JSON. */
export const filesIn = (directory: string, files: Readonly<Record<string, unknown>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
};

/** A manifest with one stack. */
export const manifest = (
  templateFile: unknown,
  version: unknown = '55.0.0',
  environment: unknown = 'aws://222222222222/us-east-1',
) => ({
  version,
  artifacts: { Stack: { type: 'aws:cloudformation:stack', environment, properties: { templateFile } } },
});
