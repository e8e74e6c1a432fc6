import { isBuiltin } from 'node:module';
import { tail } from './install';

/** A synthesis that failed. */
interface NoSynthesis {
  /** `app` of `cdk.json`. */
  readonly command: string;
  /** The user's own directory of the app. */
  readonly appDirectory: string;
  /** How messages call the commit. */
  readonly commit: string;
  /** What was printed, without the private directory of the commit's files. */
  readonly output: string;
}

type Cause = readonly [words: RegExp, says: (what: string, asked: NoSynthesis) => string];

const UNFOUND = /Cannot find (?:module|package) '([^']+)'/;

/** What constructs say of assets, functions' entries and archives of images. */
const UNFOUND_ASSET = /Cannot find (?:asset|entry file|file|image directory) at ([^\s'"]+)/;

/** True where node, TypeScript or a construct finds no file or package, which a build may make. */
export const maybeUnbuilt = (output: string): boolean => UNFOUND.test(output) || UNFOUND_ASSET.test(output);

/** What shells, node, TypeScript, Python and the CDK say where the app does not even begin, or makes nothing. */
const CAUSES: readonly Cause[] = [
  [
    /: ([^\s:]+): (?:command )?not found$[\s\S]*exited with error 127/m,
    (program, { command, appDirectory }) =>
      `the app's command "${command}" needs ${program}, which is neither among the packages of ${appDirectory} nor on the PATH: install it`,
  ],
  [UNFOUND, (name, asked) => (isPackage(name) ? packageMissing(name, asked) : fileMissing(name, asked))],
  [UNFOUND_ASSET, (name, asked) => fileMissing(name, asked)],
  [/can't open file '(?:[^']*\/)?([^'/]+)': \[Errno 2\]/, (name, asked) => fileMissing(name, asked)],
  [
    /ModuleNotFoundError: No module named '([^']+)'/,
    (name, { command }) =>
      `the app's command "${command}" finds no Python module ${name}: install the app's requirements, and rehearse in a shell where their virtual environment is active`,
  ],
  [
    /(This app contains no stacks)/,
    (_, { appDirectory, commit }) =>
      `the app of ${appDirectory} has no stack in ${commit}, so it has no pipeline: there is nothing to rehearse`,
  ],
  [
    /ENOENT: no such file or directory, open '[^']*\/(manifest\.json)'/,
    (_, { command }) =>
      `the app's command "${command}" ended well and has made no cloud assembly: is it the one that makes the App, and calls its synth()?`,
  ],
];

/** What a person has to put right before an app can be synthesized at all; undefined where the app itself has failed. */
export const wrongApp = (asked: NoSynthesis): string | undefined => {
  for (const [words, says] of CAUSES) {
    const [, what] = words.exec(asked.output) ?? [];
    if (what !== undefined) return says(what, asked);
  }
  return undefined;
};

/** Anything that is no path; of one, the commit's directory was taken away. */
const isPackage = (name: string): boolean =>
  !name.startsWith('.') && !name.startsWith('/') && !/\.[cm]?[jt]sx?$/.test(name) && !isBuiltin(name);

const packageMissing = (name: string, { command, appDirectory }: NoSynthesis): string =>
  `the app's command "${command}" finds no package ${name}: install it in ${appDirectory}, and have it in the package.json there`;

const fileMissing = (name: string, { command, commit }: NoSynthesis): string =>
  `the app's command "${command}" finds no file ${name} in ${commit}: commit it (or take it along with --dirty); what a build makes comes from a script "build" of package.json, or from "build" of cdk.json`;

/** Frames of node, of packages, and of Java: none of the app's own. */
const FRAME = /^\s+at (?:.*(?:node:|node_modules\/)|[\w.$]+ ?\((?:[\w$]+\.java:\d+|Native Method)\))/;

/** The line of a package that threw, as node shows it above the error: minified, it fills the screen. */
const EXCERPT = /^(?:file:\/\/)?\S*node_modules\/\S+:\d+\n.*\n[ \t]*\^*[ \t]*\n+/gm;

/** The last of what a synthesis has printed that is of use to the app's author. */
export const lastWordsOf = (output: string): string =>
  tail(
    output
      .replaceAll(EXCERPT, '')
      .split('\n')
      .filter((line) => !FRAME.test(line))
      .join('\n'),
  );
