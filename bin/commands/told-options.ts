import { Option } from 'commander';
import { collect } from './release-words';

/** What commands that synthesize an app to deploy it take for it. */
export interface ToldOptions {
  readonly context?: readonly string[];
  readonly env?: readonly string[];
}

/** `--context`, as of `cdk synth`. */
export const contextOption = (): Option =>
  new Option(
    '--context <key=value>',
    'context for the first synthesis, as of cdk synth; may be repeated, builds get what the pipeline says',
  ).argParser(collect);

/** `--env`, for an app that reads variables. */
export const envOption = (): Option =>
  new Option('--env <name=value>', 'a variable for the first synthesis, likewise').argParser(collect);
