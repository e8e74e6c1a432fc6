/** CodeBuild's command for cache keys: one hash over the contents of the named files. */
export const HASH_FILES = `#!/usr/bin/env node
'use strict';
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('codebuild-hash-files: name at least one file');
  process.exit(1);
}
const hash = createHash('sha256');
for (const file of files) {
  try {
    hash.update(createHash('sha256').update(readFileSync(file)).digest());
  } catch (error) {
    console.error('codebuild-hash-files: ' + error.message);
    process.exit(1);
  }
}
console.log(hash.digest('hex'));
`;
