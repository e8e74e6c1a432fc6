import { parse } from 'yaml';
import { isObject, type JsonObject, listAt, objectAt } from '../../../ground/json';
import { shown } from '../../templates/intrinsics';
import type { Resource } from '../../templates/target';
import { type BuildPhase, KNOWN_JOBS, type KnownCommand, type KnownJob } from './known-jobs';

/** What a build project runs. */
export interface RunJob {
  /** Undefined where it is none that is known. */
  readonly job: KnownJob | undefined;
  /** What its commands name, by the groups of their forms. */
  readonly said: Readonly<Record<string, string>>;
  /** Artifacts that it hands on by name, with the directory; its only one has the name `''`. */
  readonly hands: ReadonlyMap<string, string>;
  /** What it runs or takes that its job does not. */
  readonly flaws: readonly string[];
}

const PHASES: readonly BuildPhase[] = ['install', 'pre_build', 'build', 'post_build'];

/** Projects are asked for their jobs by several rules, once for each of their actions. */
const read = new WeakMap<Resource, Map<string, RunJob>>();

/**
 * The job of a project, by what its build specification says, wherever that stands in the assembly.
 *
 * @param given variables that an action gives to the build, by name; those that the job takes are filled in
 */
export const jobOf = (project: Resource, given: Readonly<Record<string, string>> = {}): RunJob => {
  const runs = read.get(project) ?? new Map<string, RunJob>();
  const key = JSON.stringify(given);
  const known = runs.get(key) ?? jobIn(project, given);
  read.set(project, runs.set(key, known));
  return known;
};

const jobIn = (project: Resource, given: Readonly<Record<string, string>>): RunJob => {
  const spec = specOf(project);
  if (typeof spec === 'string') return { job: undefined, said: {}, hands: new Map(), flaws: [spec] };
  const phases = objectAt(spec['phases']);
  const all = PHASES.flatMap((phase) => commandsOf(phases[phase]));
  const job = KNOWN_JOBS.find(({ told }) => all.some((each) => told.test(each)));
  if (job === undefined) {
    const because = `it runs no job of a pipeline that is known: ${shown(all[0])}`;
    return { job, said: {}, hands: new Map(), flaws: [because] };
  }
  const filled = (command: string): string =>
    Object.entries(job.takes ?? {}).reduce((text, [name, form]) => {
      const value = given[name];
      return value !== undefined && form.test(value) ? text.replaceAll(`$${name}`, value) : text;
    }, command);
  const matched = PHASES.map((phase) => matching(commandsOf(phases[phase]).map(filled), job.phases[phase], phase));
  return {
    job,
    said: Object.assign({}, ...matched.map(({ said }) => said)),
    hands: handsOf(spec),
    flaws: [...matched.flatMap(({ flaws }) => flaws), ...flawsBeside(spec, job, project)],
  };
};

/** The specification, or why nobody knows it. */
const specOf = ({ properties, stack }: Resource): JsonObject | string => {
  const { BuildSpec: given } = objectAt(properties['Source']);
  if (typeof given !== 'string') return `its commands stand in no template: BuildSpec is ${shown(given)}`;
  const text = /[\s{:]/.test(given) ? given : stack.buildSpecs?.get(given);
  if (text === undefined) return `its commands stand in ${given}, which is no file beside the template`;
  try {
    const spec: unknown = parse(text);
    return isObject(spec) ? spec : 'its build specification is no object';
  } catch {
    return 'its build specification cannot be read';
  }
};

const commandsOf = (phase: unknown): readonly string[] =>
  listAt(objectAt(phase)['commands']).map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));

interface Matched {
  readonly said: Readonly<Record<string, string>>;
  readonly flaws: readonly string[];
}

/** Commands beside those that are known, one after the other. */
const matching = (commands: readonly string[], known: readonly KnownCommand[], phase: BuildPhase): Matched => {
  const said: Record<string, string> = {};
  const flaws: string[] = [];
  let next = 0;
  for (const given of commands) {
    const at = known.findIndex(
      ({ form, times }, index) => index >= (times === 'any' ? next - 1 : next) && form.test(given),
    );
    if (at < 0) {
      flaws.push(`in ${phase} it runs ${JSON.stringify(given)}, which its job does not`);
      continue;
    }
    Object.assign(said, known[at]?.form.exec(given)?.groups);
    flaws.push(...known.slice(next, at).filter(isNeeded).map(lacking(phase)));
    next = at + 1;
  }
  return { said, flaws: [...flaws, ...known.slice(next).filter(isNeeded).map(lacking(phase))] };
};

