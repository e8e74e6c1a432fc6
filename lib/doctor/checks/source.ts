import { anywhere, CannotLook, type DoctorCheck, problem, type Symptom } from '../doctor-check';
import type { Patient } from '../patient';

const TREE = 'the working tree';
const adding = (repository: string): string => `git remote add delivery URL-OF-${repository}`;

const branchPushed = async (patient: Patient): Promise<readonly Symptom[]> => {
  const { source } = patient.config;
  if (source.kind === 's3') return [];
  const remote = await remoteOf(patient);
  if (remote === undefined) throw new CannotLook(`no remote leads to ${source.repository}`, adding(source.repository));
  const { branch } = source;
  const push = `git push ${remote} HEAD:${branch}`;
  switch (await patient.machine.branch(remote, branch)) {
    case 'has HEAD':
      return [];
    case 'missing':
      return [problem(TREE, `${remote} has no branch ${branch}, of which releases are`, push)];
    case 'lacks HEAD':
      return [problem(TREE, `HEAD is not in ${branch} of ${remote}: no release has it`, push)];
    case 'not fetched': {
      const fetch = `git fetch ${remote} && bin/delivery doctor`;
      return [
        { state: 'not-looked', where: TREE, what: `${branch} of ${remote} has commits that are not here`, cure: fetch },
      ];
    }
  }
};

const remoteOf = async ({ machine, config: { source } }: Patient): Promise<string | undefined> => {
  if (source.kind === 's3') return undefined;
  const { remotes } = await machine.repository();
  const ending = `/${source.repository}`.toLowerCase();
  const leads = ({ url }: { readonly url: string }) =>
    url
      .toLowerCase()
      .replace(':', '/')
      .replace(/(\.git)?\/?$/, '')
      .endsWith(ending);
  return remotes.find(leads)?.name;
};

/** Whether what is here is what a release would be of. A source in S3 is no repository: there is nothing to ask. */
export const sourceChecks: readonly DoctorCheck[] = [
  anywhere('tree-committed', 'everything is committed', TREE, async ({ machine, config: { source } }) => {
    const { uncommitted } = await machine.repository();
    if (uncommitted === undefined)
      return source.kind === 's3'
        ? []
        : [problem(TREE, 'it is no git repository', 'git init && git add --all && git commit')];
    if (uncommitted.length === 0) return [];
    const names = uncommitted.length > 5 ? [...uncommitted.slice(0, 5), '…'] : uncommitted;
    const what = `${uncommitted.length} not committed, and no release has it: ${names.join(', ')}`;
    return [problem(TREE, what, 'git add --all && git commit')];
  }),

  anywhere('remote-known', 'a git remote leads to the source of the configuration', TREE, async (patient) => {
    const { source } = patient.config;
    if (source.kind === 's3' || (await remoteOf(patient)) !== undefined) return [];
    const { remotes } = await patient.machine.repository();
    const have = remotes.map(({ name, url }) => `${name} ${url}`).join(', ') || 'none';
    const what = `no remote leads to ${source.repository}, which source.repository of delivery.config.ts names; there is ${have}`;
    return [problem(TREE, what, adding(source.repository))];
  }),

  anywhere(
    'branch-pushed',
    'the branch of the configuration is there, with what is committed here',
    TREE,
    branchPushed,
  ),
];
