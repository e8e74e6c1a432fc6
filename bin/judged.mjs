// Whether an assembly is the one that the gate has said yes to. An exit code alone does not tell: code of the app may end
// the process before the gate has spoken, set another code, or write after it.
//
// The report is not read by its schema in lib/contract: this runs on plain node, and bundling the schema first would cost
// every synthesis 0.4 s. Of it one word and hashes are believed; where they are not there, this throws, which is no yes.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const isSame = (file, sha256) =>
  existsSync(file) && createHash('sha256').update(readFileSync(file)).digest('hex') === sha256;

/** Why an assembly is not what the gate said yes to; undefined where it is. */
export const whyNotJudged = (assembly) => {
  const file = join(assembly, 'gate', 'report.json');
  if (!existsSync(file)) return `there is no ${file}: the gate has not spoken`;
  const { verdict, stacks } = JSON.parse(readFileSync(file, 'utf8'));
  if (verdict !== 'yes') return `${file} says ${verdict}`;
  const other = stacks.find(({ template, sha256 }) => !isSame(join(assembly, template), sha256));
  return other && `${join(assembly, other.template)} is not the file that the gate has judged`;
};
