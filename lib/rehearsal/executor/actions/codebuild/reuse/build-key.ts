import { sha256 } from '../../../../../ground/sha256';
import type { Project } from '../../../cloud/cloud';
import type { Ground } from './ground';

/** Everything that two builds must have in common for one to stand for the other. */
export interface BuildIngredients {
  readonly project: Project;
  readonly stageName: string;
  readonly actionName: string;
  readonly region: string;
  /** Without references. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Name and SHA-256 of each input artifact. */
  readonly inputs: readonly (readonly [name: string, digest: string])[];
  readonly outputs: readonly string[];
  readonly pipelineName: string;
  /** Builds see it, beside the files in the artifact. */
  readonly commitId: string;
  /** What builds get of this machine, with the content of npm's settings instead of their place. */
  readonly environment: Readonly<Record<string, string>>;
  /** The documents that limit the project's role. */
  readonly policies: readonly string[];
  readonly ground: Ground;
}

/**
 * The name of a build, in hexadecimal. What every build has anew (its id and number, its time, its directories, its credentials,
 * the address of the emulator) is no part of it.
 */
export const buildKey = ({ project, ...others }: BuildIngredients): string => {
  const { created: _, lastModified: __, ...defined } = project;
  return sha256(JSON.stringify({ project: defined, ...others }, inOrder));
};

/** Keys in the order of the alphabet: who answers is free to tell them in any. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
