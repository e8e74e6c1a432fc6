import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoctorMachine } from '../../lib/doctor/patient';
import { readRegister } from '../../lib/gate/register/read-register';
import { jsonIn, objectAt } from '../../lib/ground/json';
import { UserError } from '../../lib/ground/user-error';
import { endingOfNode } from '../clock/endings';
import { branchAt, repositoryAt } from './git-tree';

const MILLISECONDS = 10_000;
/** What a synthesis and a deployment are made by. */
const TOOLS = ['aws-cdk', 'aws-cdk-lib', 'constructs'];

/** This machine, and the project at a directory. @param endpoint `undefined` for AWS itself */
export const thisMachine = (root: string, env: NodeJS.ProcessEnv, endpoint: string | undefined): DoctorMachine => {
  const node = process.versions.node;
  return {
    node,
    nodeEnd: () => endingOfNode(node),
    repository: () => repositoryAt(root, env),
    branch: (remote, branch) => branchAt(root, remote, branch, env),
    clockAhead: (region) =>
      clockAhead(endpoint ?? `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`),
    packages: () => packagesIn(root),
    readableSchema: () => readableSchema(root),
    acknowledgements: async () => {
      const register = readRegister(join(root, 'acknowledgements.yaml'));
      const causes = new Map(register.map((each) => [each.cause, each]));
      return [...causes.values()].map(({ cause, expires, causeAt }) => {
        return { cause, expires, at: `${causeAt.file}:${causeAt.line}` };
      });
    },
  };
};

/** By the date of an answer, which every server gives, credentials or not; it is whole seconds. */
const clockAhead = async (url: string): Promise<number> => {
  const before = Date.now();
  const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(MILLISECONDS) });
  const date = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(date)) throw new UserError(`${url} answers without a date`);
  return ((before + Date.now()) / 2 - date) / 1000;
};

const read = async (file: string): Promise<Readonly<Record<string, unknown>>> =>
  objectAt(jsonIn(await readFile(file), file));

const packagesIn = async (root: string): ReturnType<DoctorMachine['packages']> => {
  const locked = objectAt((await read(join(root, 'package-lock.json')))['packages']);
  return Promise.all(
    TOOLS.map(async (name) => ({
      name,
      locked: String(objectAt(locked[`node_modules/${name}`])['version']),
      installed: String((await read(join(root, 'node_modules', name, 'package.json')))['version']),
    })),
  );
};

/** The CLI carries the reader of assemblies in its bundle; the version of it stands among what it was built from. */
const readableSchema = async (root: string): Promise<number> => {
  const file = join(root, 'node_modules', 'aws-cdk', 'package.json');
  const built = objectAt((await read(file))['devDependencies'])['@aws-cdk/cloud-assembly-schema'];
  const [version] = /\d+/.exec(String(built)) ?? [];
  if (version === undefined) throw new UserError(`${file} does not say which assemblies it reads`);
  return Number(version);
};