const isNeeded = ({ times }: KnownCommand): boolean => times === undefined;

const lacking =
  (phase: BuildPhase) =>
  ({ does }: KnownCommand): string =>
    `nothing in ${phase} ${does} where its job does`;

const SECTIONS = new Set(['version', 'phases', 'env', 'reports', 'cache', 'artifacts']);

/** What stands beside the commands: what else decides how they run, what they are given and what becomes of their files. */
const flawsBeside = (spec: JsonObject, job: KnownJob, project: Resource): readonly string[] => {
  const { phases, env, reports, cache } = spec;
  const odd = (what: string, value: unknown, known: (name: string) => boolean): readonly string[] =>
    Object.keys(objectAt(value))
      .filter((name) => !known(name))
      .map((name) => `${what} has ${name} (${shown(objectAt(value)[name])}), which its job does not`);
  const paths = listAt(objectAt(cache)['paths']).filter((each) => !job.keeps.includes(String(each)));
  const shows = listAt(objectAt(env)['exported-variables']).filter((each) => !job.shows.includes(String(each)));
  return [
    ...(String(spec['version']) === '0.2' ? [] : [`its version is ${shown(spec['version'])}`]),
    ...odd('its build specification', spec, (name) => SECTIONS.has(name)),
    ...odd('its env', env, (name) => name === 'exported-variables'),
    ...shows.map((each) => `it shows the variable ${shown(each)}, which its job does not`),
    ...odd('its phases', phases, (name) => PHASES.some((phase) => phase === name)),
    ...PHASES.flatMap((phase) => flawsOfPhase(objectAt(phases)[phase], phase, odd)),
    ...odd('its reports', reports, (name) => isOwnGroup(name, project)),
    ...odd('its cache', cache, (name) => ['key', 'fallback-keys', 'paths'].includes(name)),
    ...paths.map((each) => `it keeps ${shown(each)} for the next build`),
    ...flawsOfArtifacts(spec['artifacts'], job),
  ];
};

type Odd = (what: string, value: unknown, known: (name: string) => boolean) => readonly string[];

const flawsOfPhase = (phase: unknown, name: BuildPhase, odd: Odd): readonly string[] => [
  ...odd(
    `its phase ${name}`,
    phase,
    (each) => each === 'commands' || (name === 'install' && each === 'runtime-versions'),
  ),
  ...odd('its runtime-versions', objectAt(phase)['runtime-versions'], (each) => each === 'nodejs'),
];

const isOwnGroup = (name: string, { stack }: Resource): boolean =>
  new RegExp(`^arn:[^:]+:codebuild:${stack.region}:${stack.account}:report-group/[\\w-]+$`).test(name);

/** Artifacts by name; the only one has none. */
const artifactsIn = (artifacts: unknown): ReadonlyMap<string, JsonObject> => {
  const { 'secondary-artifacts': secondary, ...only } = objectAt(artifacts);
  return new Map([
    ...(Object.keys(only).length > 0 ? [['', only] as const] : []),
    ...Object.entries(objectAt(secondary)).map(([name, each]) => [name, objectAt(each)] as const),
  ]);
};

const handsOf = ({ artifacts }: JsonObject): ReadonlyMap<string, string> =>
  new Map([...artifactsIn(artifacts)].map(([name, each]) => [name, String(each['base-directory'])]));

const flawsOfArtifacts = (artifacts: unknown, { hands }: KnownJob): readonly string[] =>
  [...artifactsIn(artifacts)].flatMap(([name, { 'base-directory': directory, files, ...others }]) => {
    const isKnown = hands.includes(String(directory)) && Object.keys(others).length === 0;
    return isKnown && listAt(files).join() === '**/*'
      ? []
      : [`it hands on ${shown(files)} of ${shown(directory)}${name && ` as ${name}`}, which its job does not`];
  });
