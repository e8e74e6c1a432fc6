import type { Command } from 'commander';
import { UserError } from '../../lib/ground/user-error';
import { addVerb, type Verb } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface StartOptions {
  readonly variable: readonly string[];
  readonly revision?: string;
}

/** `bin/delivery start`: an execution of the newest commit, or of another one. */
export const addStart = (program: Command, shell: Shell, finish: Finish): void => {
  const perform: Verb<StartOptions> = async (pipeline, { variable, revision, json }) => {
    const started = { variables: variable.map(variableOf), ...(revision !== undefined && { revision }) };
    const pipelineExecutionId = await pipeline.start(started);
    if (json) printJson(shell, { pipelineName: pipeline.name, pipelineExecutionId });
    else printLines(shell, [`starts: execution ${pipelineExecutionId} of ${pipeline.name}`]);
    return 0;
  };
  const description = 'start an execution of the newest commit';
  addVerb(program, { shell, finish, words: 'start', description }, perform)
    .option('--variable <name=value>', 'a variable of the pipeline; may be repeated', more, [])
    .option('--revision <id>', 'this commit instead, or this version of the object of an S3 source');
};

const more = (given: string, before: readonly string[]): readonly string[] => [...before, given];

const variableOf = (given: string): { readonly name: string; readonly value: string } => {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(given) ?? [];
  if (name !== undefined && value !== undefined) return { name, value };
  throw new UserError(`--variable ${given}: write NAME=VALUE, both of which have at least one character`);
};
