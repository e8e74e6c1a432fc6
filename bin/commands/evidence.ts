import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { assertRealAccounts, loadConfig } from '../../lib/config';
import { evidenceBucketName } from '../../lib/contract/evidence-layout';
import {
  type EvidenceStore,
  findRelease,
  keyFileOf,
  listReleases,
  printedList,
  printedRecord,
  printedVerdict,
  publishedKey,
  readBundle,
  readPublicKey,
  readRelease,
  recordIn,
  verifyBundle,
  writeBundle,
} from '../../lib/evidence';
import { UserError } from '../../lib/ground/user-error';
import { lastOf, reportEvidence } from './evidence-report';
import { printJson, printLines, quotingInOneLine } from './printing';
import type { Finish, Shell } from './shell';

interface Options {
  readonly json?: boolean;
  readonly output?: string;
  readonly publicKey?: string;
  readonly previous?: string;
  readonly last?: string;
}

/** `bin/delivery evidence`: what releases left behind, and the proof that nobody changed it. */
export const addEvidence = (program: Command, shell: Shell, finish: Finish): void => {
  const evidence = program.command('evidence').description('list, show, verify and export the records of releases');
  const add = (usage: string, description: string): Command =>
    evidence
      .command(usage)
      .description(description)
      .option('--json', 'print one JSON document on stdout')
      .option('--debug', 'show stack traces');
  add('list', 'every release in the evidence bucket (AWS, or AWS_ENDPOINT_URL), and whether their chain holds').action(
    async (options: Options) => finish(await fromStore(shell, (store) => list(store, options, shell))),
  );
  add(
    'report',
    'who let the last releases through, what was accepted then, and whether encryption was proven afterwards',
  )
    .option('--last <n>', 'how many releases; default: 10')
    .option('--output <directory>', 'where report.html and report.json are written; default: evidence-report')
    .action(async (options: Options) => {
      const last = lastOf(options.last);
      finish(
        await fromStore(shell, (store, application) => reportEvidence(store, application, { ...options, last }, shell)),
      );
    });
  add('show <release>', 'one release: its id or the beginning of it, its number, or latest').action(
    async (release: string, options: Options) =>
      finish(await fromStore(shell, (store) => show(store, release, options, shell))),
  );
  add('export <release>', 'write a release as a bundle that can be verified anywhere')
    .option('--output <path>', 'directory, or a file that ends in .zip; default: the release id')
    .action(async (release: string, options: Options) =>
      finish(await fromStore(shell, (store) => exportRelease(store, release, options, shell))),
    );
  add('verify <bundle>', 'prove a bundle complete and unaltered; needs no network')
    .option('--public-key <file>', 'the key to trust, in PEM; default: <bundle>.public-key.pem')
    .option('--previous <bundle>', 'the bundle of the release before, to compare the chain with')
    .action(async (bundle: string, options: Options) =>
      finish(await quotingInOneLine(() => verify(bundle, options, shell))),
    );
};

const list = async (store: EvidenceStore, { json = false }: Options, shell: Shell): Promise<number> => {
  const archive = await listReleases(store);
  const { closed, open, findings } = archive;
  if (json) printJson(shell, { schema: 1, closed, open, findings });
  else printLines(shell, printedList(archive));
  return findings.length === 0 ? 0 : 1;
};

const show = async (
  store: EvidenceStore,
  release: string,
  { json = false }: Options,
  shell: Shell,
): Promise<number> => {
  const id = await findRelease(store, release);
  const files = await readRelease(store, id);
  const record = recordIn(files);
  if (json) printJson(shell, record ?? { open: id, parts: [...files.keys()] });
  else
    printLines(shell, record === undefined ? [`${id} is not closed; so far:`, ...files.keys()] : printedRecord(record));
  return record === undefined ? 1 : 0;
};

const exportRelease = async (
  store: EvidenceStore,
  release: string,
  options: Options,
  shell: Shell,
): Promise<number> => {
  const id = await findRelease(store, release);
  const files = await readRelease(store, id);
  const bundle = resolve(options.output ?? id);
  const pem = await publishedKey(store, files);
  await writeBundle(bundle, files);
  if (pem !== undefined) writeFileSync(keyFileOf(bundle), pem);
  const publicKey = pem === undefined ? null : keyFileOf(bundle);
  const open = pem === undefined ? '; the release is not closed, nothing of it is signed' : ` and ${publicKey}`;
  if (options.json) printJson(shell, { pipelineExecutionId: id, bundle, publicKey, files: files.size });
  else printLines(shell, [`wrote ${files.size} files to ${bundle}${open}`]);
  return 0;
};

const verify = async (path: string, { json = false, publicKey, previous }: Options, shell: Shell): Promise<number> => {
  const bundle = await readBundle(path);
  const verdict = await verifyBundle(bundle, {
    key: trustedKey(path, publicKey),
    keyFrom: publicKey === undefined ? 'beside the bundle' : 'given',
    ...(previous !== undefined && { previous: await readBundle(previous) }),
  });
  if (json) printJson(shell, verdict);
  else printLines(shell, printedVerdict(verdict));
  return verdict.verdict === 'yes' ? 0 : 1;
};

/** A public key in PEM has a few hundred bytes. */
const MOST_KEY_BYTES = 65_536;

/** A bundle never says itself which key is to be trusted. */
const trustedKey = (bundle: string, given: string | undefined) => {
  const file = given ?? keyFileOf(bundle);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() && found.size <= MOST_KEY_BYTES) return readPublicKey(readFileSync(file, 'utf8'), file);
  if (found !== undefined) throw new UserError(`${file} must hold a public key in PEM, it is no file of that size`);
  throw new UserError(
    given === undefined
      ? `which key is to be trusted? ${file} does not exist: give the signing key's public half with --public-key (docs/evidence.md says where it comes from)`
      : `--public-key ${file} does not exist`,
  );
};

/** What comes from the bucket is as foreign as what comes from a bundle; the configuration is the user's own. */
const fromStore = async (
  shell: Shell,
  work: (store: EvidenceStore, application: string) => Promise<number>,
): Promise<number> => {
  const { store, application } = await storeOf(shell);
  return quotingInOneLine(() => work(store, application));
};

const storeOf = async ({ root, env }: Shell) => {
  const { application, tools, ...config } = await loadConfig(join(root, 'delivery.config.ts'));
  const endpoint = env['AWS_ENDPOINT_URL'] || undefined;
  assertRealAccounts({ application, tools, ...config }, endpoint);
  // The SDK takes a while to load, and no other command needs it.
  const { evidenceClient, s3Store } = await import('../../lib/evidence/s3-store');
  const bucket = evidenceBucketName(application, tools.account, tools.region);
  return { application, store: s3Store(evidenceClient(tools.region, endpoint), bucket) };
};
